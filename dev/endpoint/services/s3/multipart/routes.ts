import {
  COMPLETE_PARAMS,
  CREATE_UPLOAD_PARAMS,
  ENCRYPTION_PARAMS,
  PART_COPY_PARAMS,
  PART_PARAMS,
  UPLOAD_PARAMS,
  WRITTEN_PARAMS,
} from "../wire/object-params.ts";
import { header, query } from "../wire/param.ts";
import { readUpload } from "../wire/read-upload.ts";
import type { Route } from "../wire/route.ts";
import {
  COMPLETE,
  COMPLETE_RESULT,
  COPY_PART_RESULT,
  CREATE_UPLOAD_RESULT,
  LIST_PARTS_RESULT,
  LIST_UPLOADS_RESULT,
} from "./documents.ts";

/** How the operations on uploads in parts look on the wire. */
export const MULTIPART_ROUTES: readonly Route[] = [
  {
    operation: "CreateMultipartUpload",
    method: "POST",
    level: "object",
    subresource: "uploads",
    input: { params: CREATE_UPLOAD_PARAMS },
    output: {
      params: {
        ...ENCRYPTION_PARAMS,
        ChecksumAlgorithm: header("x-amz-checksum-algorithm"),
        ChecksumType: header("x-amz-checksum-type"),
      },
      document: { root: "InitiateMultipartUploadResult", shape: CREATE_UPLOAD_RESULT },
    },
  },
  {
    operation: "UploadPartCopy",
    method: "PUT",
    level: "object",
    subresource: "uploadId",
    header: "x-amz-copy-source",
    input: { params: PART_COPY_PARAMS },
    output: {
      params: {
        ...ENCRYPTION_PARAMS,
        CopySourceVersionId: header("x-amz-copy-source-version-id"),
      },
      document: { root: "CopyPartResult", shape: COPY_PART_RESULT, member: "CopyPartResult" },
    },
  },
  {
    operation: "UploadPart",
    method: "PUT",
    level: "object",
    subresource: "uploadId",
    input: { params: PART_PARAMS, more: readUpload },
    output: { params: WRITTEN_PARAMS },
  },
  {
    operation: "ListParts",
    method: "GET",
    level: "object",
    subresource: "uploadId",
    input: {
      params: {
        ...UPLOAD_PARAMS,
        PartNumberMarker: query("part-number-marker", "integer"),
        MaxParts: query("max-parts", "integer"),
      },
    },
    output: { document: { root: "ListPartsResult", shape: LIST_PARTS_RESULT } },
  },
  {
    operation: "CompleteMultipartUpload",
    method: "POST",
    level: "object",
    subresource: "uploadId",
    input: {
      params: COMPLETE_PARAMS,
      document: { root: "CompleteMultipartUpload", shape: COMPLETE, member: "MultipartUpload", unchecked: true },
    },
    output: {
      params: { ...ENCRYPTION_PARAMS, VersionId: header("x-amz-version-id") },
      document: { root: "CompleteMultipartUploadResult", shape: COMPLETE_RESULT },
    },
  },
  {
    operation: "AbortMultipartUpload",
    method: "DELETE",
    level: "object",
    subresource: "uploadId",
    input: { params: UPLOAD_PARAMS },
    output: { status: 204 },
  },
  {
    operation: "ListMultipartUploads",
    method: "GET",
    level: "bucket",
    subresource: "uploads",
    input: {
      params: {
        Prefix: query("prefix"),
        Delimiter: query("delimiter"),
        EncodingType: query("encoding-type"),
        MaxUploads: query("max-uploads", "integer"),
        KeyMarker: query("key-marker"),
        UploadIdMarker: query("upload-id-marker"),
      },
    },
    output: { document: { root: "ListMultipartUploadsResult", shape: LIST_UPLOADS_RESULT } },
  },
];
