import { spawn } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { CreateCollectionCommand, ListCollectionsCommand } from "@aws-sdk/client-rekognition";
import { expect, test } from "vitest";
import { PROJECT } from "../../dev/config/project.ts";
import { recordingsFolder } from "../../dev/config/recordings-folder.ts";
import { emptySet, startUpstream } from "../rekognition/recordings/tape-endpoint.ts";

/** Runs a command line as a script does: without a terminal. */
async function doppelface(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(PROJECT, "dev/cli.mjs"), ...args], {
    cwd: PROJECT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CI: "", ...env },
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr, status };
}

/** A copy of the committed set. */
function copyOfDefault(): string {
  const folder = emptySet();
  cpSync(recordingsFolder("default"), folder, { recursive: true });
  return folder;
}

test("record and aws call nobody before somebody agrees", async () => {
  let calls = 0;
  const upstream = createServer(() => calls++);
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const { port } = upstream.address() as { port: number };
  for (const mode of ["record", "aws"]) {
    const args = ["exec", "--rekognition", mode, "--upstream", `http://127.0.0.1:${port}`, "--", "true"];
    const { status, stderr } = await doppelface(args);
    expect(status).toBe(2);
    expect(stderr).toContain(`Rekognition's calls go to http://127.0.0.1:${port}, Region `);
    expect(stderr).toContain("Collections are named doppelface-");
    expect(stderr).toContain("Nobody is there to be asked: say --yes to call the upstream");
  }
  expect(calls).toBe(0);
  upstream.close();
});

test("DOPPELFACE_YES agrees to calls, for containers, and to nothing else", async () => {
  await using upstream = await startUpstream();
  const env = { DOPPELFACE_UPSTREAM: upstream.url, DOPPELFACE_YES: "true", DOPPELFACE_PREFIX: "agreed-" };
  const args = ["--rekognition", "aws", "--", process.execPath, "--version"];
  expect(await doppelface(["exec", ...args], env)).toMatchObject({ status: 0 });
  const { CollectionIds } = await upstream.client.send(new ListCollectionsCommand({}));
  expect(CollectionIds).toContain("agreed-employees");
  const { status, stderr } = await doppelface(["recordings", "destroy-remote"], env);
  expect([status, stderr]).toEqual([2, expect.stringContaining("Its collections agreed-employees are deleted.")]);
  expect((await upstream.client.send(new ListCollectionsCommand({}))).CollectionIds).toContain("agreed-employees");
});

test("exec tells what was not used of the recordings, and --strict fails on it", async () => {
  const args = ["exec", "--rekognition", "replay", "--", "true"];
  const { status, stderr } = await doppelface(args);
  expect(status).toBe(0);
  expect(stderr).toMatch(/recordings {2}default: \d+ answered, 0 missed, \d+ not used/);
  expect(stderr).toContain("not used  employees/DeleteFaces/face-");
  expect((await doppelface(["exec", "--strict", ...args.slice(1)])).status).toBe(1);
});

test("the set in the repository is whole; one that expired is told, and fails in CI", async () => {
  expect(await doppelface(["recordings", "verify"])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^ok {2}\d+ recordings/),
  });
  const { stdout } = await doppelface(["recordings", "list", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ sets: [{ name: "default", expired: false }] });

  const old = copyOfDefault();
  writeFileSync(join(old, "set.json"), JSON.stringify({ format: 1, attributes: false, expires: "2026-01-01" }));
  const here = await doppelface(["recordings", "verify", old]);
  expect(here).toMatchObject({ status: 0, stdout: expect.stringContaining("expired on 2026-01-01") });
  expect((await doppelface(["recordings", "verify", old], { CI: "true" })).status).toBe(1);
  const replayed = await doppelface(["exec", "--rekognition", "replay", "--recordings", old, "--", "true"], {
    CI: "true",
  });
  expect(replayed).toMatchObject({ status: 1, stderr: expect.stringContaining("expired on 2026-01-01") });
});

test("prune deletes what no replay has used, and asks", async () => {
  const set = copyOfDefault();
  expect((await doppelface(["recordings", "prune", set, "--yes"])).stderr).toContain("No replay of");
  const replay = ["--rekognition", "replay", "--recordings", set, "--", "true"];
  expect((await doppelface(["exec", ...replay])).status).toBe(0);

  const asked = await doppelface(["recordings", "prune", set]);
  expect(asked).toMatchObject({ status: 2, stderr: expect.stringContaining("say --yes to delete them") });
  expect((await doppelface(["recordings", "prune", set, "--yes"])).status).toBe(0);
  const { stdout } = await doppelface(["recordings", "show", set, "--json"]);
  const { recordings } = JSON.parse(stdout) as { recordings: { file: string }[] };
  expect(recordings.map(({ file }) => file)).toContainEqual(expect.stringMatching(/^employees\/CreateCollection\//));
  expect(recordings.length).toBeLessThan(4);
  expect((await doppelface(["recordings", "verify", set])).status).toBe(0);
  // Now the run uses all that there is.
  expect((await doppelface(["exec", "--strict", ...replay])).status).toBe(0);
});

test("destroy-remote deletes the developer's collections and nobody else's", async () => {
  await using upstream = await startUpstream();
  for (const CollectionId of ["mine-a", "mine-b", "theirs"]) {
    await upstream.client.send(new CreateCollectionCommand({ CollectionId }));
  }
  const args = ["recordings", "destroy-remote", "--upstream", upstream.url, "--prefix", "mine-"];
  const left = async () => (await upstream.client.send(new ListCollectionsCommand({}))).CollectionIds;
  const asked = await doppelface(args);
  expect(asked).toMatchObject({ status: 2, stderr: expect.stringContaining("mine-a, mine-b are deleted") });
  expect(await left()).toHaveLength(3);
  expect(await doppelface([...args, "--yes"])).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("deleted  mine-b"),
  });
  expect(await left()).toEqual(["theirs"]);
  expect((await doppelface([...args.slice(0, -1), ""])).status).toBe(2);
});

test("a verb that is none, and a set that is none, are told", async () => {
  expect((await doppelface(["recordings", "tidy"])).stderr).toContain("does one of: list, show, verify, prune, diff");
  expect((await doppelface(["recordings", "show", "nothing"])).stderr).toContain("There are no recordings in");
});
