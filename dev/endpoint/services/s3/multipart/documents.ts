import { boolean, flat, integer, required, structure, text, time } from "../shape.ts";
import { CHECKSUMS, COMMON_PREFIXES, OWNER } from "../wire/documents.ts";

/** Answer of CreateMultipartUpload. */
export const CREATE_UPLOAD_RESULT = structure({ Bucket: text, Key: text, UploadId: text });

/** Answer of UploadPartCopy. */
export const COPY_PART_RESULT = structure({ LastModified: time, ETag: text, ...CHECKSUMS });

/** `CompleteMultipartUpload`, the body of the operation. */
export const COMPLETE = structure({
  Parts: flat("Part", structure({ PartNumber: required(integer), ETag: text, ...CHECKSUMS })),
});

/** Answer of CompleteMultipartUpload. */
export const COMPLETE_RESULT = structure({
  Location: text,
  Bucket: text,
  Key: text,
  ETag: text,
  ...CHECKSUMS,
  ChecksumType: text,
});

/** Answer of ListParts. */
export const LIST_PARTS_RESULT = structure({
  Bucket: text,
  Key: text,
  UploadId: text,
  Initiator: OWNER,
  Owner: OWNER,
  StorageClass: text,
  PartNumberMarker: integer,
  NextPartNumberMarker: integer,
  MaxParts: integer,
  IsTruncated: boolean,
  ChecksumAlgorithm: text,
  ChecksumType: text,
  Parts: flat("Part", structure({ PartNumber: integer, LastModified: time, ETag: text, Size: integer, ...CHECKSUMS })),
});

/** Answer of ListMultipartUploads. */
export const LIST_UPLOADS_RESULT = structure({
  Bucket: text,
  KeyMarker: text,
  UploadIdMarker: text,
  NextKeyMarker: text,
  NextUploadIdMarker: text,
  Prefix: text,
  Delimiter: text,
  EncodingType: text,
  MaxUploads: integer,
  IsTruncated: boolean,
  Uploads: flat(
    "Upload",
    structure({
      Key: text,
      UploadId: text,
      Initiator: OWNER,
      Owner: OWNER,
      StorageClass: text,
      Initiated: time,
      ChecksumAlgorithm: text,
      ChecksumType: text,
    }),
  ),
  CommonPrefixes: COMMON_PREFIXES,
});
