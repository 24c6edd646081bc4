import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeAll, expect, test } from "vitest";
import { processStart } from "../../../dev/endpoint/services/lambda/execution/process-info.ts";
import { EXPORTED_PARTS } from "../../../dev/endpoint/services/exported-parts.ts";
import { type Imported, importState } from "../../../dev/endpoint/state/import.ts";
import { MANIFEST, digestOf } from "../../../dev/endpoint/state/manifest.ts";
import { exportFrom } from "../../../dev/engine/export-state.ts";
import { startTestEndpoint } from "../../support/endpoint.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { Functions, makeRole } from "../services/lambda/support.ts";
import { describeAnew } from "./describe-anew.ts";

const Bucket = "crafted";
const OUTSIDE = "../../canary.txt";

const folder = temporaryFolder();
const place = (name: string): string => join(folder, name);
const whole = place("whole");
/** Run in place by one function from the start, and in place of what was deployed by another. */
const inPlace = place("in place");

function importInto(source: string, state: string): Promise<Imported> {
  return importState(source, { folder: state, durability: "process" }, EXPORTED_PARTS);
}

/** A copy of the export whose database and files were changed, and whose manifest tells of them. */
async function crafted(name: string, change: (copy: string, database: DatabaseSync) => void): Promise<string> {
  const copy = place(name);
  cpSync(whole, copy, { recursive: true });
  const database = new DatabaseSync(join(copy, "state.sqlite"));
  change(copy, database);
  database.close();
  await describeAnew(copy);
  return copy;
}

beforeAll(async () => {
  mkdirSync(inPlace);
  writeFileSync(join(inPlace, "index.mjs"), "export const handler = async () => 'in place';");
  writeFileSync(place("canary.txt"), "canary");
  await using endpoint = await startTestEndpoint({ state: { folder: place("source") } });
  const s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "one", Body: "body" }));
  for (const Key of ["complete", "open"]) {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const { ETag } = await s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: `part of ${Key}` }),
    );
    if (Key === "open") continue;
    await s3.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key,
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
      }),
    );
  }
  const functions = new Functions(endpoint.client, await makeRole(endpoint.client, "role"));
  await functions.create("deployed", "export const handler = async () => 'deployed';");
  await functions.create("edited", "export const handler = async () => 'as deployed';");
  await functions.hotReload("edited", inPlace);
  await functions.create("never", "", { Code: { S3Bucket: "hot-reload", S3Key: inPlace } });
  await exportFrom({ state: place("source"), durability: "process" }, endpoint.control, whole);
});

/** Every column in which the text of a row names a file or a folder of the export. */
function columnsThatNameFiles(): { table: string; column: string; name: string }[] {
  const manifest = JSON.parse(readFileSync(join(whole, MANIFEST), "utf8")) as { files: Record<string, unknown> };
  const names = Object.keys(manifest.files).flatMap((path) => {
    const [root, first = "", second] = path.split("/");
    if (root === "objects") return [`${first}/${second}`];
    return root === "functions" ? [first] : [];
  });
  const database = new DatabaseSync(join(whole, "state.sqlite"), { readOnly: true });
  const columns = database
    .prepare(
      `SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema t, pragma_table_info(t.name) c
       WHERE t.type = 'table' AND c.type IN ('TEXT', 'BLOB', 'ANY')`,
    )
    .all()
    .map((row) => ({ table: String(row["table"]), column: String(row["column"]) }));
  const found = columns.flatMap(({ table, column }) =>
    names
      .filter(
        (name) =>
          database.prepare(`SELECT 1 FROM "${table}" WHERE instr(CAST("${column}" AS TEXT), ?) > 0`).get(name) !==
          undefined,
      )
      .slice(0, 1)
      .map((name) => ({ table, column, name })),
  );
  database.close();
  return found;
}

test("a name that leads out of the folder is refused, in whatever table it stands", async () => {
  const columns = columnsThatNameFiles();
  expect(columns.map(({ table, column }) => `${table}.${column}`).toSorted()).toEqual([
    "lambda_function.body",
    "s3_object.file",
    "s3_object_part.file",
    "s3_part.file",
  ]);
  for (const { table, column, name } of columns) {
    for (const outside of [OUTSIDE, "/etc/hostname", `${name}/../../../canary.txt`, ""]) {
      const copy = await crafted("outside", (_copy, database) => {
        database
          .prepare(`UPDATE "${table}" SET "${column}" = replace("${column}", ?, ?) WHERE instr("${column}", ?) > 0`)
          .run(name, outside, name);
      });
      const state = place("taken");
      const imported = await importInto(copy, state).then(
        ({ notes }) => notes,
        (error: Error) => error.message,
      );
      const refused =
        table === "lambda_function" && outside.includes("/") ? /an import does not take/ : /cannot be taken/;
      expect([`${table}.${column}`, outside, String(imported)]).toEqual([
        `${table}.${column}`,
        outside,
        expect.stringMatching(refused),
      ]);
      rmSync(copy, { recursive: true });
      rmSync(state, { recursive: true, force: true });
    }
  }
  expect(readFileSync(place("canary.txt"), "utf8")).toBe("canary");
});

test("code that ran in place is not taken over: a function has what was deployed, and is named where that is nothing", async () => {
  const imported = await importInto(whole, place("without place"));
  expect(imported.notes).toEqual([
    `The function never ran the code in ${inPlace} in place, which an import does not take: put its code again.`,
  ]);
  await using endpoint = await startTestEndpoint({ state: { folder: place("without place") } });
  const functions = new Functions(endpoint.client, "");
  expect((await functions.invoke("deployed")).answer).toBe("deployed");
  expect((await functions.invoke("edited")).answer).toBe("as deployed");
  expect((await functions.invoke("never")).error).toBe("Unhandled");
  await functions.hotReload("never", inPlace);
  expect((await functions.invoke("never")).answer).toBe("in place");
  const { Functions: all } = await new LambdaClient(endpoint.client).send(new ListFunctionsCommand({}));
  expect(all).toHaveLength(3);
});

test("a process that an export names is nobody's to end", async () => {
  const child = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
  const { pid = 0 } = child;
  try {
    const copy = await crafted("process", (_copy, database) => {
      database.prepare("INSERT INTO lambda_process VALUES (?, ?)").run(pid, processStart(pid) ?? "");
    });
    await importInto(copy, place("process taken"));
    await using endpoint = await startTestEndpoint({ state: { folder: place("process taken") } });
    const { Body } = await new S3Client(endpoint.client).send(new GetObjectCommand({ Bucket, Key: "one" }));
    expect(await Body?.transformToString()).toBe("body");
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  } finally {
    child.kill("SIGKILL");
  }
});

test.each<[string, (copy: string, database: DatabaseSync) => void, RegExp]>([
  [
    "a trigger",
    (_copy, database) =>
      database.exec(
        "CREATE TRIGGER t AFTER INSERT ON s3_bucket BEGIN UPDATE s3_object SET file = '../../canary.txt'; END",
      ),
    /trigger t, which is none of ours/,
  ],
  ["a view", (_copy, database) => database.exec("CREATE VIEW w AS SELECT 1"), /view w, which is none of ours/],
])("a database with %s is refused", async (name, change, message) => {
  const copy = await crafted(name, change);
  await expect(importInto(copy, place(`${name} taken`))).rejects.toThrow(message);
  expect(existsSync(join(place(`${name} taken`), "state.sqlite"))).toBe(false);
});

test.each<[string, string, (file: string) => void]>([
  ["a link to a file of somebody else", "objects/0/link", (file) => symlinkSync(place("canary.txt"), file)],
  ["a file behind a link to a folder", "objects/linked/canary.txt", () => undefined],
  ["a log of the database", "state.sqlite-wal", (file) => writeFileSync(file, "log")],
  ["compiled code", "compile-cache/x", (file) => writeFileSync(file, "code")],
  ["the key of sessions", "session.key", (file) => writeFileSync(file, "k".repeat(32))],
])("%s is refused", async (name, path, make) => {
  const copy = place(`copy with ${name}`);
  cpSync(whole, copy, { recursive: true });
  symlinkSync(folder, join(copy, "objects/linked"));
  mkdirSync(join(copy, path, ".."), { recursive: true });
  make(join(copy, path));
  const file = join(copy, MANIFEST);
  const manifest = JSON.parse(readFileSync(file, "utf8")) as { files: Record<string, unknown> };
  manifest.files[path] = await digestOf(join(copy, path));
  writeFileSync(file, JSON.stringify(manifest));
  await expect(importInto(copy, place(`${name} taken`))).rejects.toThrow(/is no file of it|is nothing that an export/);
  expect(existsSync(join(place(`${name} taken`), "state.sqlite"))).toBe(false);
});
