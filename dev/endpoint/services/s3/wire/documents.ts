import { attribute, boolean, flat, integer, list, named, required, structure, text, time } from "../shape.ts";

/** An account. */
export const OWNER = structure({ ID: text });
/** Groups of keys in a listing. */
export const COMMON_PREFIXES = flat("CommonPrefixes", structure({ Prefix: text }));
/** A single checksum, whichever it is. */
export const CHECKSUMS = {
  ChecksumCRC32: text,
  ChecksumCRC32C: text,
  ChecksumCRC64NVME: text,
  ChecksumSHA1: text,
  ChecksumSHA256: text,
};

/** What listings tell of an object or a version. */
const DESCRIPTION = {
  LastModified: time,
  ETag: text,
  ChecksumAlgorithm: flat("ChecksumAlgorithm", text),
  ChecksumType: text,
  Size: integer,
  StorageClass: text,
  Owner: OWNER,
};

const OBJECT = structure({ Key: text, ...DESCRIPTION });

const TAG = structure({ Key: required(text), Value: required(text) });

/** `CreateBucketConfiguration` */
export const CREATE_BUCKET_CONFIGURATION = structure({
  LocationConstraint: text,
  Tags: list("Tag", TAG),
});

/** `Delete`, the body of DeleteObjects. */
export const DELETE = structure({
  Objects: required(flat("Object", structure({ Key: required(text), VersionId: text, ETag: text }))),
  Quiet: boolean,
});

/** Answer of DeleteObjects. */
export const DELETE_RESULT = structure({
  Deleted: flat(
    "Deleted",
    structure({ Key: text, VersionId: text, DeleteMarker: boolean, DeleteMarkerVersionId: text }),
  ),
  Errors: flat("Error", structure({ Key: text, VersionId: text, Code: text, Message: text })),
});

/** Answer of ListBuckets. */
export const LIST_BUCKETS_RESULT = structure({
  Owner: OWNER,
  Buckets: list("Bucket", structure({ Name: text, CreationDate: time, BucketRegion: text, BucketArn: text })),
  ContinuationToken: text,
  Prefix: text,
});

/** Answer of ListObjectsV2. */
export const LIST_V2_RESULT = structure({
  Name: text,
  Prefix: text,
  StartAfter: text,
  ContinuationToken: text,
  NextContinuationToken: text,
  KeyCount: integer,
  MaxKeys: integer,
  Delimiter: text,
  IsTruncated: boolean,
  EncodingType: text,
  Contents: flat("Contents", OBJECT),
  CommonPrefixes: COMMON_PREFIXES,
});

/** Answer of ListObjects. */
export const LIST_V1_RESULT = structure({
  Name: text,
  Prefix: text,
  Marker: text,
  NextMarker: text,
  MaxKeys: integer,
  Delimiter: text,
  IsTruncated: boolean,
  EncodingType: text,
  Contents: flat("Contents", OBJECT),
  CommonPrefixes: COMMON_PREFIXES,
});

/** Answer of ListObjectVersions. */
export const LIST_VERSIONS_RESULT = structure({
  Name: text,
  Prefix: text,
  KeyMarker: text,
  VersionIdMarker: text,
  NextKeyMarker: text,
  NextVersionIdMarker: text,
  MaxKeys: integer,
  Delimiter: text,
  IsTruncated: boolean,
  EncodingType: text,
  Versions: flat("Version", structure({ Key: text, VersionId: text, IsLatest: boolean, ...DESCRIPTION })),
  DeleteMarkers: flat(
    "DeleteMarker",
    structure({ Key: text, VersionId: text, IsLatest: boolean, LastModified: time, Owner: OWNER }),
  ),
  CommonPrefixes: COMMON_PREFIXES,
});

/** Answer of CopyObject. */
export const COPY_RESULT = structure({
  LastModified: time,
  ETag: text,
  ChecksumType: text,
  ...CHECKSUMS,
});

/** Answer of GetObjectAttributes. */
export const OBJECT_ATTRIBUTES = structure({
  ETag: text,
  Checksum: structure({ ...CHECKSUMS, ChecksumType: text }),
  ObjectParts: structure({
    TotalPartsCount: named("PartsCount", integer),
    PartNumberMarker: integer,
    NextPartNumberMarker: integer,
    MaxParts: integer,
    IsTruncated: boolean,
    Parts: flat("Part", structure({ PartNumber: integer, Size: integer, ...CHECKSUMS })),
  }),
  StorageClass: text,
  ObjectSize: integer,
});

/** `Tagging` */
export const TAGGING = structure({ TagSet: required(list("Tag", TAG)) });

/** `AccessControlPolicy` */
export const ACCESS_CONTROL_POLICY = structure({
  Owner: OWNER,
  Grants: named(
    "AccessControlList",
    list("Grant", structure({ Grantee: structure({ ID: text, Type: attribute("xsi:type") }), Permission: text })),
  ),
});
