import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  DeleteBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { createHash, randomBytes } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { EventQueue } from "../../../../dev/endpoint/exchange/event-queue.ts";
import { createTestBucket, objectFiles, queueEvents, serveS3 } from "../../../support/s3.ts";

const MB = 1 << 20;
/** One part of the least size, and a last one. */
const FIRST = randomBytes(5 * MB);
const LAST = randomBytes(1000);
const WHOLE = Buffer.concat([FIRST, LAST]);

const md5 = (data: Uint8Array) => createHash("md5").update(data).digest();
const ETAG = `"${md5(Buffer.concat([md5(FIRST), md5(LAST)])).toString("hex")}-2"`;

const { endpoint, s3 } = await serveS3();

let Bucket: string;

beforeEach(async () => {
  Bucket = await createTestBucket(s3);
});

const files = () => objectFiles(endpoint.state.folder);

async function begin(Key: string, input: Partial<CreateMultipartUploadCommandInput> = {}): Promise<string> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }));
  return UploadId ?? "";
}

async function put(Key: string, UploadId: string, PartNumber: number, Body: Uint8Array): Promise<CompletedPart> {
  const { $metadata: _, ...part } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
  return { ...part, PartNumber };
}

const complete = (Key: string, UploadId: string, Parts: CompletedPart[]) =>
  s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));

test("parts become one object with its metadata, whatever the order in which they came", async () => {
  const before = files().length;
  const id = await begin("a b", { ContentType: "image/png", Metadata: { who: "nora" } });
  const last = await put("a b", id, 7, LAST);
  await put("a b", id, 2, Buffer.from("replaced"));
  const first = await put("a b", id, 2, FIRST);
  expect(files()).toHaveLength(before + 2);
  const done = await complete("a b", id, [first, last]);
  expect(done).toMatchObject({ Bucket, Key: "a b", ETag: ETAG, ChecksumType: "FULL_OBJECT" });
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "a b" }));
  expect(got).toMatchObject({
    ETag: ETAG,
    ContentType: "image/png",
    Metadata: { who: "nora" },
    ContentLength: WHOLE.length,
  });
  expect(WHOLE.equals((await got.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
  expect(files()).toHaveLength(before + 1);
});

test("to complete an upload once more answers what it answered, until another object takes the place", async () => {
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  const id = await begin("a");
  const parts = [await put("a", id, 1, FIRST), await put("a", id, 2, LAST)];
  // At once, as a client does that got no answer: one of them makes the object.
  const [one, other] = await Promise.all([complete("a", id, parts), complete("a", id, parts)]);
  const { $metadata: _, ...first } = one;
  expect(first).toMatchObject({ ETag: ETAG, VersionId: expect.stringMatching(/^.{32}$/) });
  expect(other).toMatchObject(first);
  const input = { Bucket, Key: "a", UploadId: id, MultipartUpload: { Parts: parts } };
  expect(await s3.send(new CompleteMultipartUploadCommand({ ...input, IfNoneMatch: "*" }))).toMatchObject(first);
  expect((await s3.send(new ListObjectVersionsCommand({ Bucket }))).Versions).toHaveLength(1);
  await expect(complete("a", id, parts.slice(0, 1))).rejects.toMatchObject({ name: "NoSuchUpload" });
  await expect(complete("b", id, parts)).rejects.toMatchObject({ name: "NoSuchUpload" });
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "other" }));
  await expect(complete("a", id, parts)).rejects.toMatchObject({ name: "NoSuchUpload" });
});

test("parts are read by their numbers, an object that was put whole is one part", async () => {
  const id = await begin("a");
  await complete("a", id, [await put("a", id, 1, FIRST), await put("a", id, 2, LAST)]);
  await s3.send(new PutObjectCommand({ Bucket, Key: "whole", Body: "abc" }));
  const second = await s3.send(new GetObjectCommand({ Bucket, Key: "a", PartNumber: 2 }));
  expect(second).toMatchObject({
    PartsCount: 2,
    ContentRange: `bytes ${FIRST.length}-${WHOLE.length - 1}/${WHOLE.length}`,
    $metadata: { httpStatusCode: 206 },
  });
  expect(LAST.equals((await second.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "a", PartNumber: 1 }));
  expect(head).toMatchObject({ PartsCount: 2, ContentLength: FIRST.length });
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "a" }))).PartsCount).toBeUndefined();
  const whole = await s3.send(new GetObjectCommand({ Bucket, Key: "whole", PartNumber: 1 }));
  expect(await whole.Body?.transformToString()).toBe("abc");
  expect(whole.PartsCount).toBeUndefined();
  await expect(s3.send(new GetObjectCommand({ Bucket, Key: "whole", PartNumber: 2 }))).rejects.toMatchObject({
    name: "InvalidPartNumber",
    $metadata: { httpStatusCode: 416 },
  });
  await expect(
    s3.send(new GetObjectCommand({ Bucket, Key: "a", PartNumber: 1, Range: "bytes=0-1" })),
  ).rejects.toMatchObject({ name: "InvalidRequest" });
});

test("what cannot be completed is refused by its name, and the upload stays", async () => {
  const id = await begin("a");
  const small = await put("a", id, 1, LAST);
  const last = await put("a", id, 2, LAST);
  const refused = (parts: CompletedPart[]) =>
    complete("a", id, parts).then(
      () => "completed",
      (error: Error) => error.name,
    );
  expect(await refused([small, last])).toBe("EntityTooSmall");
  expect(await refused([last, small])).toBe("InvalidPartOrder");
  expect(await refused([small, small])).toBe("InvalidPartOrder");
  expect(await refused([{ ...small, ETag: '"0"' }])).toBe("InvalidPart");
  expect(await refused([{ ...small, PartNumber: 3 }])).toBe("InvalidPart");
  expect(await refused([{ ...small, ChecksumCRC32: "AAAAAA==" }])).toBe("InvalidPart");
  expect(await refused([])).toBe("InvalidRequest");
  await expect(put("a", id, 10_001, LAST)).rejects.toMatchObject({ name: "InvalidArgument" });
  await expect(put("other", id, 1, LAST)).rejects.toMatchObject({ name: "NoSuchUpload" });
  await expect(
    s3.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key: "a",
        UploadId: id,
        MultipartUpload: { Parts: [last] },
        MpuObjectSize: 1,
      }),
    ),
  ).rejects.toMatchObject({ name: "InvalidRequest" });
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "there" }));
  await expect(
    s3.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key: "a",
        UploadId: id,
        MultipartUpload: { Parts: [last] },
        IfNoneMatch: "*",
      }),
    ),
  ).rejects.toMatchObject({ name: "PreconditionFailed" });
  expect(await refused([small])).toBe("completed");
});

test("a part is copied from an object, or from a range of it; a copy of the whole is no longer in parts", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: WHOLE }));
  const id = await begin("a");
  const copy = async (PartNumber: number, CopySourceRange?: string) => {
    const input = { Bucket, Key: "a", UploadId: id, PartNumber, CopySource: `${Bucket}/source`, CopySourceRange };
    const { CopyPartResult } = await s3.send(new UploadPartCopyCommand(input));
    return { PartNumber, ETag: CopyPartResult?.ETag };
  };
  const parts = [await copy(1), await copy(2, "bytes=1-3")];
  await expect(copy(3, `bytes=1-${WHOLE.length}`)).rejects.toMatchObject({ name: "InvalidArgument" });
  await complete("a", id, parts);
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "a" }));
  const expected = Buffer.concat([WHOLE, WHOLE.subarray(1, 4)]);
  expect(expected.equals((await got.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
  const copied = await s3.send(new CopyObjectCommand({ Bucket, Key: "b", CopySource: `${Bucket}/a` }));
  expect(copied.CopyObjectResult?.ETag).toBe(`"${md5(expected).toString("hex")}"`);
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "b", PartNumber: 1 }));
  expect(head.PartsCount).toBeUndefined();
});

test("parts and uploads are listed in pages, and are gone when they are aborted", async () => {
  const before = files().length;
  const ids = [await begin("a/1"), await begin("a/1"), await begin("a/2"), await begin("b"), await begin("c/1")];
  const [id = ""] = ids;
  for (const number of [3, 1, 2]) await put("a/1", id, number, LAST);
  const input = { Bucket, Key: "a/1", UploadId: id };
  const page = await s3.send(new ListPartsCommand({ ...input, MaxParts: 2 }));
  expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: "2" });
  expect(page.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [1, 1000],
    [2, 1000],
  ]);
  const rest = await s3.send(new ListPartsCommand({ ...input, PartNumberMarker: page.NextPartNumberMarker }));
  expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([3]);

  const seen: (string | undefined)[] = [];
  let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const list = await s3.send(new ListMultipartUploadsCommand({ Bucket, MaxUploads: 2, ...marker }));
    seen.push(...(list.Uploads ?? []).map(({ UploadId }) => UploadId));
    if (list.IsTruncated !== true) break;
    marker = { KeyMarker: list.NextKeyMarker, UploadIdMarker: list.NextUploadIdMarker };
  }
  expect(seen).toEqual(ids);
  const grouped = await s3.send(new ListMultipartUploadsCommand({ Bucket, Delimiter: "/", MaxUploads: 2 }));
  expect(grouped.CommonPrefixes).toEqual([{ Prefix: "a/" }]);
  expect(grouped.Uploads?.map(({ Key }) => Key)).toEqual(["b"]);
  const prefixed = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "c" }));
  expect(prefixed.Uploads?.map(({ Key }) => Key)).toEqual(["c/1"]);

  await s3.send(new AbortMultipartUploadCommand(input));
  expect(files()).toHaveLength(before);
  await expect(s3.send(new ListPartsCommand(input))).rejects.toMatchObject({ name: "NoSuchUpload" });
  await put("b", ids[3] ?? "", 1, LAST);
  await s3.send(new DeleteBucketCommand({ Bucket }));
  expect(files()).toHaveLength(before);
});

test("a completed upload is told of as such, behind what came before it", async () => {
  await queueEvents(s3, Bucket, "s3:ObjectCreated:CompleteMultipartUpload");
  const id = await begin("a");
  const part = await put("a", id, 1, LAST);
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "before" }));
  const done = await complete("a", id, [part]);
  const events = new EventQueue(endpoint.state).list(1000).map((event) => JSON.parse(event.body).Records[0]);
  expect(events).toMatchObject([
    {
      eventName: "ObjectCreated:CompleteMultipartUpload",
      s3: { object: { key: "a", size: LAST.length, eTag: done.ETag?.replaceAll('"', "") } },
    },
  ]);
});

test("two that complete an upload at once make one object; of a completion and an abort one has it", async () => {
  const before = files().length;
  const id = await begin("a");
  const parts = [await put("a", id, 1, FIRST), await put("a", id, 2, LAST)];
  const both = await Promise.all([complete("a", id, parts), complete("a", id, parts)]);
  expect(both.map(({ ETag }) => ETag)).toEqual([ETAG, ETAG]);
  expect(files()).toHaveLength(before + 1);
  const other = await begin("b");
  const part = await put("b", other, 1, FIRST);
  const input = { Bucket, Key: "b", UploadId: other };
  const [completed, aborted] = await Promise.allSettled([
    complete("b", other, [part]),
    s3.send(new AbortMultipartUploadCommand(input)),
  ]);
  expect([completed.status, aborted.status].toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(files()).toHaveLength(before + (completed.status === "fulfilled" ? 2 : 1));
});
