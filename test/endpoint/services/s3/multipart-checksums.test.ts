import {
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { beforeEach, expect, test } from "vitest";
import { createTestBucket, serveS3 } from "../../../support/s3.ts";

/** One part of the least size, and a last one. */
const FIRST = randomBytes(5 << 20);
const LAST = randomBytes(1000);
const WHOLE = Buffer.concat([FIRST, LAST]);

const crc = (data: Uint8Array) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(data));
  return bytes;
};
const crcOfWhole = () => crc(WHOLE).toString("base64");
const crcOfParts = () => `${crc(Buffer.concat([crc(FIRST), crc(LAST)])).toString("base64")}-2`;
const sha = (data: Uint8Array) => createHash("sha256").update(data).digest();
const sha256OfParts = () => `${sha(Buffer.concat([sha(FIRST), sha(LAST)])).toString("base64")}-2`;

const { s3 } = await serveS3();

let Bucket: string;

beforeEach(async () => {
  Bucket = await createTestBucket(s3);
});

async function begin(Key: string, input: Partial<CreateMultipartUploadCommandInput> = {}): Promise<string> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }));
  return UploadId ?? "";
}

const complete = (Key: string, UploadId: string, Parts: CompletedPart[]) =>
  s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));

test.each([
  ["SHA256", undefined, "COMPOSITE", sha256OfParts()],
  ["CRC32", undefined, "COMPOSITE", crcOfParts()],
  ["CRC32", "FULL_OBJECT", "FULL_OBJECT", crcOfWhole()],
  ["CRC64NVME", undefined, "FULL_OBJECT", expect.stringMatching(/^[\w+/]{11}=$/)],
] as const)("checksum %s of type %s is %s", async (ChecksumAlgorithm, asked, ChecksumType, expected) => {
  const id = await begin("a", { ChecksumAlgorithm, ...(asked === undefined ? {} : { ChecksumType: asked }) });
  const send = async (PartNumber: number, Body: Uint8Array) => {
    const input = { Bucket, Key: "a", UploadId: id, PartNumber, Body, ChecksumAlgorithm };
    const { $metadata: _, ...part } = await s3.send(new UploadPartCommand(input));
    return { ...part, PartNumber };
  };
  const parts = [await send(1, FIRST), await send(2, LAST)];
  const name = `Checksum${ChecksumAlgorithm}` as const;
  expect(parts[0]?.[name]).toBeDefined();
  const done = await complete("a", id, parts);
  expect(done.ChecksumType).toBe(ChecksumType);
  expect(done[name]).toEqual(expected);
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "a", ChecksumMode: "ENABLED" }));
  expect(head).toMatchObject({ [name]: done[name], ChecksumType });
  const listed = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(listed.Contents?.[0]).toMatchObject({ ETag: done.ETag, ChecksumType });
  // The SDK compares what it reads with a checksum of the whole object.
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "a", ChecksumMode: "ENABLED" }));
  expect((await got.Body?.transformToByteArray())?.length).toBe(WHOLE.length);
});

test("checksums that do not fit are refused", async () => {
  const id = await begin("a", { ChecksumAlgorithm: "SHA256" });
  const input = { Bucket, Key: "a", UploadId: id, PartNumber: 1, Body: LAST };
  await expect(s3.send(new UploadPartCommand({ ...input, ChecksumAlgorithm: "SHA1" }))).rejects.toThrow(
    /expected checksum Type: sha256, actual checksum Type: sha1/,
  );
  const part = await s3.send(new UploadPartCommand({ ...input, ChecksumAlgorithm: "SHA256" }));
  await expect(complete("a", id, [{ PartNumber: 1, ETag: part.ETag }])).rejects.toThrow(/missing for part 1/);
  const whole = {
    Bucket,
    Key: "a",
    UploadId: id,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256 }] },
  };
  await expect(
    s3.send(new CompleteMultipartUploadCommand({ ...whole, ChecksumSHA256: sha(WHOLE).toString("base64") })),
  ).rejects.toMatchObject({ name: "BadDigest" });
  await expect(begin("a", { ChecksumAlgorithm: "SHA1", ChecksumType: "FULL_OBJECT" })).rejects.toMatchObject({
    name: "InvalidRequest",
  });
});
