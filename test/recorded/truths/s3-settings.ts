import {
  CreateBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type ServerSideEncryptionRule,
} from "@aws-sdk/client-s3";
import type { Aws } from "../aws.ts";
import { NONE, made, malformed, missing, noBucket } from "../s3-steps.ts";
import { ABSENT, type Truths, from, localstack } from "../truth.ts";

const suite = (test: string, when: string) => localstack("s3/test_s3_api", test, when);
const versioning = ({ s3, bucket: Bucket }: Aws, Status: string | undefined) =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: Status as "Enabled" } }));
const encrypted = ({ s3, bucket: Bucket }: Aws, ...Rules: ServerSideEncryptionRule[]) =>
  s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
const AES: ServerSideEncryptionRule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } };
const owned = ({ s3, bucket: Bucket }: Aws, ...Rules: { ObjectOwnership: string }[]) =>
  s3.send(
    new PutBucketOwnershipControlsCommand({
      Bucket,
      OwnershipControls: { Rules: Rules as { ObjectOwnership: "ObjectWriter" }[] },
    }),
  );
const policy = ({ s3, bucket: Bucket }: Aws, Policy: string) => s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...from(suite("TestS3BucketVersioning::test_bucket_versioning_crud", "2025-01-21"), {
      "GetBucketVersioning before": {
        ask: made(({ s3, bucket: Bucket }) => s3.send(new GetBucketVersioningCommand({ Bucket }))),
        answer: { status: 200, members: { Status: ABSENT } },
      },
      "PutBucketVersioning of Suspended before": {
        ask: made((aws) => versioning(aws, "Suspended")),
        answer: { status: 200 },
      },
      "PutBucketVersioning of enabled": { ask: made((aws) => versioning(aws, "enabled")), answer: malformed },
      "PutBucketVersioning of Disabled": { ask: made((aws) => versioning(aws, "Disabled")), answer: malformed },
      "PutBucketVersioning of nothing": {
        ask: made((aws) => versioning(aws, undefined)),
        answer: {
          status: 400,
          code: "IllegalVersioningConfigurationException",
          message: "The Versioning element must be specified",
        },
      },
      "PutBucketVersioning of no bucket": {
        ask: ({ s3 }) =>
          s3.send(new PutBucketVersioningCommand({ Bucket: NONE, VersioningConfiguration: { Status: "Enabled" } })),
        answer: noBucket,
      },
      "GetBucketVersioning of no bucket": {
        ask: ({ s3 }) => s3.send(new GetBucketVersioningCommand({ Bucket: NONE })),
        answer: noBucket,
      },
    }),
    ...from(suite("TestS3BucketEncryption::test_s3_default_bucket_encryption", "2025-01-21"), {
      "GetBucketEncryption of a new bucket": {
        ask: made(({ s3, bucket: Bucket }) => s3.send(new GetBucketEncryptionCommand({ Bucket }))),
        answer: {
          status: 200,
          members: {
            ServerSideEncryptionConfiguration: {
              Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }],
            },
          },
        },
      },
      "DeleteBucketEncryption, a second time": {
        ask: made(async ({ s3, bucket: Bucket }) => {
          await s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
          return s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
        }),
        answer: { status: 204 },
      },
    }),
    ...from(suite("TestS3BucketEncryption::test_s3_default_bucket_encryption_exc", "2025-01-21"), {
      "GetBucketEncryption of no bucket": {
        ask: ({ s3 }) => s3.send(new GetBucketEncryptionCommand({ Bucket: NONE })),
        answer: noBucket,
      },
      "DeleteBucketEncryption of no bucket": {
        ask: ({ s3 }) => s3.send(new DeleteBucketEncryptionCommand({ Bucket: NONE })),
        answer: noBucket,
      },
      "PutBucketEncryption of no rules": { ask: made((aws) => encrypted(aws)), answer: malformed },
      "PutBucketEncryption of two rules": { ask: made((aws) => encrypted(aws, AES, AES)), answer: malformed },
      "PutBucketEncryption of AES256 with a key": {
        ask: made((aws) =>
          encrypted(aws, { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256", KMSMasterKeyID: "key" } }),
        ),
        answer: {
          status: 400,
          code: "InvalidArgument",
          message: "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
          members: { ArgumentName: "ApplyServerSideEncryptionByDefault" },
        },
      },
    }),
    ...from(suite("TestS3BucketOwnershipControls::test_crud_bucket_ownership_controls", "2023-08-10"), {
      "GetBucketOwnershipControls of a new bucket": {
        ask: made(({ s3, bucket: Bucket }) => s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))),
        answer: {
          status: 200,
          members: { OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] } },
        },
      },
      "GetBucketOwnershipControls as the bucket was made": {
        async ask({ s3, bucket: Bucket }) {
          await s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: "BucketOwnerPreferred" }));
          return s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
        },
        answer: {
          status: 200,
          members: { OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerPreferred" }] } },
        },
      },
      "GetBucketOwnershipControls once they were removed": {
        ask: made(async ({ s3, bucket: Bucket }) => {
          await s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
          return s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
        }),
        answer: missing("OwnershipControlsNotFoundError", "The bucket ownership controls were not found"),
      },
    }),
    ...from(suite("TestS3BucketOwnershipControls::test_bucket_ownership_controls_exc", "2023-08-10"), {
      "PutBucketOwnershipControls of two rules": {
        ask: made((aws) =>
          owned(aws, { ObjectOwnership: "ObjectWriter" }, { ObjectOwnership: "BucketOwnerPreferred" }),
        ),
        answer: malformed,
      },
      "PutBucketOwnershipControls of another value": {
        ask: made((aws) => owned(aws, { ObjectOwnership: "RandomValue" })),
        answer: malformed,
      },
      "PutBucketOwnershipControls of no rule": { ask: made((aws) => owned(aws)), answer: malformed },
      "CreateBucket with another ownership": {
        ask: ({ s3, bucket: Bucket }) =>
          s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: "RandomValue" as "ObjectWriter" })),
        answer: {
          status: 400,
          code: "InvalidArgument",
          message: "Invalid x-amz-object-ownership header: RandomValue",
          members: { ArgumentName: "x-amz-object-ownership" },
        },
      },
    }),
    ...from(suite("TestS3PublicAccessBlock::test_crud_public_access_block", "2023-08-10"), {
      "GetPublicAccessBlock of a new bucket": {
        ask: made(({ s3, bucket: Bucket }) => s3.send(new GetPublicAccessBlockCommand({ Bucket }))),
        answer: {
          status: 200,
          members: {
            PublicAccessBlockConfiguration: {
              BlockPublicAcls: true,
              IgnorePublicAcls: true,
              BlockPublicPolicy: true,
              RestrictPublicBuckets: true,
            },
          },
        },
      },
      "GetPublicAccessBlock after one member was put": {
        ask: made(async ({ s3, bucket: Bucket }) => {
          await s3.send(
            new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: false } }),
          );
          return s3.send(new GetPublicAccessBlockCommand({ Bucket }));
        }),
        answer: {
          status: 200,
          members: { PublicAccessBlockConfiguration: { BlockPublicAcls: false, RestrictPublicBuckets: false } },
        },
      },
      "GetPublicAccessBlock once it was removed": {
        ask: made(async ({ s3, bucket: Bucket }) => {
          await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
          return s3.send(new GetPublicAccessBlockCommand({ Bucket }));
        }),
        answer: missing("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"),
      },
    }),
    ...from(suite("TestS3BucketPolicy::test_bucket_policy_crud", "2023-10-20"), {
      "GetBucketPolicy where there is none": {
        ask: made(({ s3, bucket: Bucket }) => s3.send(new GetBucketPolicyCommand({ Bucket }))),
        answer: missing("NoSuchBucketPolicy", "The bucket policy does not exist"),
      },
      PutBucketPolicy: {
        ask: made(async (aws) => {
          await aws.s3.send(new DeletePublicAccessBlockCommand({ Bucket: aws.bucket }));
          const Resource = `arn:aws:s3:::${aws.bucket}/*`;
          const Statement = [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource }];
          return policy(aws, JSON.stringify({ Version: "2012-10-17", Statement }));
        }),
        answer: { status: 204 },
      },
      "DeleteBucketPolicy where there is none": {
        ask: made(({ s3, bucket: Bucket }) => s3.send(new DeleteBucketPolicyCommand({ Bucket }))),
        answer: { status: 204 },
      },
    }),
    ...from(suite("TestS3BucketPolicy::test_bucket_policy_exc", "2023-08-10"), {
      "PutBucketPolicy of a random text": {
        ask: made((aws) => policy(aws, "random string")),
        answer: {
          status: 400,
          code: "MalformedPolicy",
          message: "Policies must be valid JSON and the first byte must be '{'",
        },
      },
      "PutBucketPolicy of {}": {
        ask: made((aws) => policy(aws, "{}")),
        answer: { status: 400, code: "MalformedPolicy", message: "Missing required field Statement" },
      },
    }),
    ...from(suite("TestS3BucketAccelerateConfiguration::test_bucket_acceleration_configuration_crud", "2023-08-10"), {
      "GetBucketAccelerateConfiguration of a new bucket": {
        ask: made(({ s3, bucket: Bucket }) => s3.send(new GetBucketAccelerateConfigurationCommand({ Bucket }))),
        answer: { status: 200, members: { Status: ABSENT } },
      },
    }),
  ],
};
