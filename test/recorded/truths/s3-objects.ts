import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
} from "@aws-sdk/client-s3";
import { NEVER_GIVEN, bucketWith, put, versionedBucket } from "../s3-steps.ts";
import { ABSENT, BUCKET, type Truths, from, localstack } from "../truth.ts";

const suite = (test: string, when: string) => localstack("s3/test_s3_api", test, when);
const invalidVersion = {
  status: 400,
  code: "InvalidArgument",
  message: "Invalid version id specified",
  members: { ArgumentName: "versionId", ArgumentValue: NEVER_GIVEN },
};
const noSuchVersion = { Code: "NoSuchVersion", Message: "The specified version does not exist." };
const markerRefused = (Method: string) => ({
  status: 405,
  code: "MethodNotAllowed",
  message: "The specified method is not allowed against this resource.",
  members: { Method, ResourceType: "DeleteMarker" },
});

export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...from(suite("TestS3ObjectCRUD::test_delete_object", "2025-01-21"), {
      "DeleteObject, and of what is not there": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "test-delete");
          await aws.s3.send(new DeleteObjectCommand({ Bucket, Key: "test-delete" }));
          return aws.s3.send(new DeleteObjectCommand({ Bucket, Key: "test-delete" }));
        },
        answer: { status: 204, members: { DeleteMarker: ABSENT, VersionId: ABSENT } },
      },
      "DeleteObject of a version that was never there, bucket without versioning": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "test-delete");
          return aws.s3.send(new DeleteObjectCommand({ Bucket, Key: "test-delete", VersionId: NEVER_GIVEN }));
        },
        answer: invalidVersion,
      },
    }),
    ...from(suite("TestS3ObjectCRUD::test_delete_objects", "2025-01-21"), {
      "DeleteObjects of a version that was never there, bucket without versioning": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "test-delete");
          const Delete = { Objects: [{ Key: "test-delete", VersionId: NEVER_GIVEN }] };
          return aws.s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
        },
        answer: {
          status: 200,
          members: { Errors: [{ ...noSuchVersion, Key: "test-delete", VersionId: NEVER_GIVEN }], Deleted: ABSENT },
        },
      },
      "DeleteObjects of keys that are not there": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "test-delete");
          const Objects = ["a-wrong-key", "c-wrong-key", "test-delete"].map((Key) => ({ Key }));
          return aws.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
        },
        answer: {
          status: 200,
          members: {
            Deleted: [{ Key: "a-wrong-key" }, { Key: "c-wrong-key" }, { Key: "test-delete" }],
            Errors: ABSENT,
          },
        },
      },
    }),
    ...from(suite("TestS3ObjectCRUD::test_delete_objects_versioned", "2025-01-21"), {
      "DeleteObjects of a version that was never there": {
        async ask(aws) {
          const Bucket = await versionedBucket(aws);
          await put(aws, "test-delete");
          const Objects = ["test-delete", "wrong-key-2"].map((Key) => ({ Key, VersionId: NEVER_GIVEN }));
          return aws.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
        },
        answer: {
          status: 200,
          members: {
            Errors: [
              { ...noSuchVersion, Key: "test-delete" },
              { ...noSuchVersion, Key: "wrong-key-2" },
            ],
          },
        },
      },
      "DeleteObjects of a delete marker by its version": {
        async ask(aws) {
          const Bucket = await versionedBucket(aws);
          await put(aws, "test-delete");
          const { VersionId } = await aws.s3.send(new DeleteObjectCommand({ Bucket, Key: "test-delete" }));
          const Delete = { Objects: [{ Key: "test-delete", VersionId }] };
          const { Deleted, ...rest } = await aws.s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
          return { ...rest, Deleted, same: Deleted?.[0]?.DeleteMarkerVersionId === VersionId };
        },
        answer: { status: 200, members: { Deleted: [{ DeleteMarker: true, Key: "test-delete" }], same: true } },
      },
    }),
    ...from(suite("TestS3ObjectCRUD::test_delete_object_versioned", "2025-01-21"), {
      "GetObject behind a delete marker": {
        async ask(aws) {
          const Bucket = await versionedBucket(aws);
          await put(aws, "test-delete");
          await aws.s3.send(new DeleteObjectCommand({ Bucket, Key: "test-delete" }));
          return aws.s3.send(new GetObjectCommand({ Bucket, Key: "test-delete" }));
        },
        answer: {
          status: 404,
          code: "NoSuchKey",
          message: "The specified key does not exist.",
          members: { Key: "test-delete" },
        },
      },
      "GetObject of a delete marker by its version": {
        async ask(aws) {
          const Bucket = await versionedBucket(aws);
          const { VersionId } = await aws.s3.send(new DeleteObjectCommand({ Bucket, Key: "test-delete" }));
          return aws.s3.send(new GetObjectCommand({ Bucket, Key: "test-delete", VersionId }));
        },
        answer: markerRefused("GET"),
      },
      "GetObject of a version that was deleted": {
        async ask(aws) {
          const Bucket = await versionedBucket(aws);
          const { VersionId = "" } = await put(aws, "test-delete");
          await aws.s3.send(new DeleteObjectCommand({ Bucket, Key: "test-delete", VersionId }));
          return aws.s3.send(new GetObjectCommand({ Bucket, Key: "test-delete", VersionId }));
        },
        answer: {
          status: 404,
          code: "NoSuchVersion",
          message: "The specified version does not exist.",
          members: { Key: "test-delete", VersionId: /^.{32}$/ },
        },
      },
      "DeleteObject of a version whose end is another": {
        async ask(aws) {
          const Bucket = await versionedBucket(aws);
          const { VersionId = "" } = await put(aws, "test-delete");
          const wrong = `${VersionId.slice(0, -4)}ABCD`;
          return aws.s3.send(new DeleteObjectCommand({ Bucket, Key: "test-delete", VersionId: wrong }));
        },
        answer: { ...invalidVersion, members: { ArgumentName: "versionId", ArgumentValue: /ABCD$/ } },
      },
      "DeleteObject of a key that is not there, versioned": {
        async ask(aws) {
          const Bucket = await versionedBucket(aws);
          return aws.s3.send(new DeleteObjectCommand({ Bucket, Key: "wrongkey" }));
        },
        answer: { status: 204, members: { DeleteMarker: true, VersionId: /^.{32}$/ } },
      },
    }),
    ...from(suite("TestS3ObjectCRUD::test_get_object_with_version_unversioned_bucket", "2025-01-21"), {
      "GetObject of a version that was never there, bucket without versioning": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "test-version");
          return aws.s3.send(new GetObjectCommand({ Bucket, Key: "test-version", VersionId: NEVER_GIVEN }));
        },
        answer: invalidVersion,
      },
      "GetObject of the version null, bucket without versioning": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "test-version");
          return aws.s3.send(new GetObjectCommand({ Bucket, Key: "test-version", VersionId: "null" }));
        },
        answer: {
          status: 200,
          members: { VersionId: ABSENT, ServerSideEncryption: "AES256" },
        },
      },
    }),
    ...from(suite("TestS3BucketCRUD::test_delete_bucket_with_objects", "2023-07-27"), {
      "DeleteBucket with an object": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "key");
          return aws.s3.send(new DeleteBucketCommand({ Bucket }));
        },
        answer: {
          status: 409,
          code: "BucketNotEmpty",
          message: "The bucket you tried to delete is not empty",
          members: { BucketName: BUCKET },
        },
      },
      "DeleteBucket once it is empty": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "key");
          await aws.s3.send(new DeleteObjectCommand({ Bucket, Key: "key" }));
          return aws.s3.send(new DeleteBucketCommand({ Bucket }));
        },
        answer: { status: 204 },
      },
    }),
    ...from(suite("TestS3BucketCRUD::test_delete_versioned_bucket_with_objects", "2023-08-01"), {
      "DeleteBucket with a delete marker": {
        async ask(aws) {
          const Bucket = await versionedBucket(aws);
          await aws.s3.send(new DeleteObjectCommand({ Bucket, Key: "key" }));
          return aws.s3.send(new DeleteBucketCommand({ Bucket }));
        },
        answer: {
          status: 409,
          code: "BucketNotEmpty",
          message: "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
          members: { BucketName: BUCKET },
        },
      },
    }),
    ...from(localstack("s3/test_s3", "TestS3::test_head_object_fields", "2023-08-03"), {
      "HeadObject of a key that is not there has no body": {
        async ask(aws) {
          const Bucket = await aws.made();
          return aws.s3.send(new HeadObjectCommand({ Bucket, Key: "nothing" }));
        },
        answer: { status: 404 },
      },
    }),
  ],
};
