import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
} from "@aws-sdk/client-s3";
import { handSigned } from "../../support/hand-signed.ts";
import type { Aws } from "../aws.ts";
import { bucketWith, put } from "../s3-steps.ts";
import { ABSENT, type Answer, type Truth, type Truths, from, localstack } from "../truth.ts";

const suite = (test: string, when: string) => localstack("s3/test_s3", `TestS3::${test}`, when);
const METADATA = {
  where: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html, User-defined object metadata",
  when: "2026-12-01",
};
const ETAG = '"841a2d689ad86bd1611447453c22c6fc"';

const copied: Answer = { status: 200, members: { CopyObjectResult: { ETag: ETAG } } };

const onto = (
  input: Partial<CopyObjectCommandInput>,
  before: (aws: Aws) => Promise<unknown> = () => Promise.resolve(),
): Truth["ask"] => {
  return async (aws) => {
    const Bucket = await bucketWith(aws, "key");
    await before(aws);
    return aws.s3.send(new CopyObjectCommand({ Bucket, Key: "key", CopySource: `${Bucket}/key`, ...input }));
  };
};
/** Puts an object with a header whose bytes are signed and sent as UTF-8, as boto3 and the CLI do, and asks for it. */
const withHeader = (name: string, text: string): Truth["ask"] => {
  return async (aws) => {
    const path = `/${await aws.made()}/key`;
    // Node sends headers in the encoding of a text behind them.
    const request = { method: "PUT", path, headers: { [name]: text }, body: Buffer.from("x") };
    const signed = handSigned(aws.config.endpoint, request, { service: "s3" });
    await aws.raw({ ...signed, headers: { ...signed.headers, [name]: Buffer.from(text).toString("latin1") } });
    return aws.s3.send(new HeadObjectCommand({ Bucket: aws.bucket, Key: "key" }));
  };
};

export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...from(suite("test_s3_copy_object_in_place", "2023-10-26"), {
      "CopyObject onto itself": {
        ask: onto({}),
        answer: {
          status: 400,
          code: "InvalidRequest",
          message:
            "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        },
      },
    }),
    ...from(suite("test_s3_copy_object_in_place_storage_class", "2023-08-03"), {
      "CopyObject onto itself with a storage class": { ask: onto({ StorageClass: "STANDARD" }), answer: copied },
    }),
    ...from(suite("test_s3_copy_object_in_place_with_encryption", "2023-08-03"), {
      "CopyObject onto itself with an encryption": { ask: onto({ ServerSideEncryption: "AES256" }), answer: copied },
    }),
    ...from(suite("test_copy_in_place_with_bucket_encryption", "2023-08-03"), {
      "CopyObject onto itself in a bucket whose encryption was put": {
        ask: onto({}, ({ s3, bucket: Bucket }) => {
          const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const } }];
          return s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
        }),
        answer: copied,
      },
    }),
    ...from(suite("test_s3_copy_object_in_place_metadata_directive", "2023-08-03"), {
      "CopyObject onto itself that replaces the metadata": {
        async ask(aws) {
          await onto({ MetadataDirective: "REPLACE", Metadata: { key2: "value2" } })(aws);
          return aws.s3.send(new HeadObjectCommand({ Bucket: aws.bucket, Key: "key" }));
        },
        answer: {
          status: 200,
          members: { ETag: ETAG, ContentType: "binary/octet-stream", Metadata: { key2: "value2" } },
        },
      },
    }),
    ...from(suite("test_s3_get_object_checksum[CRC32]", "2024-06-04"), {
      "x-amz-checksum-mode in small letters": {
        async ask(aws) {
          const Bucket = await aws.made();
          await put(aws, "key", { Body: "test-checksum" });
          return aws.s3.send(new GetObjectCommand({ Bucket, Key: "key", ChecksumMode: "enabled" as "ENABLED" }));
        },
        answer: { status: 200, members: { ChecksumCRC32: "lVk/nw==", ContentLength: 13 } },
      },
    }),
    ...from(localstack("s3/test_buckets", "test_put_and_get_object_md5", "2025-09-12"), {
      "no checksum unless it is asked for": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "key");
          return aws.s3.send(new HeadObjectCommand({ Bucket, Key: "key" }));
        },
        answer: { status: 200, headers: { "x-amz-checksum-crc32": ABSENT, "x-amz-checksum-type": ABSENT } },
      },
    }),
    ...from(suite("test_get_object_attributes", "2023-08-03"), {
      "GetObjectAttributes of an object": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "key");
          const ObjectAttributes = ["ETag" as const, "ObjectSize" as const, "StorageClass" as const];
          return aws.s3.send(new GetObjectAttributesCommand({ Bucket, Key: "key", ObjectAttributes }));
        },
        answer: { status: 200, members: { ETag: ETAG.replaceAll('"', ""), ObjectSize: 4, StorageClass: "STANDARD" } },
      },
    }),
    ...from(METADATA, {
      "metadata as its bytes, as the documentation shows it": {
        ask: withHeader("x-amz-meta-nonascii", "ÄMÄZÕÑ S3"),
        answer: { status: 200, headers: { "x-amz-meta-nonascii": "=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?=" } },
      },
      "metadata of ASCII alone, as the documentation shows it": {
        ask: withHeader("x-amz-meta-ascii", "AMAZONS3"),
        answer: { status: 200, headers: { "x-amz-meta-ascii": "AMAZONS3" } },
      },
    }),
  ],
};
