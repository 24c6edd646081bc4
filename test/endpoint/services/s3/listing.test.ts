import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { beforeAll, expect, test } from "vitest";
import { createTestBucket, sendRaw, serveS3 } from "../../../support/s3.ts";

const KEYS = ["a", "a b", "a+b", "b/1", "b/2", "b/c/1", "c", "c/1", "é", "ｚ", "😀", "😁/x"];

const { endpoint, s3, Bucket } = await serveS3();
let sorted: string[];

beforeAll(async () => {
  for (const Key of KEYS.toReversed()) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  sorted = KEYS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
});

const list = async (input: Omit<ListObjectsV2CommandInput, "Bucket"> = {}) => {
  const page = await s3.send(new ListObjectsV2Command({ Bucket, ...input }));
  return {
    ...page,
    keys: (page.Contents ?? []).map(({ Key }) => Key),
    prefixes: (page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
  };
};

test("keys come in the order of their bytes", async () => {
  // UTF-16 would put the emoji before the full-width z.
  expect(sorted.indexOf("ｚ")).toBeLessThan(sorted.indexOf("😀"));
  expect((await list()).keys).toEqual(sorted);
  expect((await list()).KeyCount).toBe(sorted.length);
});

test("prefix and delimiter", async () => {
  expect((await list({ Prefix: "b/" })).keys).toEqual(["b/1", "b/2", "b/c/1"]);
  const top = await list({ Delimiter: "/" });
  expect(top.prefixes).toEqual(["b/", "c/", "😁/"]);
  expect(top.keys).toEqual(sorted.filter((key) => !key.includes("/")));
  const inside = await list({ Prefix: "b/", Delimiter: "/" });
  expect(inside).toMatchObject({ keys: ["b/1", "b/2"], prefixes: ["b/c/"], KeyCount: 3 });
  expect((await list({ Prefix: "zz" })).keys).toEqual([]);
});

test.each([1, 2, 5])("pages of %i hold everything once", async (MaxKeys) => {
  const seen: (string | undefined)[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, Delimiter: "/", MaxKeys })) {
    expect(page.KeyCount).toBeLessThanOrEqual(MaxKeys);
    const names = [
      ...(page.Contents ?? []).map(({ Key }) => Key),
      ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
    ];
    seen.push(...names);
  }
  const expected = [...sorted.filter((key) => !key.includes("/")), "b/", "c/", "😁/"];
  expect(new Set(seen)).toEqual(new Set(expected));
  expect(seen).toHaveLength(expected.length);
});

test("start after a key, also among those of a common prefix", async () => {
  expect((await list({ StartAfter: "c/1" })).keys).toEqual(sorted.slice(sorted.indexOf("c/1") + 1));
  expect((await list({ StartAfter: "b/1", Delimiter: "/" })).prefixes).toEqual(["c/", "😁/"]);
  expect((await list({ StartAfter: "b/", Delimiter: "/" })).prefixes).toEqual(["c/", "😁/"]);
});

test("no keys are asked for, or too many", async () => {
  expect(await list({ MaxKeys: 0 })).toMatchObject({ keys: [], IsTruncated: false, KeyCount: 0 });
  expect((await list({ MaxKeys: 5000 })).MaxKeys).toBe(1000);
  const raw = await sendRaw(endpoint.url, "GET", `/${Bucket}?list-type=2&max-keys=many`);
  expect(raw.body).toContain("<Code>InvalidArgument</Code>");
  await expect(list({ ContinuationToken: "nonsense" })).rejects.toMatchObject({ name: "InvalidArgument" });
});

test("encoding-type=url", async () => {
  const { keys, Prefix } = await list({ Prefix: "a", EncodingType: "url" });
  expect(keys).toEqual(["a", "a+b", "a%2Bb"]);
  expect(Prefix).toBe("a");
});

test("owner and checksums stand in the list when asked for", async () => {
  const { Contents = [] } = await list({ FetchOwner: true, MaxKeys: 1 });
  expect(Contents[0]).toMatchObject({
    Size: 1,
    StorageClass: "STANDARD",
    ChecksumAlgorithm: ["CRC32"],
    ChecksumType: "FULL_OBJECT",
    Owner: { ID: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect((await list({ MaxKeys: 1 })).Contents?.[0]?.Owner).toBeUndefined();
});

test("the older list goes on from a marker", async () => {
  const first = await s3.send(new ListObjectsCommand({ Bucket, Delimiter: "/", MaxKeys: 4 }));
  expect(first).toMatchObject({ IsTruncated: true, NextMarker: "b/" });
  const rest = await s3.send(new ListObjectsCommand({ Bucket, Delimiter: "/", Marker: first.NextMarker }));
  expect(rest.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(["c/", "😁/"]);
});

test("versions and uploads are listed with a delimiter, a prefix and encoded keys as objects are", async () => {
  const bucket = await createTestBucket(s3);
  for (const Key of ["a b", "in/ü+1", "in/2", "z"]) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "x" }));
    await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
  }
  const input = { Bucket: bucket, EncodingType: "url" } as const;
  const versions = await s3.send(new ListObjectVersionsCommand({ ...input, Delimiter: "/" }));
  expect(versions).toMatchObject({ EncodingType: "url", CommonPrefixes: [{ Prefix: "in/" }] });
  expect(versions.Versions?.map(({ Key }) => Key)).toEqual(["a+b", "z"]);
  const uploads = await s3.send(new ListMultipartUploadsCommand({ ...input, Delimiter: "/" }));
  expect(uploads).toMatchObject({ EncodingType: "url", CommonPrefixes: [{ Prefix: "in/" }] });
  expect(uploads.Uploads?.map(({ Key }) => Key)).toEqual(["a+b", "z"]);
  const inside = await s3.send(new ListObjectVersionsCommand({ ...input, Prefix: "in/" }));
  expect(inside.Versions?.map(({ Key }) => Key)).toEqual(["in/2", "in/%C3%BC%2B1"]);
  const insideUploads = await s3.send(new ListMultipartUploadsCommand({ ...input, Prefix: "in/" }));
  expect(insideUploads.Uploads?.map(({ Key }) => Key)).toEqual(["in/2", "in/%C3%BC%2B1"]);
});

test("a common prefix of thousands of keys is one entry, and its keys are jumped over", async () => {
  const many = await createTestBucket(s3);
  const insert = endpoint.state.sql(
    "INSERT INTO s3_object VALUES (?, CAST(? AS BLOB), ?, 'null', 1, 0, 'none', 0, '', 0, '{\"Metadata\":{},\"Checksums\":{}}')",
  );
  await endpoint.state.write(() => {
    for (let at = 0; at < 2500; at++) insert.run(many, `logs/${at}`, at);
    insert.run(many, "zebra", 9999);
  });
  const page = await s3.send(new ListObjectsV2Command({ Bucket: many, Delimiter: "/" }));
  expect(page).toMatchObject({
    CommonPrefixes: [{ Prefix: "logs/" }],
    Contents: [{ Key: "zebra" }],
    IsTruncated: false,
  });
  let count = 0;
  for await (const part of paginateListObjectsV2({ client: s3 }, { Bucket: many })) count += part.KeyCount ?? 0;
  expect(count).toBe(2501);
});
