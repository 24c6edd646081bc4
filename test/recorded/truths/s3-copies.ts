import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { handSigned } from "../../support/hand-signed.ts";
import type { Aws } from "../aws.ts";
import { bucketWith, put, upload } from "../s3-steps.ts";
import { ABSENT, type Answer, type Truth, type Truths, from } from "../truth.ts";

const PAGE = {
  where: "the project's page of differences from AWS that were recorded (LocalStack's suite, test_s3.py)",
  when: "2026-12-01",
};
const HEADERS = {
  where: "localstack/localstack localstack/services/s3/headers.py, with test_s3.py",
  when: "2026-12-01",
};
const ETAG = '"841a2d689ad86bd1611447453c22c6fc"';

const KEY = "a b+ü.jpg";
const copied: Answer = { status: 200, members: { CopyObjectResult: { ETag: ETAG } } };

/** Copies an object with a key of several characters, its source written by the truth. */
const from_ = (source: (bucket: string) => string): Truth["ask"] => {
  return async (aws) => {
    const Bucket = await bucketWith(aws, KEY);
    return aws.s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: source(Bucket) }));
  };
};
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
    // Node sends headers in the encoding of a text behind them, but for this one, which it has read as bytes before.
    const body = name === "content-disposition" ? "x" : Buffer.from("x");
    const request = { method: "PUT", path, headers: { [name]: text }, body };
    const signed = handSigned(aws.config.endpoint, request, { service: "s3" });
    await aws.raw({ ...signed, headers: { ...signed.headers, [name]: Buffer.from(text).toString("latin1") } });
    return aws.s3.send(new HeadObjectCommand({ Bucket: aws.bucket, Key: "key" }));
  };
};

export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...from(PAGE, {
      "x-amz-copy-source encoded part by part": {
        ask: from_((bucket) => `${bucket}/${encodeURIComponent(KEY)}`),
        answer: copied,
      },
      "x-amz-copy-source encoded as a whole": {
        ask: from_((bucket) => encodeURIComponent(`${bucket}/${KEY}`)),
        answer: copied,
      },
      "x-amz-copy-source encoded as a whole, with a slash before it": {
        ask: from_((bucket) => encodeURIComponent(`/${bucket}/${KEY}`)),
        answer: copied,
      },
      "x-amz-copy-source with + for a space": { ask: from_((bucket) => `${bucket}/a+b%2B%C3%BC.jpg`), answer: copied },
      "x-amz-copy-source with a + that is one": {
        ask: from_((bucket) => `${bucket}/a%20b+%C3%BC.jpg`),
        answer: { status: 404, code: "NoSuchKey", members: { Key: "a b ü.jpg" } },
      },
      "x-amz-copy-source with a ü that is signed in other bytes than are sent": {
        ask: from_((bucket) => `${bucket}/ü.jpg`),
        answer: { status: 403, code: "SignatureDoesNotMatch" },
      },
      "CopyObject onto itself": {
        ask: onto({}),
        answer: {
          status: 400,
          code: "InvalidRequest",
          message:
            "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        },
      },
      "CopyObject onto itself with a storage class": { ask: onto({ StorageClass: "STANDARD" }), answer: copied },
      "CopyObject onto itself with an encryption": { ask: onto({ ServerSideEncryption: "AES256" }), answer: copied },
      "CopyObject onto itself in a bucket whose encryption was put": {
        ask: onto({}, ({ s3, bucket: Bucket }) => {
          const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const } }];
          return s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
        }),
        answer: copied,
      },
      "CopyObject into a bucket whose versioning is suspended": {
        ask: onto({ MetadataDirective: "REPLACE" }, ({ s3, bucket: Bucket }) =>
          s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } })),
        ),
        answer: { status: 200, members: { VersionId: "null" } },
      },
      "UploadPartCopy of a source that is encoded as a whole": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, KEY);
          const { UploadId } = await upload(aws, "key");
          const CopySource = encodeURIComponent(`${Bucket}/${KEY}`);
          return aws.s3.send(new UploadPartCopyCommand({ Bucket, Key: "key", UploadId, PartNumber: 2, CopySource }));
        },
        answer: { status: 200, members: { CopyPartResult: { ETag: ETAG } } },
      },
      "x-amz-checksum-mode in small letters": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "key");
          return aws.s3.send(new HeadObjectCommand({ Bucket, Key: "key", ChecksumMode: "enabled" as "ENABLED" }));
        },
        answer: { status: 200, members: { ChecksumType: "FULL_OBJECT", ChecksumCRC32: /./ } },
      },
      "no checksum unless it is asked for": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "key");
          return aws.s3.send(new HeadObjectCommand({ Bucket, Key: "key" }));
        },
        answer: { status: 200, headers: { "x-amz-checksum-crc32": ABSENT, "x-amz-checksum-type": ABSENT } },
      },
      "GetObjectAttributes of an object": {
        async ask(aws) {
          const Bucket = await bucketWith(aws, "key");
          const ObjectAttributes = ["ETag" as const, "ObjectSize" as const, "StorageClass" as const];
          return aws.s3.send(new GetObjectAttributesCommand({ Bucket, Key: "key", ObjectAttributes }));
        },
        answer: { status: 200, members: { ETag: ETAG.replaceAll('"', ""), ObjectSize: 4, StorageClass: "STANDARD" } },
      },
    }),
    ...from(HEADERS, {
      "Content-Disposition beyond ASCII": {
        ask: withHeader("content-disposition", 'attachment; filename="é.jpg"'),
        answer: { status: 200, headers: { "content-disposition": 'attachment; filename="é.jpg"' } },
      },
      "Content-Disposition beyond Latin-1": {
        ask: withHeader("content-disposition", "attachment; filename=顔.jpg"),
        answer: { status: 200, headers: { "content-disposition": "attachment; filename= .jpg" } },
      },
      "metadata in a word of RFC 2047": {
        async ask(aws) {
          const Bucket = await aws.made();
          await put(aws, "key", { Metadata: { name: "=?UTF-8?Q?gr=C3=BC=C3=9Fe?=" } });
          return aws.s3.send(new GetObjectCommand({ Bucket, Key: "key" }));
        },
        answer: { status: 200, headers: { "x-amz-meta-name": "=?UTF-8?Q?gr=C3=BC=C3=9Fe?=" } },
      },
      "metadata in Base64 that can be printed": {
        async ask(aws) {
          const Bucket = await aws.made();
          await put(aws, "key", { Metadata: { name: "=?UTF-8?B?w7w=?=" } });
          return aws.s3.send(new GetObjectCommand({ Bucket, Key: "key" }));
        },
        answer: { status: 200, headers: { "x-amz-meta-name": "=?UTF-8?Q?=C3=BC?=" } },
      },
      "metadata as its bytes, as the documentation shows it": {
        ask: withHeader("x-amz-meta-nonascii", "ÄMÄZÕÑ S3"),
        answer: { status: 200, headers: { "x-amz-meta-nonascii": "=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?=" } },
      },
    }),
  ],
};
