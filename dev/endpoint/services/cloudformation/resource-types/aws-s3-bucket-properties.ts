import * as v from "valibot";
import { flag, number, tags, text } from "./property-schemas.ts";

const filterRules = v.strictObject({
  S3Key: v.strictObject({ Rules: v.array(v.strictObject({ Name: text, Value: text })) }),
});

const lifecycleRule = v.strictObject({
  Id: v.optional(text),
  Status: v.picklist(["Enabled", "Disabled"]),
  Prefix: v.optional(text),
  ExpirationInDays: v.optional(number),
  ExpiredObjectDeleteMarker: v.optional(flag),
  NoncurrentVersionExpiration: v.optional(
    v.strictObject({ NoncurrentDays: number, NewerNoncurrentVersions: v.optional(number) }),
  ),
  NoncurrentVersionExpirationInDays: v.optional(number),
  AbortIncompleteMultipartUpload: v.optional(v.strictObject({ DaysAfterInitiation: number })),
  ObjectSizeGreaterThan: v.optional(number),
  ObjectSizeLessThan: v.optional(number),
  TagFilters: v.optional(tags),
  Transitions: v.optional(v.array(v.strictObject({ StorageClass: text, TransitionInDays: number }))),
  NoncurrentVersionTransitions: v.optional(
    v.array(
      v.strictObject({
        StorageClass: text,
        TransitionInDays: number,
        NewerNoncurrentVersions: v.optional(number),
      }),
    ),
  ),
});

const encryptionRule = v.strictObject({
  ServerSideEncryptionByDefault: v.optional(v.strictObject({ SSEAlgorithm: text, KMSMasterKeyID: v.optional(text) })),
  BucketKeyEnabled: v.optional(flag),
});

const notifications = v.strictObject({
  LambdaConfigurations: v.optional(
    v.array(v.strictObject({ Event: text, Function: text, Filter: v.optional(filterRules) })),
  ),
  QueueConfigurations: v.optional(
    v.array(v.strictObject({ Event: text, Queue: text, Filter: v.optional(filterRules) })),
  ),
});

const corsRule = v.strictObject({
  AllowedHeaders: v.optional(v.array(text)),
  AllowedMethods: v.array(text),
  AllowedOrigins: v.array(text),
  ExposedHeaders: v.optional(v.array(text)),
  Id: v.optional(text),
  MaxAge: v.optional(number),
});

const publicAccessBlock = v.strictObject({
  BlockPublicAcls: v.optional(flag),
  BlockPublicPolicy: v.optional(flag),
  IgnorePublicAcls: v.optional(flag),
  RestrictPublicBuckets: v.optional(flag),
});

/** Properties of AWS::S3::Bucket that the embedded engine supports. */
export const bucketProperties = v.strictObject({
  BucketName: v.optional(text),
  /** What every bucket has; another one needs ACLs, which are not here. */
  AccessControl: v.optional(v.literal("Private")),
  BucketEncryption: v.optional(v.strictObject({ ServerSideEncryptionConfiguration: v.array(encryptionRule) })),
  CorsConfiguration: v.optional(v.strictObject({ CorsRules: v.array(corsRule) })),
  LifecycleConfiguration: v.optional(v.strictObject({ Rules: v.array(lifecycleRule) })),
  NotificationConfiguration: v.optional(notifications),
  OwnershipControls: v.optional(v.strictObject({ Rules: v.array(v.strictObject({ ObjectOwnership: text })) })),
  PublicAccessBlockConfiguration: v.optional(publicAccessBlock),
  Tags: v.optional(tags),
  VersioningConfiguration: v.optional(v.strictObject({ Status: v.picklist(["Enabled", "Suspended"]) })),
});

/** Parsed properties of AWS::S3::Bucket. */
export type BucketProperties = v.InferOutput<typeof bucketProperties>;
