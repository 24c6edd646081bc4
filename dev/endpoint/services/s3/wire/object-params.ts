import { ALGORITHMS } from "../checksum.ts";
import { type Params, header, query } from "./param.ts";

/** `ExpectedBucketOwner`, which every operation on a bucket takes. */
export const OWNER_PARAMS: Params = { ExpectedBucketOwner: header("x-amz-expected-bucket-owner") };

/** A single checksum, whichever it is. */
export const CHECKSUM_PARAMS: Params = Object.fromEntries(
  ALGORITHMS.map((algorithm) => [`Checksum${algorithm}`, header(`x-amz-checksum-${algorithm.toLowerCase()}`)]),
);

/** How an object says it is encrypted, in requests and answers. */
export const ENCRYPTION_PARAMS: Params = {
  ServerSideEncryption: header("x-amz-server-side-encryption"),
  SSEKMSKeyId: header("x-amz-server-side-encryption-aws-kms-key-id"),
};

/** What describes an object, in requests and answers. */
const META_PARAMS: Params = {
  ContentType: header("content-type"),
  CacheControl: header("cache-control"),
  ContentDisposition: header("content-disposition"),
  ContentEncoding: header("content-encoding"),
  ContentLanguage: header("content-language"),
  Expires: header("expires"),
  Metadata: header("x-amz-meta-", "metadata"),
};

/** Storage settings and tags of a written object. */
const STORAGE_PARAMS: Params = {
  Tagging: header("x-amz-tagging"),
  ACL: header("x-amz-acl"),
  StorageClass: header("x-amz-storage-class"),
  ...ENCRYPTION_PARAMS,
};

/** Input of PutObject besides its body. */
export const PUT_PARAMS: Params = {
  ...META_PARAMS,
  ...STORAGE_PARAMS,
  ...CHECKSUM_PARAMS,
  ContentMD5: header("content-md5"),
  IfMatch: header("if-match"),
  IfNoneMatch: header("if-none-match"),
};

/** Input of GetObject and HeadObject. */
export const READ_PARAMS: Params = {
  VersionId: query("versionId"),
  PartNumber: query("partNumber", "integer"),
  Range: header("range"),
  ChecksumMode: header("x-amz-checksum-mode"),
  IfMatch: header("if-match"),
  IfNoneMatch: header("if-none-match"),
  IfModifiedSince: header("if-modified-since", "date"),
  IfUnmodifiedSince: header("if-unmodified-since", "date"),
  ResponseCacheControl: query("response-cache-control"),
  ResponseContentDisposition: query("response-content-disposition"),
  ResponseContentEncoding: query("response-content-encoding"),
  ResponseContentLanguage: query("response-content-language"),
  ResponseContentType: query("response-content-type"),
  ResponseExpires: query("response-expires"),
};

/** The source of a copy, and its conditions. */
const SOURCE_PARAMS: Params = {
  CopySource: header("x-amz-copy-source"),
  CopySourceIfMatch: header("x-amz-copy-source-if-match"),
  CopySourceIfNoneMatch: header("x-amz-copy-source-if-none-match"),
  CopySourceIfModifiedSince: header("x-amz-copy-source-if-modified-since", "date"),
  CopySourceIfUnmodifiedSince: header("x-amz-copy-source-if-unmodified-since", "date"),
  ExpectedSourceBucketOwner: header("x-amz-source-expected-bucket-owner"),
};

/** Input of CopyObject. */
export const COPY_PARAMS: Params = {
  ...META_PARAMS,
  ...STORAGE_PARAMS,
  ...SOURCE_PARAMS,
  TaggingDirective: header("x-amz-tagging-directive"),
  MetadataDirective: header("x-amz-metadata-directive"),
  ChecksumAlgorithm: header("x-amz-checksum-algorithm"),
  IfMatch: header("if-match"),
  IfNoneMatch: header("if-none-match"),
};

/** Input of CreateMultipartUpload. */
export const CREATE_UPLOAD_PARAMS: Params = {
  ...META_PARAMS,
  ...STORAGE_PARAMS,
  ChecksumAlgorithm: header("x-amz-checksum-algorithm"),
  ChecksumType: header("x-amz-checksum-type"),
};

/** What names an upload. */
export const UPLOAD_PARAMS: Params = { UploadId: query("uploadId") };

/** Input of UploadPart besides its body. */
export const PART_PARAMS: Params = {
  ...UPLOAD_PARAMS,
  ...CHECKSUM_PARAMS,
  PartNumber: query("partNumber", "integer"),
  ContentMD5: header("content-md5"),
};

/** Input of UploadPartCopy. */
export const PART_COPY_PARAMS: Params = {
  ...UPLOAD_PARAMS,
  ...SOURCE_PARAMS,
  PartNumber: query("partNumber", "integer"),
  CopySourceRange: header("x-amz-copy-source-range"),
};

/** Input of CompleteMultipartUpload; the checksum is the object's, not the document's. */
export const COMPLETE_PARAMS: Params = {
  ...UPLOAD_PARAMS,
  ...CHECKSUM_PARAMS,
  ChecksumType: header("x-amz-checksum-type"),
  MpuObjectSize: header("x-amz-mp-object-size", "integer"),
  IfMatch: header("if-match"),
  IfNoneMatch: header("if-none-match"),
};

/** What a write answers. */
export const WRITTEN_PARAMS: Params = {
  ...CHECKSUM_PARAMS,
  ETag: header("etag"),
  ChecksumType: header("x-amz-checksum-type"),
  ...ENCRYPTION_PARAMS,
  VersionId: header("x-amz-version-id"),
  CopySourceVersionId: header("x-amz-copy-source-version-id"),
};

/** What a read answers besides its body. */
export const DESCRIPTION_PARAMS: Params = {
  ...META_PARAMS,
  ...CHECKSUM_PARAMS,
  ETag: header("etag"),
  AcceptRanges: header("accept-ranges"),
  LastModified: header("last-modified"),
  ChecksumType: header("x-amz-checksum-type"),
  ...ENCRYPTION_PARAMS,
  VersionId: header("x-amz-version-id"),
  ContentLength: header("content-length"),
  ContentRange: header("content-range"),
  PartsCount: header("x-amz-mp-parts-count", "integer"),
  TagCount: header("x-amz-tagging-count", "integer"),
};

/** What names a version, in input and output. */
export const VERSION_INPUT: Params = { VersionId: query("versionId") };
export const VERSION_OUTPUT: Params = { VersionId: header("x-amz-version-id") };

/** What would pass a lock on an object. */
export const BYPASS_PARAMS: Params = { BypassGovernanceRetention: header("x-amz-bypass-governance-retention") };

/** What a removal answers. */
export const REMOVED_PARAMS: Params = {
  DeleteMarker: header("x-amz-delete-marker"),
  VersionId: header("x-amz-version-id"),
};

/** Input of the listings of objects. */
export const LISTING_PARAMS: Params = {
  Prefix: query("prefix"),
  Delimiter: query("delimiter"),
  EncodingType: query("encoding-type"),
  MaxKeys: query("max-keys", "integer"),
};
