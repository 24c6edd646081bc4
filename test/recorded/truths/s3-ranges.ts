import { GetObjectCommand, UploadPartCopyCommand } from "@aws-sdk/client-s3";
import { put, upload } from "../s3-steps.ts";
import { ABSENT, type Answer, type Truths, from, localstack } from "../truth.ts";

const read = (range: string, answer: Answer) =>
  [
    `GetObject with Range ${range}`,
    {
      async ask(aws: Parameters<typeof put>[0]) {
        const Bucket = await aws.made();
        await put(aws, "key", { Body: "0123456789" });
        const got = await aws.s3.send(
          new GetObjectCommand({ Bucket, Key: "key", Range: range, ChecksumMode: "ENABLED" }),
        );
        return { ...got, Body: await got.Body?.transformToString() };
      },
      answer,
    },
  ] as const;

const part = (Body: string, of: string): Answer => ({
  status: 206,
  members: { Body, ContentRange: `bytes ${of}/10`, ContentLength: Body.length, ChecksumCRC32: ABSENT },
});
const whole: Answer = {
  status: 200,
  members: { Body: "0123456789", ContentRange: ABSENT, ChecksumCRC32: "poTHxg==", ChecksumType: "FULL_OBJECT" },
};
const wholeAsPart: Answer = {
  status: 206,
  members: { Body: "0123456789", ContentRange: "bytes 0-9/10", ChecksumCRC32: "poTHxg==", ChecksumType: "FULL_OBJECT" },
};
const unsatisfiable = (RangeRequested: string): Answer => ({
  status: 416,
  code: "InvalidRange",
  message: "The requested range is not satisfiable",
  members: { ActualObjectSize: 10, RangeRequested },
});

const copy = (range: string, answer: Answer) =>
  [
    `UploadPartCopy with x-amz-copy-source-range ${range}`,
    {
      async ask(aws: Parameters<typeof put>[0]) {
        const Bucket = await aws.made();
        await put(aws, "source", { Body: "0123456789" });
        const { Key, UploadId } = await upload(aws, "key");
        const CopySource = `${Bucket}/source`;
        const to = { Bucket, Key, UploadId, PartNumber: 1, CopySource, CopySourceRange: range };
        return aws.s3.send(new UploadPartCopyCommand(to));
      },
      answer,
    },
  ] as const;

const copied = (ETag: string): Answer => ({ status: 200, members: { CopyPartResult: { ETag: `"${ETag}"` } } });
const refused = (ArgumentValue: string, message: string): Answer => ({
  status: 400,
  code: "InvalidArgument",
  message,
  members: { ArgumentName: "x-amz-copy-source-range", ArgumentValue },
});
const FORM =
  "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy";

export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...from(
      localstack("s3/test_s3_api", "TestS3ObjectCRUD::test_get_object_range", "2025-01-21"),
      Object.fromEntries([
        read("bytes=0-8", part("012345678", "0-8")),
        read("bytes=1-1", part("1", "1-1")),
        read("bytes=1-0", whole),
        read("bytes=1-", part("123456789", "1-9")),
        read("bytes=-1-", whole),
        read("bytes=-2", part("89", "8-9")),
        read("bytes=-9", part("123456789", "1-9")),
        read("bytes=-15", wholeAsPart),
        read("bytes=0-100", wholeAsPart),
        read("bytes=0-0", part("0", "0-0")),
        read("bytes=0--1", whole),
        read("bytes=0-1,3-4,7-9", whole),
        read("0-8", whole),
        read("bytes=-", whole),
        read("bytes=-0", unsatisfiable("bytes=-0")),
        read("bytes=100-200", unsatisfiable("bytes=100-200")),
      ]),
    ),
    ...from(
      localstack("s3/test_s3_api", "TestS3Multipart::test_upload_part_copy_range", "2025-06-13"),
      Object.fromEntries([
        copy("bytes=0-8", copied("22975d8a5ed1b91445f6c55ac121505b")),
        copy("bytes=1-1", copied("c4ca4238a0b923820dcc509a6f75849b")),
        copy("bytes=0-0", copied("cfcd208495d565ef66e7dff9f98764da")),
        ...[
          "0-8",
          "bytes=1-0",
          "bytes=-1-",
          "bytes=0--1",
          "bytes=0-1,3-4,7-9",
          "bytes=-",
          "bytes=-0",
          "bytes=1-",
          "bytes=-2",
        ].map((range) => copy(range, refused(range, FORM))),
        copy("bytes=-15", refused("bytes=-15", FORM)),
        copy("bytes=0-100", refused("bytes=0-100", "Range specified is not valid for source object of size: 10")),
        copy("bytes=100-200", {
          status: 400,
          code: "InvalidRequest",
          message: "The specified copy range is invalid for the source object size",
        }),
      ]),
    ),
  ],
};
