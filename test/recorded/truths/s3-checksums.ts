import {
  type ChecksumAlgorithm,
  type ChecksumType,
  CreateMultipartUploadCommand,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { made, put } from "../s3-steps.ts";
import { type Truth, type Truths, from, localemu, localstack } from "../truth.ts";

/** Of `test-checksum`. */
const SUMS = {
  CRC32: "lVk/nw==",
  CRC32C: "Fz3epA==",
  SHA1: "jbXkHAsXUrubtL3dqDQ4w+7WXc0=",
  SHA256: "1YQo81vx2VFUl0q5ccWISq8AkSBQQ0WO80S82TmfdIQ=",
};
const putting = (input: Partial<PutObjectCommandInput>): Truth["ask"] =>
  made((aws) => put(aws, "key", { Body: "test-checksum", ...input }));
const beginning = (ChecksumAlgorithm: ChecksumAlgorithm, type?: ChecksumType): Truth["ask"] =>
  made(({ s3, bucket: Bucket }) =>
    s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "key", ChecksumAlgorithm, ChecksumType: type })),
  );
const types = (test: string) => localemu("s3/test_s3", `TestS3MultipartUploadChecksum::${test}`, "2026-02-21");
const DEFAULTS = {
  CRC32: "COMPOSITE",
  CRC32C: "COMPOSITE",
  SHA1: "COMPOSITE",
  SHA256: "COMPOSITE",
  CRC64NVME: "FULL_OBJECT",
};

export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...Object.entries(SUMS).flatMap(([algorithm, sum]) =>
      from(localstack("s3/test_s3", `TestS3::test_s3_get_object_checksum[${algorithm}]`, "2024-06-04"), {
        [`PutObject with ${algorithm}`]: {
          ask: putting({ ChecksumAlgorithm: algorithm as ChecksumAlgorithm }),
          answer: {
            status: 200,
            members: {
              [`Checksum${algorithm}`]: sum,
              ETag: '"f2081dd61dfa700a0fd5e29b9c3cc23d"',
              ServerSideEncryption: "AES256",
            },
          },
        },
      }),
    ),
    ...["CRC32C", "SHA1", "SHA256"].flatMap((algorithm) =>
      from(localstack("s3/test_s3", `TestS3::test_put_object_checksum[${algorithm}]`, "2024-06-04"), {
        [`PutObject with a ${algorithm} that is none`]: {
          ask: putting({ ChecksumAlgorithm: algorithm as ChecksumAlgorithm, [`Checksum${algorithm}`]: "1a2b3c4d" }),
          answer: {
            status: 400,
            code: "InvalidRequest",
            message: `Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`,
          },
        },
      }),
    ),
    ...(["SHA1", "SHA256"] as const).flatMap((algorithm) =>
      from(types(`test_multipart_checksum_type_compatibility[FULL_OBJECT-${algorithm}]`), {
        [`CreateMultipartUpload with ${algorithm} of the whole object`]: {
          ask: beginning(algorithm, "FULL_OBJECT"),
          answer: {
            status: 400,
            code: "InvalidRequest",
            message: `The FULL_OBJECT checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
          },
        },
      }),
    ),
    ...(["CRC32", "CRC32C", "CRC64NVME"] as const).flatMap((algorithm) =>
      from(types(`test_multipart_checksum_type_compatibility[FULL_OBJECT-${algorithm}]`), {
        [`CreateMultipartUpload with ${algorithm} of the whole object`]: {
          ask: beginning(algorithm, "FULL_OBJECT"),
          answer: { status: 200, members: { ChecksumAlgorithm: algorithm, ChecksumType: "FULL_OBJECT" } },
        },
      }),
    ),
    ...Object.entries(DEFAULTS).flatMap(([algorithm, type]) =>
      from(types(`test_multipart_checksum_type_default_for_checksum[${algorithm}]`), {
        [`CreateMultipartUpload with ${algorithm}`]: {
          ask: beginning(algorithm as ChecksumAlgorithm),
          answer: { status: 200, members: { ChecksumAlgorithm: algorithm, ChecksumType: type } },
        },
      }),
    ),
  ],
};
