import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { sendRaw, serveS3 } from "../../../support/s3.ts";

const { endpoint, s3, Bucket } = await serveS3();

const put = (Key: string, Body: string | Uint8Array, more: Omit<PutObjectCommandInput, "Bucket" | "Key"> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Key: string, more: Omit<GetObjectCommandInput, "Bucket" | "Key"> = {}) => {
  const output = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...output, bytes: Buffer.from((await output.Body?.transformToByteArray()) ?? []) };
};

test("an object comes back as it was put, with what describes it", async () => {
  const body = Buffer.from("some bytes é");
  const description = {
    ContentType: "text/plain",
    CacheControl: "max-age=60",
    ContentDisposition: 'attachment; filename="a.txt"',
    ContentLanguage: "en",
    ContentEncoding: "identity",
    Metadata: { who: "ada" },
  };
  const written = await put("described.txt", body, { ...description, Expires: new Date("2030-01-01T00:00:00Z") });
  const got = await get("described.txt");
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "described.txt" }));

  expect(got.bytes).toEqual(body);
  for (const answer of [got, head]) {
    expect(answer).toMatchObject({
      ...description,
      ETag: written.ETag,
      ContentLength: body.length,
      AcceptRanges: "bytes",
      ServerSideEncryption: "AES256",
      ExpiresString: "Tue, 01 Jan 2030 00:00:00 GMT",
    });
    expect(answer.VersionId).toBeUndefined();
    expect(answer.LastModified?.getMilliseconds()).toBe(0);
  }
});

test("an empty object is one", async () => {
  await put("empty", new Uint8Array(0));
  const got = await get("empty");
  expect(got.bytes).toHaveLength(0);
  expect(got.ETag).toBe('"d41d8cd98f00b204e9800998ecf8427e"');
});

test.each([
  ["bytes=2-4", "234", "bytes 2-4/10"],
  ["bytes=7-", "789", "bytes 7-9/10"],
  ["bytes=-3", "789", "bytes 7-9/10"],
  ["bytes=-30", "0123456789", "bytes 0-9/10"],
  ["bytes=5-99", "56789", "bytes 5-9/10"],
])("range %s", async (Range, text, ContentRange) => {
  await put("digits", "0123456789");
  const got = await get("digits", { Range });
  expect(got.bytes.toString()).toBe(text);
  expect(got).toMatchObject({ ContentRange, ContentLength: text.length, $metadata: { httpStatusCode: 206 } });
});

test.each(["bytes=0-1,4-5", "bytes=4-2", "lines=1-2"])("a range that is none is left out: %s", async (Range) => {
  await put("digits", "0123456789");
  const got = await get("digits", { Range });
  expect(got.bytes.toString()).toBe("0123456789");
  expect(got.$metadata.httpStatusCode).toBe(200);
});

test("a range behind the end is 416", async () => {
  await put("digits", "0123456789");
  await expect(get("digits", { Range: "bytes=10-" })).rejects.toMatchObject({
    name: "InvalidRange",
    $metadata: { httpStatusCode: 416 },
  });
  const raw = await sendRaw(endpoint.url, "GET", `/${Bucket}/digits`, { headers: { range: "bytes=10-" } });
  expect(raw.headers["content-range"]).toBe("bytes */10");
});

test("conditions of a read", async () => {
  const { ETag = "" } = await put("conditional", "x");
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "conditional" }));
  const modified = head.LastModified ?? new Date(0);
  const earlier = new Date(modified.getTime() - 60_000);
  const failing = async (input: Omit<GetObjectCommandInput, "Bucket" | "Key">) =>
    get("conditional", input).then(
      () => 200,
      (error: { $metadata: { httpStatusCode: number } }) => error.$metadata.httpStatusCode,
    );

  expect(await failing({ IfMatch: ETag })).toBe(200);
  expect(await failing({ IfMatch: '"0"' })).toBe(412);
  expect(await failing({ IfNoneMatch: ETag })).toBe(304);
  expect(await failing({ IfNoneMatch: '"0"' })).toBe(200);
  expect(await failing({ IfModifiedSince: modified })).toBe(304);
  expect(await failing({ IfModifiedSince: earlier })).toBe(200);
  expect(await failing({ IfUnmodifiedSince: earlier })).toBe(412);
  expect(await failing({ IfUnmodifiedSince: modified })).toBe(200);
  // The ETag decides where both are there.
  expect(await failing({ IfMatch: ETag, IfUnmodifiedSince: earlier })).toBe(200);
  expect(await failing({ IfNoneMatch: '"0"', IfModifiedSince: modified })).toBe(200);
});

test("conditions of a write", async () => {
  const { ETag } = await put("once", "1", { IfNoneMatch: "*" });
  await expect(put("once", "2", { IfNoneMatch: "*" })).rejects.toMatchObject({ name: "PreconditionFailed" });
  await expect(put("once", "2", { IfMatch: '"0"' })).rejects.toMatchObject({ name: "PreconditionFailed" });
  await expect(put("absent", "2", { IfMatch: '"0"' })).rejects.toMatchObject({ name: "NoSuchKey" });
  expect((await get("once")).bytes.toString()).toBe("1");
  await put("once", "3", { IfMatch: ETag });
  expect((await get("once")).bytes.toString()).toBe("3");
});

test("a read may ask for other headers", async () => {
  await put("page", "x", { ContentType: "text/plain" });
  const got = await get("page", {
    ResponseContentType: "text/html",
    ResponseContentDisposition: "inline",
    ResponseCacheControl: "no-store",
  });
  expect(got).toMatchObject({ ContentType: "text/html", ContentDisposition: "inline", CacheControl: "no-store" });
});

test("metadata outside of ASCII is an RFC 2047 word, as in S3's documentation", async () => {
  await put("unicode", "x", { Metadata: { word: "=?UTF-8?Q?gr=C3=BC=C3=9Fe_=F0=9F=98=80?=" } });
  expect((await get("unicode")).Metadata).toEqual({
    word: "=?UTF-8?Q?gr=C3=BC=C3=9Fe_=F0=9F=98=80?=",
  });
  const sent = Buffer.from("ÄMÄZÕÑ S3").toString("latin1");
  await sendRaw(endpoint.url, "PUT", `/${Bucket}/documented`, {
    headers: { "x-amz-meta-nonascii": sent, "content-length": "0" },
  });
  const raw = await sendRaw(endpoint.url, "HEAD", `/${Bucket}/documented`);
  expect(raw.headers["x-amz-meta-nonascii"]).toBe("=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?=");
});

test("metadata of more than 2 KB is refused", async () => {
  await expect(put("big-meta", "x", { Metadata: { a: "b".repeat(2048) } })).rejects.toMatchObject({
    name: "MetadataTooLarge",
  });
});

test("what is not there is NoSuchKey, or NotFound for HEAD", async () => {
  await expect(get("nothing")).rejects.toMatchObject({ name: "NoSuchKey", $metadata: { httpStatusCode: 404 } });
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "nothing" }))).rejects.toMatchObject({
    name: "NotFound",
  });
  await expect(s3.send(new GetObjectCommand({ Bucket: "no-such-bucket-here", Key: "a" }))).rejects.toMatchObject({
    name: "NoSuchBucket",
  });
});

test("removing an object twice is no error", async () => {
  await put("gone", "x");
  const removed = await s3.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
  expect(removed).toMatchObject({ $metadata: { httpStatusCode: 204 } });
  expect(removed.DeleteMarker).toBeUndefined();
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "gone" }));
  await expect(get("gone")).rejects.toMatchObject({ name: "NoSuchKey" });
});

test.each([
  "a b",
  "a+b",
  "a%2Bb",
  "../up/../../x",
  "./here",
  "/leading",
  "double//slash",
  "trailing/",
  "emoji-😀",
  "ü/é/ß",
  "q?x=1&y#z",
  "<&>'\"",
  "k".repeat(1024),
])("a key may be %s", async (Key) => {
  await put(Key, Key);
  expect((await get(Key)).bytes.toString()).toBe(Key);
});

test("a key of more than 1024 bytes is refused", async () => {
  await expect(put("é".repeat(513), "x")).rejects.toMatchObject({ name: "KeyTooLongError" });
});

test("storage that is not served is refused by name", async () => {
  await expect(put("cold", "x", { StorageClass: "GLACIER" })).rejects.toMatchObject({
    name: "UnsupportedOperation",
    message: expect.stringContaining("GLACIER"),
  });
  await expect(put("kms", "x", { ServerSideEncryption: "aws:kms:dsse" })).rejects.toMatchObject({
    name: "UnsupportedOperation",
  });
  await expect(put("acl", "x", { ACL: "public-read" })).rejects.toMatchObject({
    name: "AccessControlListNotSupported",
  });
  await expect(get("cold")).rejects.toMatchObject({ name: "NoSuchKey" });
});

test("headers that a read asks for cannot break the answer", async () => {
  await put("split", "x");
  const raw = await sendRaw(
    endpoint.url,
    "GET",
    `/${Bucket}/split?response-content-type=a%0D%0Ainjected:%201&response-cache-control=%F0%9F%98%80`,
  );
  expect(raw.status).toBe(200);
  expect(raw.headers).not.toHaveProperty("injected");
  expect(raw.headers["content-type"]).toBe("a  injected: 1");
});
