import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { createTestBucket, sendRaw, serveS3 } from "../../../support/s3.ts";

const { endpoint, s3 } = await serveS3();

let Bucket: string;

beforeEach(async () => {
  Bucket = await createTestBucket(s3);
});

const setVersioning = (Status: "Enabled" | "Suspended") =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (Key: string, VersionId?: string) => {
  const got = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return got.Body?.transformToString();
};
const remove = (Key: string, VersionId?: string) => s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
const versionsOf = async () => {
  const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  return {
    versions: (listed.Versions ?? []).map(({ VersionId, IsLatest }) => ({ VersionId, IsLatest })),
    markers: (listed.DeleteMarkers ?? []).map(({ VersionId, IsLatest }) => ({ VersionId, IsLatest })),
  };
};

test("every put is a version of its own", async () => {
  await setVersioning("Enabled");
  const first = await put("a", "1");
  const second = await put("a", "2");

  expect(first.VersionId).toMatch(/^[A-Za-z0-9._]{32}$/);
  expect(await read("a")).toBe("2");
  expect(await read("a", first.VersionId)).toBe("1");
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "a" }));
  expect(head.VersionId).toBe(second.VersionId);
  expect(await versionsOf()).toEqual({
    versions: [
      { VersionId: second.VersionId, IsLatest: true },
      { VersionId: first.VersionId, IsLatest: false },
    ],
    markers: [],
  });
});

test("removing leaves a delete marker, removing that brings the object back", async () => {
  await setVersioning("Enabled");
  const { VersionId } = await put("a", "1");
  const removed = await remove("a");

  expect(removed).toMatchObject({ DeleteMarker: true, VersionId: expect.stringMatching(/^[A-Za-z0-9._]{32}$/) });
  await expect(read("a")).rejects.toMatchObject({ name: "NoSuchKey" });
  const raw = await sendRaw(endpoint.url, "GET", `/${Bucket}/a`);
  expect(raw.headers).toMatchObject({ "x-amz-delete-marker": "true", "x-amz-version-id": removed.VersionId });
  await expect(read("a", removed.VersionId)).rejects.toMatchObject({
    name: "MethodNotAllowed",
    $metadata: { httpStatusCode: 405 },
  });
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents).toBeUndefined();
  expect(await read("a", VersionId)).toBe("1");

  expect(await remove("a", removed.VersionId)).toMatchObject({ DeleteMarker: true, VersionId: removed.VersionId });
  expect(await read("a")).toBe("1");
});

test("removing the newest version for good makes the one before the latest", async () => {
  await setVersioning("Enabled");
  const first = await put("a", "1");
  const second = await put("a", "2");
  const gone = await remove("a", second.VersionId);

  expect(gone.VersionId).toBe(second.VersionId);
  expect(gone.DeleteMarker).toBeUndefined();
  expect(await read("a")).toBe("1");
  expect((await versionsOf()).versions).toEqual([{ VersionId: first.VersionId, IsLatest: true }]);
  await remove("a", second.VersionId);
  await expect(read("a", second.VersionId)).rejects.toMatchObject({ name: "NoSuchVersion" });
});

test("what was there before versioning is the version null", async () => {
  await put("a", "0");
  await setVersioning("Enabled");
  await put("a", "1");
  expect(await read("a", "null")).toBe("0");
  expect((await versionsOf()).versions).toMatchObject([{ IsLatest: true }, { VersionId: "null", IsLatest: false }]);
});

test("suspended: a put replaces the version null alone", async () => {
  await setVersioning("Enabled");
  const kept = await put("a", "1");
  await setVersioning("Suspended");
  await put("a", "2");
  await put("a", "3");
  expect((await versionsOf()).versions).toEqual([
    { VersionId: "null", IsLatest: true },
    { VersionId: kept.VersionId, IsLatest: false },
  ]);
  expect(await remove("a")).toMatchObject({ DeleteMarker: true, VersionId: "null" });
  expect(await versionsOf()).toEqual({
    versions: [{ VersionId: kept.VersionId, IsLatest: false }],
    markers: [{ VersionId: "null", IsLatest: true }],
  });
});

test("a version id that cannot be one is refused", async () => {
  await put("a", "1");
  await expect(read("a", "x")).rejects.toMatchObject({ name: "InvalidArgument" });
  await expect(read("a", "0".repeat(32))).rejects.toMatchObject({ name: "InvalidArgument" });
});

test("the pages of the list of versions go on within a key", async () => {
  await setVersioning("Enabled");
  const ids: (string | undefined)[] = [];
  for (const text of ["1", "2", "3"]) ids.unshift((await put("a", text)).VersionId);
  ids.push((await put("b", "1")).VersionId);
  const seen: (string | undefined)[] = [];
  let markers = {};
  for (;;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1, ...markers }));
    seen.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId));
    if (page.IsTruncated !== true) break;
    markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
  expect(seen).toEqual(ids);
});

test("a batch removes versions, makes markers and names what is refused", async () => {
  await setVersioning("Enabled");
  const version = await put("a", "1");
  await put("b", "1");
  const Objects = [
    { Key: "a", VersionId: version.VersionId },
    { Key: "b" },
    { Key: "never & <there>" },
    { Key: "a", VersionId: "wrong" },
  ];
  const output = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(output.Deleted).toMatchObject([
    { Key: "a", VersionId: version.VersionId },
    { Key: "b", DeleteMarker: true },
    { Key: "never & <there>", DeleteMarker: true },
  ]);
  expect(output.Errors).toMatchObject([{ Key: "a", VersionId: "wrong", Code: "NoSuchVersion" }]);
  const quiet = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "b" }], Quiet: true } }));
  expect(quiet.Deleted).toBeUndefined();
});

test("the files of replaced and removed objects are unlinked", async () => {
  const files = () =>
    readdirSync(join(endpoint.state.folder, "objects"), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    ).length;
  const before = files();
  await put("a", "1");
  await put("a", "2");
  expect(files()).toBe(before + 1);
  await remove("a");
  expect(files()).toBe(before);
});

test("a copy of an older version", async () => {
  await setVersioning("Enabled");
  const first = await put("a b/ü+", "1");
  await put("a b/ü+", "2");
  const copied = await s3.send(
    new CopyObjectCommand({
      Bucket,
      Key: "copy",
      CopySource: `${Bucket}/${encodeURIComponent("a b/ü+")}?versionId=${first.VersionId ?? ""}`,
    }),
  );
  expect(copied.CopySourceVersionId).toBe(first.VersionId);
  expect(copied.VersionId).not.toBe(first.VersionId);
  expect(await read("copy")).toBe("1");
});
