import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import {
  CreateCollectionCommand,
  CreateUserCommand,
  DeleteCollectionCommand,
  IndexFacesCommand,
  ListFacesCommand,
  RekognitionClient,
  SearchFacesByImageCommand,
} from "@aws-sdk/client-rekognition";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../../dev/config/project.ts";
import { verifySet } from "../../../dev/rekognition/recordings/verify-set.ts";
import { pictures } from "../../../fixtures/pictures.ts";
import { clientConfig } from "../../support/endpoint.ts";
import { fixturePicture } from "../fixture-picture.ts";
import { type TapeEndpoint, emptySet, startRecording, startReplay, startUpstream } from "./tape-endpoint.ts";

const FILES = pictures
  .filter(({ use }) => use === "register")
  .map(({ file }) => file)
  .slice(0, 3);
const CollectionId = "staff";

let upstream: TapeEndpoint;

beforeAll(async () => {
  upstream = await startUpstream();
});
afterAll(() => upstream.end());

async function program(client: RekognitionClient, files: readonly string[], run: number): Promise<void> {
  await client.send(new CreateCollectionCommand({ CollectionId }));
  await Promise.all(
    files.map((file) =>
      client.send(
        new IndexFacesCommand({
          CollectionId,
          Image: { Bytes: fixturePicture(file) },
          ExternalImageId: `${run}-${file.replace("/", "_")}`,
        }),
      ),
    ),
  );
  await client.send(new ListFacesCommand({ CollectionId }));
  await client.send(
    new SearchFacesByImageCommand({
      CollectionId,
      Image: { Bytes: fixturePicture(files[0] ?? "") },
      FaceMatchThreshold: 1,
    }),
  );
}

function git(folder: string, ...args: string[]): string {
  return execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", "-C", folder, ...args], {
    encoding: "utf8",
  });
}

test("recording an unchanged set again, in another order, leaves git status clean", async () => {
  const set = emptySet();
  await using first = await startRecording(upstream.url, set);
  await program(first.client, FILES, 1);
  await first.end();
  const repository = dirname(set);
  git(repository, "init", "--quiet");
  git(repository, "add", ".");
  git(repository, "commit", "--quiet", "--message", "recorded");

  // Another state, as `exec` has one each time; the upstream still has the collection of the first recording.
  await using second = await startRecording(upstream.url, set);
  await program(second.client, [FILES[0] ?? "", ...FILES.slice(1).toReversed()], 2);
  expect(await second.end()).toMatchObject({ written: [], kept: [], unused: [] });
  expect(git(repository, "status", "--porcelain")).toBe("");
  expect(second.notices.join()).toContain("a collection someone-staff of an earlier run; it was emptied");
});

test("an answer that differs from its file replaces it only with update", async () => {
  const set = emptySet();
  await using first = await startRecording(upstream.url, set);
  await first.client.send(new CreateCollectionCommand({ CollectionId: "changing" }));
  await first.end();
  // The upstream has the collection now, and is not told to empty it: without a prefix it is somebody's own.
  await upstream.client.send(new CreateCollectionCommand({ CollectionId: "changing" }));
  const again = async (update: boolean) => {
    await using recording = await startRecording(upstream.url, set, { record: { update }, upstream: { prefix: "" } });
    const answered = recording.client.send(new CreateCollectionCommand({ CollectionId: "changing" }));
    await expect(answered).rejects.toThrow("already exists");
    return recording.end();
  };
  const file = expect.stringMatching(/^changing\/CreateCollection\//) as string;
  const read = () =>
    readFileSync(
      join(
        set,
        readdirSync(set, { recursive: true, encoding: "utf8" }).find((name) => name.includes("request-")) ?? "",
      ),
      "utf8",
    );
  const before = read();
  expect(await again(false)).toMatchObject({ kept: [file], written: [] });
  expect(read()).toBe(before);
  expect(await again(true)).toMatchObject({ kept: [], written: [file] });
  expect(read()).toContain("ResourceAlreadyExistsException");
});

test("a recording that is killed leaves whole files only, and goes on where it was", async () => {
  const set = emptySet();
  const record = () =>
    spawn(
      process.execPath,
      [
        join(PROJECT, "dev/cli.mjs"),
        "rekognition",
        "--rekognition=record",
        `--upstream=${upstream.url}`,
        `--recordings=${set}`,
        "--port=0",
        "--ephemeral",
        "--yes",
        "--json",
      ],
      { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, AWS_EC2_METADATA_DISABLED: "true" } },
    );
  const many = async (child: ReturnType<typeof record>, wanted: number, killAfter?: number) => {
    let url = "";
    for await (const line of createInterface({ input: child.stdout })) {
      url = /"endpoint":"([^"]+)"/.exec(line)?.[1] ?? "";
      if (url !== "") break;
    }
    const client = new RekognitionClient(clientConfig(url));
    await client.send(new DeleteCollectionCommand({ CollectionId })).catch(() => undefined);
    await client.send(new CreateCollectionCommand({ CollectionId })).catch(() => undefined);
    let answered = 0;
    const create = async (number: number): Promise<void> => {
      await client.send(new CreateUserCommand({ CollectionId, UserId: `user-${number}` }));
      answered++;
      if (answered === killAfter) child.kill("SIGKILL");
    };
    // Twenty at a time: on a busy machine all of them at once may be done before this process gets to kill.
    const numbers = Array.from({ length: wanted }, (_, number) => number).values();
    const work = async (): Promise<void> => {
      for (const number of numbers) await create(number);
    };
    await Promise.allSettled(Array.from({ length: 20 }, work));
    return answered;
  };

  const killed = record();
  const exited = once(killed, "exit");
  const answered = await many(killed, 400, 40);
  expect(await exited).toEqual([null, "SIGKILL"]);
  const after = await verifySet(set);
  expect(after.problems).toEqual([]);
  expect(after.files).toBeGreaterThanOrEqual(40);
  expect(after.files).toBeLessThan(400);
  expect(answered).toBeLessThan(400);

  const again = record();
  const ended = once(again, "exit");
  await many(again, 40);
  again.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  expect(await verifySet(set)).toMatchObject({ problems: [] });
  // What was answered before the kill is in the index as well, though it needed no file again.
  const index = JSON.parse(readFileSync(join(set, "index.json"), "utf8")) as Record<string, unknown>;
  expect(Object.keys(index).filter((file) => file.includes("/CreateUser/")).length).toBeGreaterThanOrEqual(40);
  expect(readdirSync(set).toSorted()).toEqual(["index.json", "set.json", CollectionId]);
});

test("verify names what was edited, and what a set must not hold", async () => {
  const set = emptySet();
  await using recording = await startRecording(upstream.url, set);
  await program(recording.client, FILES.slice(0, 1), 3);
  await recording.end();
  expect((await verifySet(set)).problems).toEqual([]);

  const files = readdirSync(set, { recursive: true, encoding: "utf8" });
  const edit = (part: string, change: (text: string) => string): void => {
    const path = join(set, files.find((name) => name.includes(part) && name.endsWith(".json")) ?? "");
    writeFileSync(path, change(readFileSync(path, "utf8")));
  };
  edit("SearchFacesByImage/", (text) => text.replace('"FaceMatchThreshold": 1', '"FaceMatchThreshold": 2'));
  edit("IndexFaces/", (text) => text.replace('"Confidence"', '"Authorization": "x", "Confidence"'));
  edit("ListFaces/", (text) => text.replace('"ImageId"', '"Unknown": 1, "ImageId"'));
  mkdirSync(join(set, "staff/DetectFaces"));
  writeFileSync(join(set, "staff/DetectFaces/cut-0123456789ab.json"), '{"key": "01');
  const { problems } = await verifySet(set);
  expect(problems.map(({ file, problem }) => `${file.split("/")[1]}: ${problem}`)).toEqual([
    expect.stringMatching(/^DetectFaces: .*JSON/),
    expect.stringMatching(/^IndexFaces: .* holds a header of a signed request/),
    "IndexFaces: holds members that the service model does not know",
    "ListFaces: holds members that the service model does not know",
    "SearchFacesByImage: has a key that is not that of its request: it was edited",
  ]);
  await using replay = await startReplay(set);
  const missed = replay.client.send(new CreateCollectionCommand({ CollectionId: "other" }));
  await expect(missed).rejects.toMatchObject({
    name: "RecordingUnreadableException",
    message: expect.stringContaining("cut-0123456789ab.json"),
  });
});
