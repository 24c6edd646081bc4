import {
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  ListPartsCommand,
} from "@aws-sdk/client-s3";
import { upload } from "../s3-steps.ts";
import { ABSENT, BUCKET, type Truth, type Truths, from, localstack } from "../truth.ts";

const suite = (test: string) => localstack("s3/test_s3_list_operations", test, "2025-01-21");
const FOLDER = ["folder/aSubfolder/subFile1", "folder/aSubfolder/subFile2", "folder/file1", "folder/file2"];

function uploads(keys: readonly string[], input: Partial<ListMultipartUploadsCommandInput>): Truth["ask"] {
  return async (aws) => {
    const Bucket = await aws.made();
    for (const key of keys) await upload(aws, key);
    return aws.s3.send(new ListMultipartUploadsCommand({ Bucket, ...input }));
  };
}

export const TRUTHS: Truths = {
  service: "S3",
  truths: [
    ...from(suite("TestS3ListMultipartUploads::test_list_multipart_uploads_marker_common_prefixes"), {
      "ListMultipartUploads, a page that ends with a prefix": {
        ask: uploads(FOLDER, { Prefix: "folder/", Delimiter: "/", MaxUploads: 1 }),
        answer: {
          status: 200,
          members: {
            CommonPrefixes: [{ Prefix: "folder/aSubfolder/" }],
            IsTruncated: true,
            NextKeyMarker: "",
            NextUploadIdMarker: "",
          },
        },
      },
      "ListMultipartUploads from a marker that is a prefix": {
        ask: uploads(FOLDER, { Prefix: "folder/", Delimiter: "/", MaxUploads: 1, KeyMarker: "folder/aSubfolder/" }),
        answer: { status: 200, members: { Uploads: [{ Key: "folder/file1" }], NextKeyMarker: "folder/file1" } },
      },
      "ListMultipartUploads from a marker inside a prefix": {
        ask: uploads(FOLDER, { Prefix: "folder/", Delimiter: "/", MaxUploads: 1, KeyMarker: FOLDER[0] ?? "" }),
        answer: { status: 200, members: { Uploads: [{ Key: "folder/file1" }], CommonPrefixes: ABSENT } },
      },
    }),
    ...from(suite("TestS3ListMultipartUploads::test_list_multiparts_next_marker"), {
      "ListMultipartUploads behind the last": {
        ask: uploads(["a", "b"], { KeyMarker: "b", MaxUploads: 1 }),
        answer: {
          status: 200,
          members: { Uploads: ABSENT, NextKeyMarker: "", NextUploadIdMarker: "", IsTruncated: false, Bucket: BUCKET },
        },
      },
      "ListMultipartUploads tells its last upload on the last page too": {
        ask: uploads(["a", "b"], {}),
        answer: { status: 200, members: { NextKeyMarker: "b", NextUploadIdMarker: /./, IsTruncated: false } },
      },
      "ListMultipartUploads with an upload's marker and no key": {
        ask: uploads(["a", "b"], { UploadIdMarker: "something", MaxUploads: 1 }),
        answer: { status: 200, members: { Uploads: [{ Key: "a" }], KeyMarker: "", UploadIdMarker: "" } },
      },
      "ListMultipartUploads with an upload's marker that is another key's": {
        async ask(aws) {
          const Bucket = await aws.made();
          const { UploadId } = await upload(aws, "a");
          await upload(aws, "b");
          return aws.s3.send(new ListMultipartUploadsCommand({ Bucket, KeyMarker: "b", UploadIdMarker: UploadId }));
        },
        answer: {
          status: 400,
          code: "InvalidArgument",
          message: "Invalid uploadId marker",
          members: { ArgumentName: "upload-id-marker", ArgumentValue: /./ },
        },
      },
    }),
    ...from(suite("TestS3ListParts::test_list_parts_empty_part_number_marker"), {
      "ListParts of one": {
        async ask(aws) {
          await aws.made();
          const { Key, UploadId } = await upload(aws, "a");
          return aws.s3.send(new ListPartsCommand({ Bucket: aws.bucket, Key, UploadId }));
        },
        answer: {
          status: 200,
          members: {
            Parts: [{ PartNumber: 1, Size: 4 }],
            NextPartNumberMarker: 1,
            PartNumberMarker: 0,
            MaxParts: 1000,
          },
        },
      },
    }),
    ...from(suite("TestS3ListParts::test_list_parts_pagination"), {
      "ListParts behind the last": {
        async ask(aws) {
          await aws.made();
          const { Key, UploadId } = await upload(aws, "a");
          const asked = { Bucket: aws.bucket, Key, UploadId, PartNumberMarker: "10", MaxParts: 1 };
          return aws.s3.send(new ListPartsCommand(asked));
        },
        answer: {
          status: 200,
          members: { Parts: ABSENT, NextPartNumberMarker: 0, PartNumberMarker: 10, IsTruncated: false },
        },
      },
    }),
  ],
};
