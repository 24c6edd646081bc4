import { boolean, flat, integer, named, oneOf, required, structure, text, time } from "../shape.ts";

/** `VersioningConfiguration` */
export const VERSIONING = structure({
  Status: oneOf("Enabled", "Suspended"),
  MFADelete: named("MfaDelete", oneOf("Enabled", "Disabled")),
});

/** `ServerSideEncryptionConfiguration` */
export const ENCRYPTION = structure({
  Rules: required(
    flat(
      "Rule",
      structure({
        ApplyServerSideEncryptionByDefault: structure({
          SSEAlgorithm: required(oneOf("AES256", "aws:kms", "aws:kms:dsse")),
          KMSMasterKeyID: text,
        }),
        BucketKeyEnabled: boolean,
        BlockedEncryptionTypes: structure({ EncryptionType: flat("EncryptionType", oneOf("NONE", "SSE-C")) }),
      }),
    ),
  ),
});

/** `PublicAccessBlockConfiguration` */
export const PUBLIC_ACCESS_BLOCK = structure({
  BlockPublicAcls: boolean,
  IgnorePublicAcls: boolean,
  BlockPublicPolicy: boolean,
  RestrictPublicBuckets: boolean,
});

/** `OwnershipControls` */
export const OWNERSHIP_CONTROLS = structure({
  Rules: required(
    flat(
      "Rule",
      structure({
        ObjectOwnership: required(oneOf("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter")),
      }),
    ),
  ),
});

const TAG = structure({ Key: required(text), Value: required(text) });

const FILTER = structure({
  Prefix: text,
  Tag: TAG,
  ObjectSizeGreaterThan: integer,
  ObjectSizeLessThan: integer,
  And: structure({
    Prefix: text,
    Tags: flat("Tag", TAG),
    ObjectSizeGreaterThan: integer,
    ObjectSizeLessThan: integer,
  }),
});

/** `CORSConfiguration` */
export const CORS = structure({
  CORSRules: required(
    flat(
      "CORSRule",
      structure({
        ID: text,
        AllowedHeaders: flat("AllowedHeader", text),
        AllowedMethods: required(flat("AllowedMethod", text)),
        AllowedOrigins: required(flat("AllowedOrigin", text)),
        ExposeHeaders: flat("ExposeHeader", text),
        MaxAgeSeconds: integer,
      }),
    ),
  ),
});

/** `LifecycleConfiguration` */
export const LIFECYCLE = structure({
  Rules: required(
    flat(
      "Rule",
      structure({
        Expiration: structure({ Date: time, Days: integer, ExpiredObjectDeleteMarker: boolean }),
        ID: text,
        Prefix: text,
        Filter: FILTER,
        Status: required(oneOf("Enabled", "Disabled")),
        Transitions: flat("Transition", structure({ Date: time, Days: integer, StorageClass: required(text) })),
        NoncurrentVersionTransitions: flat(
          "NoncurrentVersionTransition",
          structure({ NoncurrentDays: integer, StorageClass: required(text), NewerNoncurrentVersions: integer }),
        ),
        NoncurrentVersionExpiration: structure({ NoncurrentDays: integer, NewerNoncurrentVersions: integer }),
        AbortIncompleteMultipartUpload: structure({ DaysAfterInitiation: integer }),
      }),
    ),
  ),
});
