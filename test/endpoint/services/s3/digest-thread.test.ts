import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DigestThread } from "../../../../dev/endpoint/services/s3/store/digest-thread.ts";
import { createDigests } from "../../../../dev/endpoint/services/s3/store/digests.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";

const Bucket = "many-at-once";
const folder = mkdtempSync(join(tmpdir(), "digest-thread-"));

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let s3: S3Client;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  await endpoint.stop();
  rmSync(folder, { recursive: true });
});

/** Asks until the thread has started. */
async function digestOf(thread: DigestThread, path: string) {
  let digest: ReturnType<DigestThread["digest"]>;
  const isTaken = (): boolean => {
    digest = thread.digest(path, ["CRC32", "SHA256"]);
    return digest !== undefined;
  };
  await expect.poll(isTaken, { timeout: 20_000 }).toBe(true);
  return digest;
}

test("hashes a file as the main thread does, and nothing where there is none", async () => {
  const thread = new DigestThread();
  const bytes = randomBytes(700_001);
  const path = join(folder, "file");
  writeFileSync(path, bytes);
  const digests = await createDigests(["CRC32", "SHA256"]);
  digests.update([bytes]);

  expect(await digestOf(thread, path)).toEqual(await digests.finish());
  expect(await digestOf(thread, join(folder, "nowhere"))).toBeUndefined();
  await thread.close();
  // It begins again for who asks then.
  expect(thread.digest(path, [])).toBeUndefined();
  await thread.close();
});

test("many uploads at once are each stored with their own hashes, and damaged ones refused", async () => {
  const sizes = [300_000, 1 << 20, (1 << 20) - 1, (1 << 20) + 1, 2_500_000, 65_536, 1, 0];
  for (let round = 0; round < 3; round++) {
    await Promise.all(
      sizes.flatMap((size) => [0, 1].map((copy) => putAndRead(`${round}-${size}-${copy}`, randomBytes(size)))),
    );
  }
}, 60_000);

async function putAndRead(Key: string, bytes: Buffer): Promise<void> {
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(bytes));
  const put = { Bucket, Key, Body: bytes, ChecksumCRC32: crc.toString("base64") };
  const { ETag } = await s3.send(new PutObjectCommand(put));
  expect(ETag).toBe(`"${createHash("md5").update(bytes).digest("hex")}"`);
  crc.writeUInt32BE((crc32(bytes) ^ 1) >>> 0);
  await expect(s3.send(new PutObjectCommand({ ...put, ChecksumCRC32: crc.toString("base64") }))).rejects.toMatchObject({
    name: "BadDigest",
  });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
}
