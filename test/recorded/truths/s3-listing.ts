import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsCommand,
  type ListObjectsCommandInput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
} from "@aws-sdk/client-s3";
import type { Aws } from "../aws.ts";
import { bucketWith, put, versionedBucket } from "../s3-steps.ts";
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
    }),
    ...from(suite("TestS3ListObjectsV2::test_list_objects_v2_continuation_common_prefixes"), {
      "ListObjectsV2, the first page ends with a prefix": {
        ask: listingV2(FOLDER, { Prefix: "folder/", Delimiter: "/", MaxKeys: 1 }),
        answer: {
          status: 200,
          members: {
            CommonPrefixes: [{ Prefix: "folder/aSubfolder/" }],
            Contents: ABSENT,
            IsTruncated: true,
            KeyCount: 1,
            NextContinuationToken: /./,
          },
        },
      },
      "ListObjectsV2, the page behind a prefix": {
        async ask(aws) {
          const asked = { Bucket: await bucketWith(aws, ...FOLDER), Prefix: "folder/", Delimiter: "/", MaxKeys: 1 };
          const { NextContinuationToken } = await aws.s3.send(new ListObjectsV2Command(asked));
          return aws.s3.send(new ListObjectsV2Command({ ...asked, ContinuationToken: NextContinuationToken }));
        },
        answer: {
          status: 200,
          members: { Contents: [{ Key: "folder/file1" }], CommonPrefixes: ABSENT, IsTruncated: true, KeyCount: 1 },
        },
      },
    }),
    ...from(suite("TestS3ListObjectsV2::test_list_objects_v2_continuation_start_after"), {
      "ListObjectsV2 behind a key": {
        ask: listingV2(["test_0", "test_7", "test_8", "test_9"], { StartAfter: "test_7", MaxKeys: 2 }),
        answer: {
          status: 200,
          members: { Contents: [{ Key: "test_8" }, { Key: "test_9" }], StartAfter: "test_7", IsTruncated: false },
        },
      },
      "ListObjectsV2 with a token that is none": {
        ask: listingV2(["test_0"], { ContinuationToken: "" }),
        answer: {
          status: 400,
          code: "InvalidArgument",
          message: "The continuation token provided is incorrect",
          members: { ArgumentName: "continuation-token" },
        },
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
  ],
};
