import { checkCors } from "../cors/rules.ts";
import { NOTIFICATION_CONFIGURATION } from "../notifications/configuration.ts";
import { checkNotification } from "../notifications/check-targets.ts";
import { TAGGING } from "../wire/documents.ts";
import { checkLifecycle } from "./check-lifecycle.ts";
import { checkEncryption, checkOwnership, checkPolicy, checkTagging, checkVersioning } from "./check.ts";
import { READ_ONLY_SETTINGS } from "./read-only.ts";
import { type Setting, notFound } from "./setting.ts";
import { CORS, ENCRYPTION, LIFECYCLE, OWNERSHIP_CONTROLS, PUBLIC_ACCESS_BLOCK, VERSIONING } from "./shapes.ts";

/**
 * The settings of a bucket: those that are stored and returned, and those that are only read. IAM's actions are not
 * always named after the operations.
 */
export const SETTINGS: readonly Setting[] = [
  {
    name: "versioning",
    put: { operation: "PutBucketVersioning", action: "s3:PutBucketVersioning" },
    get: { operation: "GetBucketVersioning", action: "s3:GetBucketVersioning" },
    member: "VersioningConfiguration",
    wrapped: false,
    document: { root: "VersioningConfiguration", shape: VERSIONING },
    missing: { value: {} },
    check: checkVersioning,
  },
  {
    name: "encryption",
    put: { operation: "PutBucketEncryption", action: "s3:PutEncryptionConfiguration" },
    get: { operation: "GetBucketEncryption", action: "s3:GetEncryptionConfiguration" },
    remove: { operation: "DeleteBucketEncryption", action: "s3:PutEncryptionConfiguration" },
    member: "ServerSideEncryptionConfiguration",
    wrapped: true,
    document: { root: "ServerSideEncryptionConfiguration", shape: ENCRYPTION },
    // Every bucket is encrypted so since January 2023.
    missing: {
      value: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }],
      },
    },
    check: checkEncryption,
  },
  {
    name: "publicAccessBlock",
    put: { operation: "PutPublicAccessBlock", action: "s3:PutBucketPublicAccessBlock" },
    get: { operation: "GetPublicAccessBlock", action: "s3:GetBucketPublicAccessBlock" },
    remove: { operation: "DeletePublicAccessBlock", action: "s3:PutBucketPublicAccessBlock" },
    member: "PublicAccessBlockConfiguration",
    wrapped: true,
    document: { root: "PublicAccessBlockConfiguration", shape: PUBLIC_ACCESS_BLOCK },
    missing: {
      error: notFound("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"),
    },
    check: (value) => ({
      BlockPublicAcls: false,
      IgnorePublicAcls: false,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
      ...(value as Record<string, boolean>),
    }),
  },
  {
    name: "ownershipControls",
    put: { operation: "PutBucketOwnershipControls", action: "s3:PutBucketOwnershipControls" },
    get: { operation: "GetBucketOwnershipControls", action: "s3:GetBucketOwnershipControls" },
    remove: { operation: "DeleteBucketOwnershipControls", action: "s3:PutBucketOwnershipControls" },
    member: "OwnershipControls",
    wrapped: true,
    document: { root: "OwnershipControls", shape: OWNERSHIP_CONTROLS },
    missing: { error: notFound("OwnershipControlsNotFoundError", "The bucket ownership controls were not found") },
    check: checkOwnership,
  },
  {
    name: "policy",
    put: { operation: "PutBucketPolicy", action: "s3:PutBucketPolicy" },
    get: { operation: "GetBucketPolicy", action: "s3:GetBucketPolicy" },
    remove: { operation: "DeleteBucketPolicy", action: "s3:DeleteBucketPolicy" },
    member: "Policy",
    wrapped: true,
    missing: { error: notFound("NoSuchBucketPolicy", "The bucket policy does not exist") },
    putStatus: 204,
    check: checkPolicy,
  },
  {
    name: "lifecycle",
    put: { operation: "PutBucketLifecycleConfiguration", action: "s3:PutLifecycleConfiguration" },
    get: { operation: "GetBucketLifecycleConfiguration", action: "s3:GetLifecycleConfiguration" },
    remove: { operation: "DeleteBucketLifecycle", action: "s3:PutLifecycleConfiguration" },
    member: "LifecycleConfiguration",
    wrapped: false,
    document: { root: "LifecycleConfiguration", shape: LIFECYCLE },
    missing: { error: notFound("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist") },
    check: checkLifecycle,
  },
  {
    name: "notification",
    put: { operation: "PutBucketNotificationConfiguration", action: "s3:PutBucketNotification" },
    get: { operation: "GetBucketNotificationConfiguration", action: "s3:GetBucketNotification" },
    member: "NotificationConfiguration",
    wrapped: false,
    document: { root: "NotificationConfiguration", shape: NOTIFICATION_CONFIGURATION },
    missing: { value: {} },
    headers: { SkipDestinationValidation: "x-amz-skip-destination-validation" },
    check: checkNotification,
  },
  {
    name: "cors",
    put: { operation: "PutBucketCors", action: "s3:PutBucketCORS" },
    get: { operation: "GetBucketCors", action: "s3:GetBucketCORS" },
    remove: { operation: "DeleteBucketCors", action: "s3:PutBucketCORS" },
    member: "CORSConfiguration",
    wrapped: false,
    document: { root: "CORSConfiguration", shape: CORS },
    missing: { error: notFound("NoSuchCORSConfiguration", "The CORS configuration does not exist") },
    check: checkCors,
  },
  {
    name: "tagging",
    put: { operation: "PutBucketTagging", action: "s3:PutBucketTagging" },
    get: { operation: "GetBucketTagging", action: "s3:GetBucketTagging" },
    remove: { operation: "DeleteBucketTagging", action: "s3:PutBucketTagging" },
    member: "Tagging",
    wrapped: false,
    document: { root: "Tagging", shape: TAGGING },
    missing: { error: notFound("NoSuchTagSet", "The TagSet does not exist") },
    putStatus: 204,
    check: checkTagging,
  },
  ...READ_ONLY_SETTINGS,
];
