import {
  CreateMultipartUploadCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { Aws } from "./aws.ts";
import { type Answer, BUCKET, type Truth } from "./truth.ts";

/** A version id of the right form that nobody was ever given, as LocalStack's suite has it. */
export const NEVER_GIVEN = "HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD";

/** Makes the truth's bucket and puts objects of these keys; their body is `body`. */
export async function bucketWith(aws: Aws, ...keys: string[]): Promise<string> {
  const Bucket = await aws.made();
  for (const Key of keys) await put(aws, Key);
  return Bucket;
}

/** Puts an object into the truth's bucket. */
export function put(aws: Aws, Key: string, input: Partial<PutObjectCommandInput> = {}) {
  return aws.s3.send(new PutObjectCommand({ Bucket: aws.bucket, Key, Body: "body", ...input }));
}

/** Makes the truth's bucket, versioned. */
export async function versionedBucket(aws: Aws): Promise<string> {
  const Bucket = await aws.made();
  await versioning(aws, "Enabled");
  return Bucket;
}

/** Puts the state of the bucket's versioning. */
async function versioning(aws: Aws, Status: "Enabled" | "Suspended"): Promise<void> {
  await aws.s3.send(new PutBucketVersioningCommand({ Bucket: aws.bucket, VersioningConfiguration: { Status } }));
}

/** Begins an upload with one part; what completes it. */
export async function upload(aws: Aws, Key: string, Body = "test") {
  const { s3, bucket: Bucket } = aws;
  const { UploadId = "" } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body }));
  return { Bucket, Key, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } };
}

/** A bucket that nobody made. */
export const NONE = "no-such-bucket-at-all";
/** How S3 answers what is asked of it. */
export const noBucket: Answer = {
  status: 404,
  code: "NoSuchBucket",
  message: "The specified bucket does not exist",
  members: { BucketName: NONE },
};
/** How S3 answers a body that its schema does not have. */
export const malformed: Answer = {
  status: 400,
  code: "MalformedXML",
  message: "The XML you provided was not well-formed or did not validate against our published schema",
};

/** How S3 answers where the truth's bucket has no such setting. */
export function missing(code: string, message: string): Answer {
  return { status: 404, code, message, members: { BucketName: BUCKET } };
}

/** Asks once the truth's bucket is made. */
export function made(ask: (aws: Aws) => Promise<unknown>): Truth["ask"] {
  return async (aws) => {
    await aws.made();
    return ask(aws);
  };
}
