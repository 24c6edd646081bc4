import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectLockConfigurationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketLifecycleConfigurationCommand,
} from "@aws-sdk/client-s3";
import { NONE, bucketWith, made, malformed, missing, noBucket } from "../s3-steps.ts";
import { ABSENT, type Answer, BUCKET, type Truths, from, localemu, localstack } from "../truth.ts";

const suite = (test: string, when: string) => localstack("s3/test_s3_api", test, when);
const notLocked = (name: string): Answer => ({
  status: 400,
  code: "InvalidArgument",
  message: `${name} is only applicable to Object Lock enabled buckets.`,
  members: { ArgumentName: name },
});
const BYPASS = "x-amz-bypass-governance-retention";

export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...from(suite("TestS3ObjectLock::test_get_object_lock_configuration_exc", "2025-01-21"), {
      "GetObjectLockConfiguration of a new bucket": {
        ask: made(({ s3, bucket: Bucket }) => s3.send(new GetObjectLockConfigurationCommand({ Bucket }))),
        answer: missing(
          "ObjectLockConfigurationNotFoundError",
          "Object Lock configuration does not exist for this bucket",
        ),
      },
      "GetObjectLockConfiguration of no bucket": {
        ask: ({ s3 }) => s3.send(new GetObjectLockConfigurationCommand({ Bucket: NONE })),
        answer: noBucket,
      },
    }),
    ...from(suite("TestS3ObjectLock::test_delete_object_with_no_locking", "2025-01-21"), {
      "DeleteObject that would pass a lock": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "key");
          return aws.s3.send(new DeleteObjectCommand({ Bucket, Key: "key", BypassGovernanceRetention: true }));
        },
        answer: notLocked(BYPASS),
      },
      "DeleteObject that would not": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "key");
          return aws.s3.send(new DeleteObjectCommand({ Bucket, Key: "key", BypassGovernanceRetention: false }));
        },
        answer: notLocked(BYPASS),
      },
      "DeleteObjects that would pass a lock": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "key");
          const Delete = { Objects: [{ Key: "key" }] };
          return aws.s3.send(new DeleteObjectsCommand({ Bucket, Delete, BypassGovernanceRetention: true }));
        },
        answer: notLocked(BYPASS),
      },
    }),
    ...from(localstack("s3/test_s3", "TestS3BucketLifecycle::test_put_bucket_lifecycle_conf_exc", "2023-07-26"), {
      "PutBucketLifecycleConfiguration with a date that is not at midnight": {
        ask: made(({ s3, bucket: Bucket }) => {
          const Rules = [
            {
              ID: "a",
              Status: "Enabled" as const,
              Filter: { Prefix: "" },
              Expiration: { Date: new Date("2030-01-01T01:00:00Z") },
            },
          ];
          return s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
        }),
        answer: {
          status: 400,
          code: "InvalidArgument",
          message: "'Date' must be at midnight GMT",
          members: { ArgumentName: "Date", ArgumentValue: /./ },
        },
      },
      "PutBucketLifecycleConfiguration without a filter": {
        ask: made(({ s3, bucket: Bucket }) => {
          const Rules = [{ ID: "a", Status: "Enabled" as const, Expiration: { Days: 1 } }];
          return s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
        }),
        answer: malformed,
      },
      "PutBucketLifecycleConfiguration with a tag twice": {
        ask: made(({ s3, bucket: Bucket }) => {
          const Tags = [
            { Key: "a", Value: "1" },
            { Key: "a", Value: "2" },
          ];
          const Rules = [{ ID: "a", Status: "Enabled" as const, Filter: { And: { Tags } }, Expiration: { Days: 1 } }];
          return s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
        }),
        answer: { status: 400, code: "InvalidRequest", message: "Duplicate Tag Keys are not allowed." },
      },
    }),
    ...from(
      localstack("s3/test_s3", "TestS3BucketLifecycle::test_delete_bucket_lifecycle_configuration", "2023-08-26"),
      {
        "GetBucketLifecycleConfiguration where there is none": {
          ask: made(({ s3, bucket: Bucket }) => s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))),
          answer: missing("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
        },
      },
    ),
    ...from(localstack("s3/test_s3", "TestS3::test_different_location_constraint", "2024-04-04"), {
      "GetBucketLocation of a bucket in us-east-1": {
        ask: made(({ s3, bucket: Bucket }) => s3.send(new GetBucketLocationCommand({ Bucket }))),
        answer: { status: 200, members: { LocationConstraint: ABSENT } },
      },
      "CreateBucket with us-east-1 as its constraint": {
        ask: ({ s3, bucket: Bucket }) =>
          s3.send(
            new CreateBucketCommand({
              Bucket,
              CreateBucketConfiguration: { LocationConstraint: "us-east-1" as "us-east-2" },
            }),
          ),
        answer: {
          status: 400,
          code: "InvalidLocationConstraint",
          message: "The specified location-constraint is not valid",
          members: { LocationConstraint: "us-east-1" },
        },
      },
      "GetBucketLocation of no bucket": {
        ask: ({ s3 }) => s3.send(new GetBucketLocationCommand({ Bucket: NONE })),
        answer: noBucket,
      },
    }),
    ...from(localemu("s3/test_s3", "TestS3::test_get_bucket_policy_invalid_account_id[abcd]", "2026-02-21"), {
      "an owner that is expected and no account": {
        ask: made(({ s3, bucket: Bucket }) =>
          s3.send(new GetBucketPolicyCommand({ Bucket, ExpectedBucketOwner: "abcd" })),
        ),
        answer: {
          status: 400,
          code: "InvalidBucketOwnerAWSAccountID",
          message: "The value of the expected bucket owner parameter must be an AWS Account ID... [abcd]",
        },
      },
    }),
    ...from(localemu("s3/test_s3", "TestS3::test_delete_bucket_policy_expected_bucket_owner", "2026-02-21"), {
      "an owner that is expected and is another": {
        ask: made(({ s3, bucket: Bucket }) =>
          s3.send(new DeleteBucketPolicyCommand({ Bucket, ExpectedBucketOwner: "000000000002" })),
        ),
        answer: { status: 403, code: "AccessDenied", message: "Access Denied" },
      },
    }),
    ...from(localstack("s3/test_s3", "TestS3::test_create_bucket_head_bucket", "2023-12-06"), {
      "HeadBucket tells the region": {
        ask: made(({ s3, bucket: Bucket }) => s3.send(new HeadBucketCommand({ Bucket }))),
        answer: {
          status: 200,
          headers: { "x-amz-bucket-region": /./, "x-amz-access-point-alias": "false" },
        },
      },
      "HeadBucket of no bucket": {
        ask: ({ s3 }) => s3.send(new HeadBucketCommand({ Bucket: NONE })),
        answer: { status: 404 },
      },
    }),
    ...from(localstack("s3/test_s3", "TestS3::test_create_bucket_with_existing_name", "2023-08-03"), {
      "CreateBucket of one's own in another region": {
        ask: made(({ s3, bucket: Bucket }) =>
          s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "us-west-1" } })),
        ),
        answer: {
          status: 409,
          code: "BucketAlreadyOwnedByYou",
          message: "Your previous request to create the named bucket succeeded and you already own it.",
          members: { BucketName: BUCKET },
        },
      },
    }),
    ...from(localstack("s3/test_s3", "TestS3::test_s3_uppercase_bucket_name", "2023-08-03"), {
      "CreateBucket with a capital letter": {
        ask: ({ s3, bucket }) => s3.send(new CreateBucketCommand({ Bucket: bucket.toUpperCase() })),
        answer: {
          status: 400,
          code: "InvalidBucketName",
          message: "The specified bucket is not valid.",
          members: { BucketName: /^TRUTH-\d+$/ },
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
