import type { ApiOperation } from "../../../model/api.ts";
import type { BucketProperties } from "./aws-s3-bucket-properties.ts";

interface SettingCall {
  readonly operation: Extract<ApiOperation<"s3">, `${"Put" | "Delete"}${string}`>;
  /** Input beside `Bucket`. */
  readonly input: Record<string, unknown>;
}

/** One setting of a bucket: the property of the template, and the calls that set it and take it back. */
export interface BucketSetting {
  readonly property: Exclude<keyof BucketProperties, "BucketName" | "AccessControl">;
  put(properties: BucketProperties): SettingCall;
  readonly remove: SettingCall;
}

/** In the order in which they are set: the notification comes last, when everything else holds. */
export const SETTINGS: readonly BucketSetting[] = [
  {
    property: "VersioningConfiguration",
    put: ({ VersioningConfiguration }) => ({ operation: "PutBucketVersioning", input: { VersioningConfiguration } }),
    // A bucket that was versioned once can only be suspended.
    remove: { operation: "PutBucketVersioning", input: { VersioningConfiguration: { Status: "Suspended" } } },
  },
  {
    property: "BucketEncryption",
    put: ({ BucketEncryption }) => ({
      operation: "PutBucketEncryption",
      input: {
        ServerSideEncryptionConfiguration: {
          Rules: (BucketEncryption?.ServerSideEncryptionConfiguration ?? []).map((rule) =>
            defined({
              ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault,
              BucketKeyEnabled: rule.BucketKeyEnabled,
            }),
          ),
        },
      },
    }),
    remove: { operation: "DeleteBucketEncryption", input: {} },
  },
  {
    property: "OwnershipControls",
    put: ({ OwnershipControls }) => ({ operation: "PutBucketOwnershipControls", input: { OwnershipControls } }),
    remove: { operation: "DeleteBucketOwnershipControls", input: {} },
  },
  {
    property: "PublicAccessBlockConfiguration",
    put: ({ PublicAccessBlockConfiguration }) => ({
      operation: "PutPublicAccessBlock",
      input: { PublicAccessBlockConfiguration },
    }),
    remove: { operation: "DeletePublicAccessBlock", input: {} },
  },
  {
    property: "LifecycleConfiguration",
    put: ({ LifecycleConfiguration }) => ({
      operation: "PutBucketLifecycleConfiguration",
      input: { LifecycleConfiguration: { Rules: (LifecycleConfiguration?.Rules ?? []).map(toLifecycleRule) } },
    }),
    remove: { operation: "DeleteBucketLifecycle", input: {} },
  },
  {
    property: "CorsConfiguration",
    put: ({ CorsConfiguration }) => ({
      operation: "PutBucketCors",
      input: {
        CORSConfiguration: {
          CORSRules: (CorsConfiguration?.CorsRules ?? []).map(({ ExposedHeaders, Id, MaxAge, ...rule }) =>
            defined({ ...rule, ExposeHeaders: ExposedHeaders, ID: Id, MaxAgeSeconds: MaxAge }),
          ),
        },
      },
    }),
    remove: { operation: "DeleteBucketCors", input: {} },
  },
  {
    property: "Tags",
    put: ({ Tags }) => ({ operation: "PutBucketTagging", input: { Tagging: { TagSet: Tags ?? [] } } }),
    remove: { operation: "DeleteBucketTagging", input: {} },
  },
  {
    property: "NotificationConfiguration",
    put: ({ NotificationConfiguration }) => ({
      operation: "PutBucketNotificationConfiguration",
      input: { NotificationConfiguration: toNotifications(NotificationConfiguration ?? {}) },
    }),
    remove: { operation: "PutBucketNotificationConfiguration", input: { NotificationConfiguration: {} } },
  },
];

type LifecycleRule = NonNullable<BucketProperties["LifecycleConfiguration"]>["Rules"][number];
type Notifications = NonNullable<BucketProperties["NotificationConfiguration"]>;
type Filter = NonNullable<Notifications["LambdaConfigurations"]>[number]["Filter"];

/** Members with a value; the API does not take empty ones. */
function defined(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function toLifecycleRule(rule: LifecycleRule): Record<string, unknown> {
  const { ExpirationInDays: Days, ExpiredObjectDeleteMarker } = rule;
  const days = rule.NoncurrentVersionExpirationInDays;
  const expires = Days !== undefined || ExpiredObjectDeleteMarker !== undefined;
  return defined({
    ID: rule.Id,
    Status: rule.Status,
    Filter: toLifecycleFilter(rule),
    Expiration: expires ? defined({ Days, ExpiredObjectDeleteMarker }) : undefined,
    NoncurrentVersionExpiration:
      rule.NoncurrentVersionExpiration ?? (days === undefined ? undefined : { NoncurrentDays: days }),
    AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
    Transitions: rule.Transitions?.map(({ StorageClass, TransitionInDays }) => ({
      StorageClass,
      Days: TransitionInDays,
    })),
    NoncurrentVersionTransitions: rule.NoncurrentVersionTransitions?.map(({ TransitionInDays, ...transition }) =>
      defined({ ...transition, NoncurrentDays: TransitionInDays }),
    ),
  });
}

/** One condition stands by itself, several stand under `And`. */
function toLifecycleFilter(rule: LifecycleRule): Record<string, unknown> {
  const { Prefix, ObjectSizeGreaterThan, ObjectSizeLessThan, TagFilters = [] } = rule;
  const alone = defined({ Prefix, ObjectSizeGreaterThan, ObjectSizeLessThan });
  const count = Object.keys(alone).length + TagFilters.length;
  if (count === 0) return { Prefix: "" };
  if (count > 1) return { And: TagFilters.length === 0 ? alone : { ...alone, Tags: TagFilters } };
  return TagFilters.length === 0 ? alone : { Tag: TagFilters[0] };
}

function toNotifications(notifications: Notifications): Record<string, unknown> {
  const { LambdaConfigurations, QueueConfigurations } = notifications;
  return defined({
    LambdaFunctionConfigurations: LambdaConfigurations?.map(({ Event, Function: LambdaFunctionArn, Filter }) =>
      defined({ LambdaFunctionArn, Events: [Event], Filter: toFilter(Filter) }),
    ),
    QueueConfigurations: QueueConfigurations?.map(({ Event, Queue: QueueArn, Filter }) =>
      defined({ QueueArn, Events: [Event], Filter: toFilter(Filter) }),
    ),
  });
}

function toFilter(filter: Filter): Record<string, unknown> | undefined {
  return filter === undefined ? undefined : { Key: { FilterRules: filter.S3Key.Rules } };
}
