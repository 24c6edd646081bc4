import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, afterEach, expect, test } from "vitest";
import { picturePath, pictures } from "../../fixtures/pictures.ts";
import { PROJECT } from "../../dev/config/project.ts";

const CLI = join(PROJECT, "dev/cli.mjs");
const state = mkdtempSync(join(tmpdir(), "up-test-"));
let up: ChildProcess | undefined;

afterEach(() => {
  up?.kill("SIGKILL");
});

afterAll(() => {
  rmSync(state, { recursive: true, force: true });
});

/** Starts `up --json` and resolves with its lines, once it is ready. */
async function startUp(...args: string[]): Promise<{ child: ChildProcess; lines: Record<string, unknown>[] }> {
  const child = spawn(process.execPath, [CLI, "up", "--json", "--port", "0", "--state", state, ...args], {
    cwd: PROJECT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  up = child;
  const lines: Record<string, unknown>[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error(`up ended: ${JSON.stringify(lines)}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      lines.push(JSON.parse(line) as Record<string, unknown>);
      if ("ready" in (lines.at(-1) ?? {})) resolve();
    });
  });
  return { child, lines };
}

function doppelface(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args, "--state", state], {
    cwd: PROJECT,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

async function interrupt(child: ChildProcess): Promise<number | null> {
  const exited = once(child, "exit") as Promise<[number | null]>;
  child.kill("SIGINT");
  const [code] = await exited;
  return code;
}

test("a picture that is uploaded becomes a row, and both are there after a second start", async () => {
  const [portrait] = pictures;
  if (portrait === undefined) throw new Error("no fixtures");
  const path = picturePath(portrait);
  const name = `${portrait.firstName} ${portrait.lastName}`;

  const first = await startUp();
  const upload = doppelface("upload", path);
  expect(upload.stdout).toMatch(new RegExp(`REGISTERED +${name} \\(1 face\\)`));
  expect(upload.status).toBe(0);
  expect(await interrupt(first.child)).toBe(0);
  expect(first.lines.at(-1)).toEqual({ stopped: true });

  await startUp();
  expect(doppelface("rows").stdout).toContain(portrait.lastName);
  expect(doppelface("pictures").stdout).toContain("REGISTERED");
  // The invocation may have been cut off before it had written its lines: then it runs again now.
  await expect.poll(() => doppelface("logs").stdout, { timeout: 20_000 }).toContain("Picture is REGISTERED.");
  const who = doppelface("who", path);
  expect(who.stdout).toMatch(new RegExp(`^${name} +100\\.00 %`));
  expect(who.status).toBe(0);
  expect(JSON.parse(doppelface("rows", "--json").stdout)).toMatchObject({ rows: [{ last_name: portrait.lastName }] });

  const second = spawnSync(process.execPath, [CLI, "up", "--port", "0", "--state", state], { encoding: "utf8" });
  expect(second.status).toBe(1);
  expect(second.stderr).toMatch(/in use by process \d+, whose endpoint is http:\/\/127\.0\.0\.1:\d+/);
});

test("--no-deploy starts with nothing deployed, and --fresh empties the state", async () => {
  const { child } = await startUp("--no-deploy", "--fresh");
  const rows = doppelface("rows");
  expect(rows.status).toBe(1);
  expect(rows.stderr).toContain("No stack is deployed there");
  expect(await interrupt(child)).toBe(0);
});

test("where whoever reads its lines has gone, it ends in order", async () => {
  const { child, lines } = await startUp("--no-deploy", "--fresh");
  const { ready } = lines.at(-1) as { ready: { endpoint: string; region: string } };
  const exited = once(child, "exit");
  child.stdout?.destroy();
  // A key of somebody's own is told, in a line that nobody reads.
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "own" };
  const s3 = new S3Client({ endpoint: ready.endpoint, region: ready.region, credentials, forcePathStyle: true });
  await s3.send(new ListBucketsCommand({}));
  s3.destroy();
  expect(await exited).toEqual([0, null]);
});

test("--inspect takes a port after = only, and refuses what is none", () => {
  const { status, stderr } = doppelface("up", "--inspect=front");
  expect(status).toBe(2);
  expect(stderr).toContain('--inspect is "front"; expected a port, 0 for any free one.');
});

test("without an environment a command says how to start one", () => {
  const { status, stderr } = doppelface("rows");
  expect(status).toBe(1);
  expect(stderr).toContain("Start it with `npm run dev`");
});
