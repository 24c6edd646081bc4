import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import type { Aws } from "../aws.ts";
import { bucketWith, put, upload, versionedBucket } from "../s3-steps.ts";
import { type Answer, type Source, type Truth, type Truths, from, localstack } from "../truth.ts";

/** MD5 of `body`, and of nothing of ours. */
const [ETAG, OTHER] = ['"841a2d689ad86bd1611447453c22c6fc"', '"098f6bcd4621d373cade4e832627b4f6"'];
const DAY = 86_400_000;
const [PAST, FUTURE] = [new Date(Date.now() - DAY), new Date(Date.now() + DAY)];
const writes = (test: string) => localstack("s3/test_s3_api", `TestS3ObjectWritePrecondition::${test}`, "2025-03-17");
const copies = (test: string) =>
  localstack("s3/test_s3_preconditions", `TestS3CopySourcePreconditions::${test}`, "2025-11-12");
/** The reference of GetObject and of HeadObject, header by header. */
const reference = (operation: "get" | "head", header: string): Source => ({
  where: `https://docs.aws.amazon.com/sdk-for-kotlin/api/latest/s3/aws.sdk.kotlin.services.s3.model/-${operation}-object-request/${header}.html`,
  when: "2026-12-01",
});

const failed = (Condition: string): Answer => ({
  status: 412,
  code: "PreconditionFailed",
  message: "At least one of the pre-conditions you specified did not hold",
  members: { Condition },
});
const conflict = (Condition: string): Answer => ({
  status: 409,
  code: "ConditionalRequestConflict",
  message: "The conditional request cannot succeed due to a conflicting operation against this resource.",
  members: { Condition, Key: "key" },
});
const notImplemented = (Header: string, additionalMessage: string): Answer => ({
  status: 501,
  code: "NotImplemented",
  message: "A header you provided implies functionality that is not implemented",
  members: { Header, additionalMessage },
});
const noSuchKey: Answer = { status: 404, code: "NoSuchKey", members: { Key: "key" } };
const unacceptable = (name: string) => `We don't accept the provided value of ${name} header for this API`;
const several = notImplemented("If-Match,If-None-Match", "Multiple conditional request headers present in the request");

/** A put on a key that is there, or not. */
function putting(isThere: boolean, input: Partial<PutObjectCommandInput>): Truth["ask"] {
  return async (aws) => {
    await bucketWith(aws, ...(isThere ? ["key"] : []));
    return put(aws, "key", input);
  };
}

function copying(input: Partial<CopyObjectCommandInput>): Truth["ask"] {
  return async (aws) => {
    const Bucket = await bucketWith(aws, "source", "key");
    return aws.s3.send(new CopyObjectCommand({ Bucket, Key: "key", CopySource: `${Bucket}/source`, ...input }));
  };
}

function reading(operation: "get" | "head", input: Partial<GetObjectCommandInput>): Truth["ask"] {
  return async (aws) => {
    const asked = { Bucket: await bucketWith(aws, "key"), Key: "key", ...input };
    if (operation === "head") return aws.s3.send(new HeadObjectCommand(asked));
    return aws.s3.send(new GetObjectCommand(asked));
  };
}

/** Completes an upload that was begun before something happened to its key. */
function completing(
  before: (aws: Aws) => Promise<unknown>,
  during: (aws: Aws) => Promise<unknown>,
  conditions: { IfMatch?: string; IfNoneMatch?: string },
): Truth["ask"] {
  return async (aws) => {
    await before(aws);
    const begun = await upload(aws, "key");
    await during(aws);
    return aws.s3.send(new CompleteMultipartUploadCommand({ ...begun, ...conditions }));
  };
}

const empty = (aws: Aws) => aws.made();
const there = (aws: Aws) => bucketWith(aws, "key");
const nothing = () => Promise.resolve();
const removed = (aws: Aws) => aws.s3.send(new DeleteObjectCommand({ Bucket: aws.bucket, Key: "key" }));
const again = (aws: Aws) => put(aws, "key");

const reads = (["get", "head"] as const).flatMap((operation) => {
  const table: [string, string, Partial<GetObjectCommandInput>, Answer][] = [
    ["If-Match that is the ETag", "if-match", { IfMatch: ETAG }, { status: 200 }],
    ["If-Match that is another", "if-match", { IfMatch: OTHER }, { status: 412 }],
    ["If-None-Match that is the ETag", "if-none-match", { IfNoneMatch: ETAG }, { status: 304 }],
    ["If-None-Match that is another", "if-none-match", { IfNoneMatch: OTHER }, { status: 200 }],
    ["If-Modified-Since of yesterday", "if-modified-since", { IfModifiedSince: PAST }, { status: 200 }],
    ["If-Unmodified-Since of yesterday", "if-unmodified-since", { IfUnmodifiedSince: PAST }, { status: 412 }],
    ["If-Unmodified-Since of tomorrow", "if-unmodified-since", { IfUnmodifiedSince: FUTURE }, { status: 200 }],
    [
      "If-Match that is the ETag beside If-Unmodified-Since of yesterday",
      "if-match",
      { IfMatch: ETAG, IfUnmodifiedSince: PAST },
      { status: 200 },
    ],
    [
      "If-None-Match that is the ETag beside If-Modified-Since of yesterday",
      "if-none-match",
      { IfNoneMatch: ETAG, IfModifiedSince: PAST },
      { status: 304 },
    ],
  ];
  return table.flatMap(([name, header, input, answer]) =>
    from(reference(operation, header), { [`${operation}: ${name}`]: { ask: reading(operation, input), answer } }),
  );
});

export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...reads,
    ...from(localstack("s3/test_s3", "TestS3::test_precondition_failed_error", "2023-08-03"), {
      "GetObject tells the condition that failed": {
        ask: reading("get", { IfMatch: OTHER }),
        answer: failed("If-Match"),
      },
    }),
    ...from(writes("test_put_object_if_none_match"), {
      "PutObject with If-None-Match * on a key": {
        ask: putting(true, { IfNoneMatch: "*" }),
        answer: failed("If-None-Match"),
      },
      "PutObject with If-None-Match * on no key": {
        ask: putting(false, { IfNoneMatch: "*" }),
        answer: { status: 200 },
      },
    }),
    ...from(writes("test_put_object_if_none_match_versioned_bucket"), {
      "PutObject with If-None-Match * behind a delete marker": {
        async ask(aws) {
          await versionedBucket(aws);
          await again(aws);
          await removed(aws);
          return put(aws, "key", { IfNoneMatch: "*" });
        },
        answer: { status: 200 },
      },
    }),
    ...from(writes("test_put_object_if_none_match_validation"), {
      "PutObject with If-None-Match of an ETag": {
        ask: putting(true, { IfNoneMatch: OTHER }),
        answer: notImplemented("If-None-Match", unacceptable("If-None-Match")),
      },
    }),
    ...from(writes("test_put_object_if_match"), {
      "PutObject with If-Match of another ETag": { ask: putting(true, { IfMatch: OTHER }), answer: failed("If-Match") },
      "PutObject with If-Match of the ETag": { ask: putting(true, { IfMatch: ETAG }), answer: { status: 200 } },
      "PutObject with If-Match on no key": { ask: putting(false, { IfMatch: ETAG }), answer: noSuchKey },
    }),
    ...from(writes("test_put_object_if_match_validation"), {
      "PutObject with If-Match *": {
        ask: putting(false, { IfMatch: "*" }),
        answer: notImplemented("If-Match", unacceptable("If-Match")),
      },
      "PutObject with If-Match that is no ETag": { ask: putting(false, { IfMatch: "abcdef" }), answer: noSuchKey },
    }),
    ...from(writes("test_put_object_if_match_and_if_none_match_validation"), {
      "PutObject with both": { ask: putting(false, { IfMatch: OTHER, IfNoneMatch: "*" }), answer: several },
    }),
    ...from(writes("test_put_object_if_match_versioned_bucket"), {
      "PutObject with If-Match behind a delete marker": {
        async ask(aws) {
          await versionedBucket(aws);
          await again(aws);
          await removed(aws);
          return put(aws, "key", { IfMatch: ETAG });
        },
        answer: noSuchKey,
      },
    }),
    ...from(writes("test_multipart_if_none_match_with_delete"), {
      "CompleteMultipartUpload with If-None-Match on a key": {
        ask: completing(there, nothing, { IfNoneMatch: "*" }),
        answer: failed("If-None-Match"),
      },
      "CompleteMultipartUpload with If-None-Match, the key deleted meanwhile": {
        ask: completing(there, removed, { IfNoneMatch: "*" }),
        answer: conflict("If-None-Match"),
      },
    }),
    ...from(writes("test_multipart_if_none_match_with_put"), {
      "CompleteMultipartUpload with If-None-Match, the key written meanwhile": {
        ask: completing(empty, again, { IfNoneMatch: "*" }),
        answer: failed("If-None-Match"),
      },
    }),
    ...from(writes("test_multipart_if_match_with_put"), {
      "CompleteMultipartUpload with If-Match of what was there before, another written meanwhile": {
        ask: completing(there, (aws) => put(aws, "key", { Body: "other" }), { IfMatch: ETAG }),
        answer: failed("If-Match"),
      },
    }),
    ...from(writes("test_multipart_if_match_with_put"), {
      "CompleteMultipartUpload with If-Match of what was written meanwhile": {
        ask: completing(there, (aws) => put(aws, "key", { Body: "test" }), { IfMatch: OTHER }),
        answer: conflict("If-Match"),
      },
    }),
    ...from(writes("test_multipart_if_match_with_put_identical"), {
      "CompleteMultipartUpload with If-Match, the same written meanwhile": {
        ask: completing(there, again, { IfMatch: ETAG }),
        answer: conflict("If-Match"),
      },
    }),
    ...from(writes("test_multipart_if_match_with_delete"), {
      "CompleteMultipartUpload with If-Match, the key deleted meanwhile": {
        ask: completing(there, removed, { IfMatch: ETAG }),
        answer: noSuchKey,
      },
      "CompleteMultipartUpload with If-Match, the key deleted and written again meanwhile": {
        ask: completing(there, async (aws) => [await removed(aws), await again(aws)], { IfMatch: ETAG }),
        answer: conflict("If-Match"),
      },
    }),
    ...from(writes("test_multipart_if_match_etag"), {
      "CompleteMultipartUpload with If-Match of the ETag": {
        ask: completing(there, nothing, { IfMatch: ETAG }),
        answer: { status: 200, members: { ETag: '"60cd54a928cbbcbb6e7b5595bab46a9e-1"', ChecksumType: "FULL_OBJECT" } },
      },
    }),
    ...from(copies("test_s3_copy_object_preconditions"), {
      "CopyObject with x-amz-copy-source-if-match of another ETag": {
        ask: copying({ CopySourceIfMatch: OTHER }),
        answer: failed("x-amz-copy-source-If-Match"),
      },
      "CopyObject with x-amz-copy-source-if-unmodified-since of yesterday": {
        ask: copying({ CopySourceIfUnmodifiedSince: PAST }),
        answer: failed("x-amz-copy-source-If-Unmodified-Since"),
      },
      "CopyObject with x-amz-copy-source-if-none-match of the ETag": {
        ask: copying({ CopySourceIfNoneMatch: ETAG }),
        answer: failed("x-amz-copy-source-If-None-Match"),
      },
      "CopyObject with x-amz-copy-source-if-none-match of the ETag without quotes": {
        ask: copying({ CopySourceIfNoneMatch: ETAG.replaceAll('"', "") }),
        answer: failed("x-amz-copy-source-If-None-Match"),
      },
      "CopyObject with x-amz-copy-source-if-modified-since of tomorrow": {
        ask: copying({ CopySourceIfModifiedSince: FUTURE }),
        answer: { status: 200, members: { CopyObjectResult: { ETag: ETAG } } },
      },
      "CopyObject when everything holds": {
        ask: copying({
          CopySourceIfMatch: ETAG.replaceAll('"', ""),
          CopySourceIfNoneMatch: "etag123",
          CopySourceIfModifiedSince: PAST,
          CopySourceIfUnmodifiedSince: FUTURE,
        }),
        answer: { status: 200, members: { CopyObjectResult: { ETag: ETAG } } },
      },
    }),
  ],
};
