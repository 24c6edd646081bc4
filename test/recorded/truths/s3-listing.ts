import {
  DeleteObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  ListObjectVersionsCommand,
  ListObjectsCommand,
  type ListObjectsCommandInput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  ListPartsCommand,
} from "@aws-sdk/client-s3";
import type { Aws } from "../aws.ts";
import { bucketWith, put, upload, versionedBucket } from "../s3-steps.ts";
import { ABSENT, BUCKET, type Truth, type Truths, from, localstack } from "../truth.ts";

const suite = (test: string) => localstack("s3/test_s3_list_operations", test, "2025-01-21");
const FOLDER = ["folder/aSubfolder/subFile1", "folder/aSubfolder/subFile2", "folder/file1", "folder/file2"];
const TREE = ["test/bar/foo/123", "test/foo/bar/123", "test/foo/bar/456"];

function listing(keys: readonly string[], input: Partial<ListObjectsCommandInput>): Truth["ask"] {
  return async (aws) => aws.s3.send(new ListObjectsCommand({ Bucket: await bucketWith(aws, ...keys), ...input }));
}

function listingV2(keys: readonly string[], input: Partial<ListObjectsV2CommandInput>): Truth["ask"] {
  return async (aws) => aws.s3.send(new ListObjectsV2Command({ Bucket: await bucketWith(aws, ...keys), ...input }));
}

function uploads(keys: readonly string[], input: Partial<ListMultipartUploadsCommandInput>): Truth["ask"] {
  return async (aws) => {
    const Bucket = await aws.made();
    for (const key of keys) await upload(aws, key);
    return aws.s3.send(new ListMultipartUploadsCommand({ Bucket, ...input }));
  };
}

/** The versions of a key, the newest first, and what the pages of three say. */
async function fiveVersions(aws: Aws) {
  await versionedBucket(aws);
  const ids: string[] = [];
  for (let at = 0; at < 5; at += 1) ids.unshift((await put(aws, "prefixed_key", { Body: `${at}` })).VersionId ?? "");
  return ids;
}

const versions = (aws: Aws, input: { KeyMarker?: string; VersionIdMarker?: string | undefined; MaxKeys?: number }) =>
  aws.s3.send(new ListObjectVersionsCommand({ Bucket: aws.bucket, Prefix: "prefix", ...input }));

export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...from(suite("TestS3ListObjects::test_list_objects_with_prefix"), {
      "ListObjects with an empty delimiter": {
        ask: listing(["test/foo/bar/123"], { Prefix: "test/", Delimiter: "", MaxKeys: 1 }),
        answer: {
          status: 200,
          members: { Delimiter: ABSENT, Contents: [{ Key: "test/foo/bar/123" }], IsTruncated: false },
        },
      },
      "ListObjects with a delimiter": {
        ask: listing(["test/foo/bar/123"], { Prefix: "test/", Delimiter: "/", MaxKeys: 1 }),
        answer: {
          status: 200,
          members: { CommonPrefixes: [{ Prefix: "test/foo/" }], Contents: ABSENT, Delimiter: "/", Marker: "" },
        },
      },
      "ListObjects with a delimiter that is encoded": {
        ask: listing(["test/foo/bar/123"], { Prefix: "test/", Delimiter: "%2F", MaxKeys: 1, EncodingType: "url" }),
        answer: { status: 200, members: { Delimiter: "%252F", EncodingType: "url", CommonPrefixes: ABSENT } },
      },
    }),
    ...from(suite("TestS3ListObjects::test_list_objects_next_marker"), {
      "ListObjects, one of three, with a delimiter": {
        ask: listing(["a", "b", "c"], { Delimiter: "/", MaxKeys: 1 }),
        answer: { status: 200, members: { Contents: [{ Key: "a" }], NextMarker: "a", IsTruncated: true } },
      },
      "ListObjects, one of three, without a delimiter": {
        ask: listing(["a", "b", "c"], { Marker: "a", MaxKeys: 1 }),
        answer: {
          status: 200,
          members: { Contents: [{ Key: "b" }], NextMarker: ABSENT, IsTruncated: true, Marker: "a" },
        },
      },
    }),
    ...from(suite("TestS3ListObjects::test_s3_list_objects_empty_marker"), {
      "ListObjects of an empty bucket with an empty marker": {
        ask: listing([], { Marker: "" }),
        answer: {
          status: 200,
          members: { Name: BUCKET, Prefix: "", Marker: "", MaxKeys: 1000, IsTruncated: false, Contents: ABSENT },
        },
      },
    }),
    ...from(suite("TestS3ListObjects::test_list_objects_marker_common_prefixes"), {
      "ListObjects, the first page ends with a prefix": {
        ask: listing(FOLDER, { Prefix: "folder/", Delimiter: "/", MaxKeys: 1 }),
        answer: {
          status: 200,
          members: { CommonPrefixes: [{ Prefix: "folder/aSubfolder/" }], NextMarker: "folder/aSubfolder/" },
        },
      },
      "ListObjects from a marker that is a prefix": {
        ask: listing(FOLDER, { Prefix: "folder/", Delimiter: "/", MaxKeys: 1, Marker: "folder/aSubfolder/" }),
        answer: { status: 200, members: { Contents: [{ Key: "folder/file1" }], NextMarker: "folder/file1" } },
      },
      "ListObjects from a marker inside a prefix": {
        ask: listing(FOLDER, { Prefix: "folder/", Delimiter: "/", MaxKeys: 1, Marker: "folder/aSubfolder/subFile1" }),
        answer: {
          status: 200,
          members: { Contents: [{ Key: "folder/file1" }], CommonPrefixes: ABSENT, NextMarker: "folder/file1" },
        },
      },
      "ListObjects, the last page": {
        ask: listing(FOLDER, { Prefix: "folder/", Delimiter: "/", MaxKeys: 1, Marker: "folder/file1" }),
        answer: {
          status: 200,
          members: { Contents: [{ Key: "folder/file2" }], IsTruncated: false, NextMarker: ABSENT },
        },
      },
      "ListObjectsV2 from a key inside a prefix": {
        ask: listingV2(FOLDER, { Prefix: "folder/", Delimiter: "/", MaxKeys: 1, StartAfter: FOLDER[0] ?? "" }),
        answer: { status: 200, members: { Contents: [{ Key: "folder/file1" }], CommonPrefixes: ABSENT } },
      },
    }),
    ...from(suite("TestS3ListObjectsV2::test_list_objects_v2_with_prefix"), {
      "ListObjectsV2 with a prefix": {
        ask: listingV2(TREE, { Prefix: "test/foo" }),
        answer: {
          status: 200,
          members: {
            Contents: [{ Key: "test/foo/bar/123", StorageClass: "STANDARD" }, { Key: "test/foo/bar/456" }],
            KeyCount: 2,
            MaxKeys: 1000,
            Name: BUCKET,
            IsTruncated: false,
            Delimiter: ABSENT,
          },
          headers: { "x-amz-bucket-region": "us-east-1" },
        },
      },
      "ListObjectsV2 tells no owner": {
        ask: listingV2(["a"], {}),
        answer: { status: 200, members: { Contents: [{ Owner: ABSENT, ChecksumType: "FULL_OBJECT" }] } },
      },
    }),
    ...from(suite("TestS3ListObjectsV2::test_list_objects_v2_with_prefix_and_delimiter"), {
      "ListObjectsV2 with prefixes": {
        ask: listingV2(TREE, { Prefix: "test/", Delimiter: "/" }),
        answer: {
          status: 200,
          members: {
            CommonPrefixes: [{ Prefix: "test/bar/" }, { Prefix: "test/foo/" }],
            KeyCount: 2,
            Contents: ABSENT,
          },
        },
      },
      "ListObjectsV2, one prefix of two": {
        ask: listingV2(TREE, { Prefix: "test/", Delimiter: "/", MaxKeys: 1 }),
        answer: {
          status: 200,
          members: { CommonPrefixes: [{ Prefix: "test/bar/" }], IsTruncated: true, NextContinuationToken: /./ },
        },
      },
      "ListObjectsV2 with a prefix that ends within a name": {
        ask: listingV2(TREE, { Prefix: "test/foo/bar", Delimiter: "/" }),
        answer: { status: 200, members: { CommonPrefixes: [{ Prefix: "test/foo/bar/" }], KeyCount: 1 } },
      },
    }),
    ...from(
      localstack(
        "s3/test_s3_list_operations",
        "TestS3ListObjectsV2::test_list_objects_v2_continuation_token_safe_chars",
        "2026-02-12",
      ),
      {
        "ListObjectsV2 writes keys in a URL's way where it is asked to": {
          ask: listingV2(["date=2026-02-01/", "date=2026-03-01/"], {
            StartAfter: "date=2026-02-01/",
            EncodingType: "url",
          }),
          answer: {
            status: 200,
            members: {
              Contents: [{ Key: "date%3D2026-03-01/" }],
              StartAfter: "date%3D2026-02-01/",
              EncodingType: "url",
            },
          },
        },
        "ListObjectsV2 writes keys as they are otherwise": {
          ask: listingV2(["date=2026-02-01/", "date=2026-03-01/"], { StartAfter: "date=2026-02-01/" }),
          answer: { status: 200, members: { Contents: [{ Key: "date=2026-03-01/" }], EncodingType: ABSENT } },
        },
      },
    ),
    ...from(
      localstack(
        "s3/test_s3_list_operations",
        "TestS3ListObjectVersions::test_list_objects_versions_with_prefix_only_and_pagination",
        "2025-02-13",
      ),
      {
        "ListObjectVersions, a page of three": {
          async ask(aws) {
            const ids = await fiveVersions(aws);
            const page = await versions(aws, { MaxKeys: 3 });
            return { ...page, isThird: page.NextVersionIdMarker === ids[2] };
          },
          answer: {
            status: 200,
            members: {
              NextKeyMarker: "prefixed_key",
              isThird: true,
              IsTruncated: true,
              KeyMarker: "",
              VersionIdMarker: "",
            },
          },
        },
        "ListObjectVersions behind the key alone": {
          async ask(aws) {
            await fiveVersions(aws);
            return versions(aws, { KeyMarker: "prefixed_key", MaxKeys: 4 });
          },
          answer: { status: 200, members: { Versions: ABSENT, IsTruncated: false, VersionIdMarker: "" } },
        },
        "ListObjectVersions, the page behind a version": {
          async ask(aws) {
            const ids = await fiveVersions(aws);
            const page = await versions(aws, { KeyMarker: "prefixed_key", VersionIdMarker: ids[2], MaxKeys: 5 });
            return { ids: page.Versions?.map(({ VersionId }) => ids.indexOf(VersionId ?? "")) };
          },
          answer: { status: 200, members: { ids: [3, 4] } },
        },
        "ListObjectVersions, the page behind a version that was deleted meanwhile": {
          async ask(aws) {
            const ids = await fiveVersions(aws);
            for (const VersionId of ids.slice(0, 3)) {
              await aws.s3.send(new DeleteObjectCommand({ Bucket: aws.bucket, Key: "prefixed_key", VersionId }));
            }
            const page = await versions(aws, { KeyMarker: "prefixed_key", VersionIdMarker: ids[2], MaxKeys: 5 });
            return { ids: page.Versions?.map(({ VersionId, IsLatest }) => [ids.indexOf(VersionId ?? ""), IsLatest]) };
          },
          answer: {
            status: 200,
            members: {
              ids: [
                [3, true],
                [4, false],
              ],
            },
          },
        },
      },
    ),
    ...from(suite("TestS3ListMultipartUploads::test_list_multipart_uploads_marker_common_prefixes"), {
      "ListMultipartUploads, a page that ends with a prefix": {
        ask: uploads(FOLDER, { Prefix: "folder/", Delimiter: "/", MaxUploads: 1 }),
        answer: {
          status: 200,
          members: {
            CommonPrefixes: [{ Prefix: "folder/aSubfolder/" }],
            IsTruncated: true,
            NextKeyMarker: "",
            NextUploadIdMarker: "",
          },
        },
      },
      "ListMultipartUploads from a marker that is a prefix": {
        ask: uploads(FOLDER, { Prefix: "folder/", Delimiter: "/", MaxUploads: 1, KeyMarker: "folder/aSubfolder/" }),
        answer: { status: 200, members: { Uploads: [{ Key: "folder/file1" }], NextKeyMarker: "folder/file1" } },
      },
      "ListMultipartUploads from a marker inside a prefix": {
        ask: uploads(FOLDER, { Prefix: "folder/", Delimiter: "/", MaxUploads: 1, KeyMarker: FOLDER[0] ?? "" }),
        answer: { status: 200, members: { Uploads: [{ Key: "folder/file1" }], CommonPrefixes: ABSENT } },
      },
    }),
    ...from(suite("TestS3ListMultipartUploads::test_list_multipart_uploads_parameters"), {
      "ListMultipartUploads behind the last": {
        ask: uploads(["a", "b"], { KeyMarker: "b", MaxUploads: 1 }),
        answer: {
          status: 200,
          members: { Uploads: ABSENT, NextKeyMarker: "", NextUploadIdMarker: "", IsTruncated: false, Bucket: BUCKET },
        },
      },
      "ListMultipartUploads tells its last upload on the last page too": {
        ask: uploads(["a", "b"], {}),
        answer: { status: 200, members: { NextKeyMarker: "b", NextUploadIdMarker: /./, IsTruncated: false } },
      },
      "ListMultipartUploads with an upload's marker and no key": {
        ask: uploads(["a", "b"], { UploadIdMarker: "something", MaxUploads: 1 }),
        answer: { status: 200, members: { Uploads: [{ Key: "a" }], KeyMarker: "", UploadIdMarker: "" } },
      },
      "ListMultipartUploads with an upload's marker that is another key's": {
        async ask(aws) {
          const Bucket = await aws.made();
          const { UploadId } = await upload(aws, "a");
          await upload(aws, "b");
          return aws.s3.send(new ListMultipartUploadsCommand({ Bucket, KeyMarker: "b", UploadIdMarker: UploadId }));
        },
        answer: {
          status: 400,
          code: "InvalidArgument",
          message: "Invalid uploadId marker",
          members: { ArgumentName: "upload-id-marker", ArgumentValue: /./ },
        },
      },
    }),
    ...from(suite("TestS3ListParts::test_list_parts_pagination"), {
      "ListParts of one": {
        async ask(aws) {
          await aws.made();
          const { Key, UploadId } = await upload(aws, "a");
          return aws.s3.send(new ListPartsCommand({ Bucket: aws.bucket, Key, UploadId }));
        },
        answer: {
          status: 200,
          members: {
            Parts: [{ PartNumber: 1, Size: 4 }],
            NextPartNumberMarker: 1,
            PartNumberMarker: 0,
            MaxParts: 1000,
          },
        },
      },
      "ListParts behind the last": {
        async ask(aws) {
          await aws.made();
          const { Key, UploadId } = await upload(aws, "a");
          const asked = { Bucket: aws.bucket, Key, UploadId, PartNumberMarker: "10", MaxParts: 1 };
          return aws.s3.send(new ListPartsCommand(asked));
        },
        answer: {
          status: 200,
          members: { Parts: ABSENT, NextPartNumberMarker: 0, PartNumberMarker: 10, IsTruncated: false },
        },
      },
    }),
    ...from(
      localstack(
        "s3/test_s3_list_operations",
        "TestS3ListBuckets::test_list_buckets_by_prefix_with_case_sensitivity",
        "2025-05-14",
      ),
      {
        "ListBuckets by a prefix that none has": {
          ask: (aws) => aws.s3.send(new ListBucketsCommand({ Prefix: "No-Such-Prefix" })),
          answer: { status: 200, members: { Buckets: [], Prefix: "No-Such-Prefix" } },
        },
        "ListBuckets by a prefix": {
          async ask(aws) {
            const Prefix = await aws.made();
            const { Buckets } = await aws.s3.send(new ListBucketsCommand({ Prefix }));
            return { found: Buckets?.find(({ Name }) => Name === Prefix) };
          },
          answer: { status: 200, members: { found: { Name: BUCKET, BucketRegion: "us-east-1" } } },
        },
      },
    ),
  ],
};
