import { structure, text } from "../shape.ts";
import { type Setting, notFound } from "./setting.ts";

/**
 * Settings that no bucket here has, since they cannot be put: tools that look a bucket over (Terraform, `aws s3api`)
 * read them all, and are answered as S3 answers where nobody has put them.
 */
export const READ_ONLY_SETTINGS: readonly Setting[] = [
  {
    name: "accelerate",
    get: { operation: "GetBucketAccelerateConfiguration", action: "s3:GetAccelerateConfiguration" },
    member: "AccelerateConfiguration",
    wrapped: false,
    document: { root: "AccelerateConfiguration", shape: structure({ Status: text }) },
    missing: { value: {} },
  },
  {
    name: "logging",
    get: { operation: "GetBucketLogging", action: "s3:GetBucketLogging" },
    member: "BucketLoggingStatus",
    wrapped: false,
    document: { root: "BucketLoggingStatus", shape: structure({}) },
    missing: { value: {} },
  },
  {
    name: "object-lock",
    get: { operation: "GetObjectLockConfiguration", action: "s3:GetBucketObjectLockConfiguration" },
    member: "ObjectLockConfiguration",
    wrapped: true,
    document: { root: "ObjectLockConfiguration", shape: structure({}) },
    missing: {
      error: notFound(
        "ObjectLockConfigurationNotFoundError",
        "Object Lock configuration does not exist for this bucket",
      ),
    },
  },
  {
    name: "replication",
    get: { operation: "GetBucketReplication", action: "s3:GetReplicationConfiguration" },
    member: "ReplicationConfiguration",
    wrapped: true,
    document: { root: "ReplicationConfiguration", shape: structure({}) },
    missing: {
      error: notFound("ReplicationConfigurationNotFoundError", "The replication configuration was not found"),
    },
  },
  {
    name: "requestPayment",
    get: { operation: "GetBucketRequestPayment", action: "s3:GetBucketRequestPayment" },
    member: "RequestPaymentConfiguration",
    wrapped: false,
    document: { root: "RequestPaymentConfiguration", shape: structure({ Payer: text }) },
    missing: { value: { Payer: "BucketOwner" } },
  },
  {
    name: "website",
    get: { operation: "GetBucketWebsite", action: "s3:GetBucketWebsite" },
    member: "WebsiteConfiguration",
    wrapped: false,
    document: { root: "WebsiteConfiguration", shape: structure({}) },
    missing: {
      error: notFound("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"),
    },
  },
];
