import * as v from "valibot";
import { notSupported } from "../../errors.ts";
import type { Permission } from "../../identity/caller.ts";
import { ALGORITHMS, type Checksums } from "./checksum.ts";
import { onObject } from "./context.ts";
import { checkKey, encryptionOf } from "./encryption.ts";
import { S3Error, invalidArgument } from "./errors.ts";
import { PART_NUMBER } from "./multipart/upload.ts";
import type { ObjectMeta, ObjectVersion } from "./store/objects.ts";
import type { Versioning } from "./store/buckets.ts";
import { readTagging } from "./tags.ts";

/** Most bytes of user metadata, names and values. */
const MAX_METADATA = 2048;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

const optionalText = v.optional(v.string());

/** What describes an object in the inputs of PutObject and CopyObject. */
export const META_MEMBERS = {
  ContentType: optionalText,
  CacheControl: optionalText,
  ContentDisposition: optionalText,
  ContentEncoding: optionalText,
  ContentLanguage: optionalText,
  Expires: v.optional(v.union([v.string(), v.date()])),
  Metadata: v.optional(v.record(v.string(), v.string()), {}),
  Tagging: optionalText,
};

/** Conditions in the inputs of GetObject and HeadObject. */
export const READ_MEMBERS = {
  VersionId: optionalText,
  PartNumber: v.optional(PART_NUMBER),
  Range: optionalText,
  ChecksumMode: optionalText,
  IfMatch: optionalText,
  IfNoneMatch: optionalText,
  IfModifiedSince: v.optional(v.date()),
  IfUnmodifiedSince: v.optional(v.date()),
  ResponseCacheControl: optionalText,
  ResponseContentDisposition: optionalText,
  ResponseContentEncoding: optionalText,
  ResponseContentLanguage: optionalText,
  ResponseContentType: optionalText,
  ResponseExpires: v.optional(v.union([v.string(), v.date()])),
};

/** Storage settings in the inputs of PutObject and CopyObject. */
export const STORAGE_MEMBERS = {
  ACL: optionalText,
  StorageClass: optionalText,
  ServerSideEncryption: optionalText,
  SSEKMSKeyId: optionalText,
};

/** Members of the answers of GetObject and HeadObject that come from the version. */
export type ObjectDescription = ReturnType<typeof describeVersion>;

/** What of the metadata comes with the bytes, not from the input. */
type StoredMeta = "Checksums" | "Encryption" | "ChecksumType" | "FileMd5" | "PartsCount" | "UploadId";

/** What a write with these members needs besides its own action. */
export function taggingPermissions(input: {
  readonly Bucket: string;
  readonly Key: string;
  readonly Tagging?: string | undefined;
}): Permission[] {
  return input.Tagging === undefined ? [] : [onObject("s3:PutObjectTagging", input.Bucket, input.Key)];
}

/** Takes the metadata out of an input. Throws `MetadataTooLarge`. */
export function metaOf(
  input: Omit<ObjectMeta, "Metadata" | "Expires" | "Tags" | StoredMeta> & {
    readonly Tagging?: string | undefined;
    readonly Expires?: string | Date | undefined;
    readonly Metadata: Readonly<Record<string, string>>;
  },
): Omit<ObjectMeta, StoredMeta> {
  const metadata = Object.entries(input.Metadata).map(([name, value]) => [name.toLowerCase(), value] as const);
  const wrong = metadata.find(([name]) => !HEADER_NAME.test(name));
  if (wrong !== undefined) throw invalidArgument("A name of metadata must be one of a header.", "Metadata", wrong[0]);
  const size = metadata.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (size > MAX_METADATA) {
    throw new S3Error("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", {
      members: { Size: size, MaxSizeAllowed: MAX_METADATA },
    });
  }
  return {
    // S3's own default, as it answers for an object that was put without a type.
    ContentType: input.ContentType ?? "binary/octet-stream",
    CacheControl: input.CacheControl,
    ContentDisposition: input.ContentDisposition,
    ContentEncoding: input.ContentEncoding,
    ContentLanguage: input.ContentLanguage,
    Expires: input.Expires instanceof Date ? input.Expires.toUTCString() : input.Expires,
    Metadata: Object.fromEntries(metadata),
    Tags: readTagging(input.Tagging),
  };
}

/** Refuses by name the storage settings that are not served, rather than store the object without them. */
export function checkStorage(
  operation: string,
  input: {
    readonly ACL?: string | undefined;
    readonly StorageClass?: string | undefined;
    readonly ServerSideEncryption?: string | undefined;
    readonly SSEKMSKeyId?: string | undefined;
  },
): void {
  const { ACL = "private", StorageClass = "STANDARD", ServerSideEncryption = "AES256" } = input;
  if (StorageClass !== "STANDARD") throw notSupported("s3", `${operation} with the storage class ${StorageClass}`);
  if (ServerSideEncryption !== "AES256" && ServerSideEncryption !== "aws:kms") {
    throw notSupported("s3", `${operation} with ${ServerSideEncryption}`);
  }
  checkKey(input);
  if (ACL !== "private" && ACL !== "bucket-owner-full-control") {
    throw new S3Error("AccessControlListNotSupported", "The bucket does not allow ACLs");
  }
}

/** Describes a version as GetObject and HeadObject do, with the checksums of what is read, where they are asked for. */
export function describeVersion(version: ObjectVersion, versioning: Versioning, checksums: Checksums = {}) {
  const { Checksums: _whole, ChecksumType = "FULL_OBJECT", Encryption, Tags, ...rest } = version.meta;
  const { FileMd5: _md5, PartsCount: _count, UploadId: _upload, ...meta } = rest;
  const shown = ALGORITHMS.some((algorithm) => checksums[`Checksum${algorithm}`] !== undefined);
  return {
    ...meta,
    AcceptRanges: "bytes",
    ETag: version.etag,
    LastModified: new Date(version.modifiedAt),
    ...encryptionOf({ Encryption }),
    TagCount: Tags?.length,
    VersionId: versioning === "" ? undefined : version.version,
    ...(shown ? { ...checksums, ChecksumType } : {}),
  };
}

/** What `response-content-type` and its like put in the place of the stored values. */
export function overridesOf(input: v.InferOutput<v.ObjectSchema<typeof READ_MEMBERS, undefined>>) {
  const expires = input.ResponseExpires;
  const overrides = {
    CacheControl: input.ResponseCacheControl,
    ContentDisposition: input.ResponseContentDisposition,
    ContentEncoding: input.ResponseContentEncoding,
    ContentLanguage: input.ResponseContentLanguage,
    ContentType: input.ResponseContentType,
    Expires: expires instanceof Date ? expires.toUTCString() : expires,
  };
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}
