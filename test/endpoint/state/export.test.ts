import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exportFrom } from "../../../dev/engine/export-state.ts";
import { EXPORTED_PARTS } from "../../../dev/endpoint/services/exported-parts.ts";
import { importState } from "../../../dev/endpoint/state/import.ts";
import { resetState } from "../../../dev/endpoint/state/reset.ts";
import { startTestEndpoint } from "../../support/endpoint.ts";
import { Functions, makeRole } from "../services/lambda/support.ts";

const Bucket = "exported";
const OFFLINE = { durability: "process" } as const;

let folder: string;
/** An export of a running endpoint, made once. */
let whole: string;

const place = (name: string): string => join(folder, name);
const importInto = (source: string, state: string) =>
  importState(source, { folder: state, durability: "process" }, EXPORTED_PARTS);

function filesIn(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "doppelface-export-"));
  whole = place("whole");
  const endpoint = await startTestEndpoint({ state: { folder: place("source") } });
  const s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket }));
  for (const Key of ["kept", "replaced", "removed"]) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}` }));
  }
  await new SSMClient(endpoint.client).send(new PutParameterCommand({ Name: "name", Type: "String", Value: "value" }));
  const functions = new Functions(endpoint.client, await makeRole(endpoint.client, "exported-role"));
  await functions.create("pid", "export const handler = async () => process.pid;");
  const pid = Number((await functions.invoke("pid")).answer);

  await exportFrom({ state: place("source"), ...OFFLINE }, endpoint.control, whole);

  // The environment goes on, and what it does from now on is not in the copy.
  await s3.send(new PutObjectCommand({ Bucket, Key: "replaced", Body: "another body" }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "removed" }));
  // A process of the first endpoint is none of the copy's: its start must not end it.
  const copied = await importInto(whole, place("beside")).then(() =>
    startTestEndpoint({ state: { folder: place("beside") } }),
  );
  expect(Number((await functions.invoke("pid")).answer)).toBe(pid);
  await copied.stop();
  await endpoint.stop();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("an export of a running environment has everything as it was at that moment", async () => {
  await importInto(whole, place("imported"));
  await using endpoint = await startTestEndpoint({ state: { folder: place("imported") } });
  const s3 = new S3Client(endpoint.client);
  for (const Key of ["kept", "replaced", "removed"]) {
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe(`body of ${Key}`);
  }
  const { Parameter } = await new SSMClient(endpoint.client).send(new GetParameterCommand({ Name: "name" }));
  expect(Parameter?.Value).toBe("value");
  const functions = new Functions(endpoint.client, "arn:aws:iam::000000000000:role/exported-role");
  expect(Number((await functions.invoke("pid")).answer)).toBeGreaterThan(0);
});

test("object files are linked where they can be, code is copied, and what is running is left out", async () => {
  const links = (name: string) => filesIn(join(whole, name)).map((file) => statSync(join(whole, name, file)).nlink);
  // The other two were removed from the source meanwhile.
  expect(links("objects").toSorted((a, b) => a - b)).toEqual([1, 1, 2]);
  expect(links("functions")).toEqual([1]);
  expect(readdirSync(whole).toSorted()).toEqual(["functions", "manifest.json", "objects", "state.sqlite"]);
});

test("without an environment the state folder is exported, and an empty or foreign one is not", async () => {
  const exported = await exportFrom({ state: place("source"), ...OFFLINE }, undefined, place("offline"));
  expect(exported.files).toBe(filesIn(place("offline")).length - 1);
  await importInto(place("offline"), place("from-offline"));
  await expect(exportFrom({ state: place("nothing"), ...OFFLINE }, undefined, place("x"))).rejects.toThrow(
    /no state in .*nothing/,
  );
  await expect(exportFrom({ state: place("source"), ...OFFLINE }, undefined, whole)).rejects.toThrow(/holds something/);
  expect(existsSync(place("x"))).toBe(false);
});

test("what a killed export has left goes with the next one to the same folder", async () => {
  mkdirSync(place("again.making-999999999/objects"), { recursive: true });
  await exportFrom({ state: place("source"), ...OFFLINE }, undefined, place("again"));
  expect(readdirSync(folder).filter((name) => name.startsWith("again"))).toEqual(["again"]);
});

const objectOf = (copy: string): string => join("objects", filesIn(join(copy, "objects"))[0] ?? "");
const changeManifest = (copy: string, change: (text: string) => string): void => {
  const file = join(copy, "manifest.json");
  writeFileSync(file, change(readFileSync(file, "utf8")));
};

test.each<[string, (copy: string) => void, RegExp]>([
  ["one that was not finished", (copy) => rmSync(join(copy, "manifest.json")), /was not finished/],
  ["a cut manifest", (copy) => changeManifest(copy, (text) => text.slice(0, 40)), /manifest\.json cannot be read/],
  ["a missing file", (copy) => rmSync(join(copy, objectOf(copy))), /objects\/.* cannot be read/],
  ["a longer file", (copy) => appendFileSync(join(copy, objectOf(copy)), "x"), /has \d+ bytes instead of \d+/],
  [
    "a changed file",
    (copy) => {
      const bytes = readFileSync(join(copy, "state.sqlite"));
      bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1);
      writeFileSync(join(copy, "state.sqlite"), bytes);
    },
    /state\.sqlite has other bytes/,
  ],
  [
    "a path that leaves the folder",
    (copy) =>
      changeManifest(copy, (text) => text.replace('"files": {', '"files": {"../x": {"size": 0, "sha256": ""},')),
    /manifest\.json cannot be read/,
  ],
  [
    "another version",
    (copy) => changeManifest(copy, (text) => text.replace(/"version": \d+/, '"version": 99')),
    /has version 99/,
  ],
])("%s is refused before anything is touched", async (name, damage, message) => {
  const copy = place(`damaged ${name}`);
  cpSync(whole, copy, { recursive: true });
  damage(copy);
  const state = place(`state ${name}`);
  await expect(importInto(copy, state)).rejects.toThrow(message);
  expect(filesIn(state).filter((file) => file !== "lock.sqlite")).toEqual([]);
});

test("an import needs a folder without a state, which no process has", async () => {
  const state = place("filled");
  const endpoint = await startTestEndpoint({ state: { folder: state } });
  await expect(importInto(whole, state)).rejects.toMatchObject({
    name: "StateInUse",
    holder: { endpoint: endpoint.url },
  });
  expect(() => resetState(state)).toThrow(`is in use by process ${process.pid}, whose endpoint is ${endpoint.url}`);
  await endpoint.stop();
  const before = filesIn(state);
  await expect(importInto(whole, state)).rejects.toThrow(/holds a state.*doppelface reset/);
  expect(filesIn(state)).toEqual(before);
  resetState(state);
  expect(filesIn(state)).toEqual(["lock.sqlite"]);
  await importInto(whole, state);
  expect(filesIn(state)).toEqual(
    [...filesIn(whole).filter((file) => file !== "manifest.json"), "lock.sqlite"].toSorted(),
  );
});

test("what killed imports and resets have left is in nobody's way", async () => {
  const state = place("interrupted");
  const file = `aa/aa${"0".repeat(30)}`;
  for (const left of ["importing/objects/aa", "objects/aa"]) mkdirSync(join(state, left), { recursive: true });
  for (const left of ["lock.sqlite", `importing/objects/${file}`, `objects/${file}`]) {
    writeFileSync(join(state, left), "");
  }
  const endpoint = await startTestEndpoint({ state: { folder: state } });
  expect(filesIn(state).filter((found) => found.endsWith(file))).toEqual([]);
  await endpoint.stop();
  rmSync(join(state, "state.sqlite"));
  mkdirSync(join(state, "importing"));
  await importInto(whole, state);
  expect(filesIn(state)).toContain("state.sqlite");
});

test("a folder of somebody else is left alone", async () => {
  const foreign = place("foreign");
  mkdirSync(join(foreign, "functions"), { recursive: true });
  writeFileSync(join(foreign, "functions", "mine.ts"), "");
  expect(() => resetState(foreign)).toThrow(/holds files .* but no state/);
  await expect(importInto(whole, foreign)).rejects.toThrow(/holds files .* but no state/);
  await expect(startTestEndpoint({ state: { folder: foreign } })).rejects.toThrow(/holds files .* but no state/);
  expect(filesIn(foreign)).toEqual(["functions/mine.ts"]);
});

test("the endpoint exports for its own user only, and says what is wrong", async () => {
  await using endpoint = await startTestEndpoint();
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${endpoint.url}/_doppelface/export`, {
      method: "POST",
      body,
      headers: { "x-doppelface-token": endpoint.controlToken, ...headers },
    });
    return [answer.status, await answer.json()];
  };
  const input = JSON.stringify({ folder: place("posted") });
  expect(await post(input, { origin: "http://elsewhere.example" })).toMatchObject([403, {}]);
  expect(await post('{"folder": "relative"}')).toMatchObject([400, { error: expect.stringContaining("absolute") }]);
  expect(await post(JSON.stringify({ folder: whole }))).toMatchObject([
    409,
    { error: expect.stringContaining("holds something") },
  ]);
  expect(existsSync(place("posted"))).toBe(false);
  expect(await post(input)).toMatchObject([201, { folder: place("posted"), files: 1 }]);
});
