import {
  type ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type GetObjectAttributesCommandInput,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { serveS3 } from "../../../support/s3.ts";

const FIRST = Buffer.alloc(5 << 20, "f");
const LAST = Buffer.from("last");

const sha = (data: Uint8Array) => createHash("sha256").update(data).digest("base64");

const { s3, Bucket } = await serveS3();

async function ask(Key: string, input: Partial<GetObjectAttributesCommandInput> = {}) {
  const ObjectAttributes = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"] as const;
  const { $metadata: _, ...answer } = await s3.send(
    new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: [...ObjectAttributes], ...input }),
  );
  return answer;
}

async function putInParts(Key: string, algorithm?: ChecksumAlgorithm) {
  const named = algorithm === undefined ? {} : { ChecksumAlgorithm: algorithm };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...named }));
  const Parts: CompletedPart[] = [];
  for (const [at, Body] of [FIRST, LAST].entries()) {
    const input = { Bucket, Key, UploadId, PartNumber: at + 1, Body, ...named };
    const { ETag, ChecksumSHA256 } = await s3.send(new UploadPartCommand(input));
    Parts.push({ PartNumber: at + 1, ETag, ChecksumSHA256 });
  }
  return s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
}

test("what was put as a whole has no parts", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "whole", Body: "body", ChecksumAlgorithm: "SHA256" }));
  expect(await ask("whole")).toEqual({
    ETag: createHash("md5").update("body").digest("hex"),
    Checksum: { ChecksumSHA256: sha(Buffer.from("body")), ChecksumType: "FULL_OBJECT" },
    StorageClass: "STANDARD",
    ObjectSize: 4,
    LastModified: expect.any(Date),
  });
  const size = await ask("whole", { ObjectAttributes: ["ObjectSize"] });
  expect(size).toEqual({ ObjectSize: 4, LastModified: expect.any(Date) });
});

test("parts are told with their checksums, in pages", async () => {
  const done = await putInParts("parts", "SHA256");
  const first = await ask("parts", { MaxParts: 1 });
  expect(first).toMatchObject({
    ETag: done.ETag?.replaceAll('"', ""),
    Checksum: { ChecksumSHA256: done.ChecksumSHA256?.replace(/-2$/, ""), ChecksumType: "COMPOSITE" },
    ObjectSize: FIRST.length + LAST.length,
    ObjectParts: {
      TotalPartsCount: 2,
      IsTruncated: true,
      NextPartNumberMarker: "1",
      Parts: [{ PartNumber: 1, Size: FIRST.length, ChecksumSHA256: sha(FIRST) }],
    },
  });
  const rest = await ask("parts", { PartNumberMarker: first.ObjectParts?.NextPartNumberMarker });
  expect(rest.ObjectParts?.Parts).toEqual([{ PartNumber: 2, Size: LAST.length, ChecksumSHA256: sha(LAST) }]);
});

test("without a checksum that the client named, parts are counted alone", async () => {
  await putInParts("counted");
  expect((await ask("counted")).ObjectParts).toEqual({ TotalPartsCount: 2 });
});

test("an attribute that there is not, and an object that there is not, are refused", async () => {
  await expect(ask("whole", { ObjectAttributes: ["Colour" as "ETag"] })).rejects.toMatchObject({
    name: "InvalidArgument",
  });
  await expect(ask("missing")).rejects.toMatchObject({ name: "NoSuchKey" });
});

test("a read of one part shows its checksum where the upload named an algorithm", async () => {
  // As in S3's guide, "Checking object integrity": for the checksum of a part name its number in GetObject or HeadObject.
  await putInParts("read", "SHA256");
  const input = { Bucket, Key: "read", ChecksumMode: "ENABLED" } as const;
  for (const [PartNumber, bytes] of [
    [1, FIRST],
    [2, LAST],
  ] as const) {
    const head = await s3.send(new HeadObjectCommand({ ...input, PartNumber }));
    expect(head).toMatchObject({ ChecksumSHA256: sha(bytes), ChecksumType: "COMPOSITE" });
    // The SDK compares it with what it reads.
    const got = await s3.send(new GetObjectCommand({ ...input, PartNumber }));
    expect(got.ChecksumSHA256).toBe(sha(bytes));
    expect(bytes.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true);
  }
  const whole = await s3.send(new HeadObjectCommand(input));
  expect(whole.ChecksumSHA256).toMatch(/-2$/);
  const range = await s3.send(new GetObjectCommand({ ...input, Range: "bytes=0-3" }));
  expect(range.ChecksumSHA256).toBeUndefined();
  await range.Body?.transformToByteArray();
  await putInParts("unnamed");
  const unnamed = await s3.send(new HeadObjectCommand({ ...input, Key: "unnamed", PartNumber: 1 }));
  expect(unnamed.ChecksumCRC64NVME).toBeUndefined();
  await s3.send(new PutObjectCommand({ Bucket, Key: "one", Body: "body", ChecksumAlgorithm: "SHA256" }));
  const one = await s3.send(new HeadObjectCommand({ ...input, Key: "one", PartNumber: 1 }));
  expect(one.ChecksumSHA256).toBe(sha(Buffer.from("body")));
});
