import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, test } from "vitest";
import { exportFrom } from "../../../dev/engine/export-state.ts";
import { FileRemovals } from "../../../dev/endpoint/state/file-removals.ts";
import { startTestEndpoint } from "../../support/endpoint.ts";

const folder = mkdtempSync(join(tmpdir(), "file-removals-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("files go when the last of those that hold them back has ended", async () => {
  const removals = new FileRemovals();
  const file = join(folder, "file");
  writeFileSync(file, "");
  const inner = Promise.withResolvers<void>();
  const held = removals.heldBack(() => inner.promise);
  await removals.heldBack(() => removals.remove([file, join(folder, "never-there")]));
  expect(existsSync(file)).toBe(true);
  inner.resolve();
  await held;
  expect(existsSync(file)).toBe(false);
});

test("an export has every body that its rows name, while all of them are replaced", async () => {
  await using endpoint = await startTestEndpoint();
  const s3 = new S3Client(endpoint.client);
  const Bucket = "replaced";
  await s3.send(new CreateBucketCommand({ Bucket }));
  const end = new AbortController();
  const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: Key.repeat(100) }));
  await Promise.all(Array.from({ length: 64 }, (_, number) => put(`key-${number}`)));
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let at = 0; !end.signal.aborted; at++) await put(`key-${writer * 8 + (at % 8)}`);
  });
  const missing: unknown[] = [];
  for (const target of ["first", "second"].map((name) => join(folder, name))) {
    await exportFrom({ state: "", durability: "process" }, endpoint.control, target);
    const database = new DatabaseSync(join(target, "state.sqlite"), { readOnly: true });
    const files = database.prepare("SELECT file FROM s3_object").all();
    database.close();
    missing.push(...files.filter(({ file }) => !existsSync(join(target, "objects", String(file)))));
    expect(files).toHaveLength(64);
  }
  end.abort();
  await Promise.all(writers);
  expect(missing).toEqual([]);
});
