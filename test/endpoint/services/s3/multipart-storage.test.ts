import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { OBJECT_FILES } from "../../../../dev/endpoint/services/s3/store/schema.ts";
import { exportState } from "../../../../dev/endpoint/state/export.ts";
import { objectFiles, startS3 } from "../../../support/s3.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const MB = 1 << 20;
const Bucket = "kept";

const folder = temporaryFolder();

async function begin(s3: S3Client, Key: string): Promise<string> {
  return (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId ?? "";
}

const put = async (s3: S3Client, Key: string, UploadId: string, PartNumber: number, Body: Uint8Array) => {
  const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
  return { PartNumber, ETag };
};

const complete = (
  s3: S3Client,
  Key: string,
  UploadId: string,
  Parts: { PartNumber: number; ETag?: string | undefined }[],
) => s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));

const read = async (s3: S3Client, Key: string) => {
  const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await got.Body?.transformToByteArray()) ?? []);
};

test("after a power loss whole objects and parts are kept, damaged parts are to be put again", async () => {
  const state = { folder: join(folder, "power") };
  const first = await startS3(state);
  await first.s3.send(new CreateBucketCommand({ Bucket }));
  const done = await begin(first.s3, "done");
  await complete(first.s3, "done", done, [
    await put(first.s3, "done", done, 1, Buffer.alloc(5 * MB, "d")),
    await put(first.s3, "done", done, 2, Buffer.from("one")),
  ]);
  const open = await begin(first.s3, "open");
  const kept = await put(first.s3, "open", open, 1, Buffer.alloc(5 * MB, "o"));
  const damaged = await put(first.s3, "open", open, 2, Buffer.from("damaged"));
  await first.stop();
  const path = objectFiles(state.folder).find((file) => readFileSync(file, "latin1") === "damaged") ?? "";
  writeFileSync(path, "DAMAGED");
  const database = new DatabaseSync(join(state.folder, "state.sqlite"));
  database.exec("UPDATE state_session SET boot = 'an earlier one', closed = 0");
  database.close();

  const second = await startS3(state);
  expect((await read(second.s3, "done")).length).toBe(5 * MB + 3);
  expect(existsSync(path)).toBe(false);
  await expect(complete(second.s3, "open", open, [kept, damaged])).rejects.toMatchObject({ name: "InvalidPart" });
  const again = await put(second.s3, "open", open, 2, Buffer.from("mended"));
  await complete(second.s3, "open", open, [kept, again]);
  expect((await read(second.s3, "open")).subarray(5 * MB).toString()).toBe("mended");
  await second.stop();
});

test("an export has the parts of uploads that are not complete", async () => {
  const first = await startS3({ folder: join(folder, "exported") });
  await first.s3.send(new CreateBucketCommand({ Bucket }));
  const id = await begin(first.s3, "a");
  const part = await put(first.s3, "a", id, 1, Buffer.from("part"));
  const copy = join(folder, "copy");
  await exportState({ folder: first.state.folder, durability: "process", mended: true }, copy, {
    files: [OBJECT_FILES],
    notTaken: [],
    onImport: [],
  });
  await first.stop();
  const second = await startS3({ folder: copy });
  await complete(second.s3, "a", id, [part]);
  expect((await read(second.s3, "a")).toString()).toBe("part");
  await second.stop();
});

test("memory does not follow the size of an upload that is completed", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const endpoint = await startS3();
  await endpoint.s3.send(new CreateBucketCommand({ Bucket }));
  const id = await begin(endpoint.s3, "big");
  const part = randomBytes(8 * MB);
  const parts = [];
  for (let number = 1; number <= 8; number++) parts.push(await put(endpoint.s3, "big", id, number, part));
  collect();
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const timer = setInterval(() => {
    collect();
    most = Math.max(most, process.memoryUsage().arrayBuffers);
  }, 2);
  await complete(endpoint.s3, "big", id, parts);
  clearInterval(timer);
  expect(most).toBeGreaterThan(0);
  expect(most - before).toBeLessThan(16 * MB);
  await endpoint.stop();
});

test("a part is read while another object takes the key", async () => {
  const endpoint = await startS3();
  const { s3 } = endpoint;
  await s3.send(new CreateBucketCommand({ Bucket }));
  const Key = "often-replaced";
  const bytes = Buffer.alloc(100_000, "p");
  for (let round = 0; round < 20; round++) {
    const id = await begin(s3, Key);
    await complete(s3, Key, id, [await put(s3, Key, id, 1, bytes)]);
    const size = async () => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, PartNumber: 1 }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []).length;
    };
    const [sizes] = await Promise.all([
      Promise.all(Array.from({ length: 8 }, size)),
      s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes })),
    ]);
    expect(sizes).toEqual(Array.from({ length: 8 }, () => bytes.length));
  }
  await endpoint.stop();
});
