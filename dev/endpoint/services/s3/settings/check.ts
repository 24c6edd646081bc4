import { randomBytes } from "node:crypto";
import { notSupported } from "../../../errors.ts";
import { S3Error, invalidRequest, malformedXml } from "../errors.ts";
import { type Tag, checkBucketTags } from "../tags.ts";

/** `Status` must be there; a bucket cannot go back to having no versioning. */
export function checkVersioning(value: unknown): unknown {
  const { Status, MFADelete } = value as { Status?: string; MFADelete?: string };
  if (MFADelete === "Enabled") throw notSupported("s3", "PutBucketVersioning with MFADelete");
  if (Status === undefined) {
    throw new S3Error("IllegalVersioningConfigurationException", "The Versioning element must be specified");
  }
  return { Status };
}

/** S3's own keys and those of KMS, as an object then says; no byte is encrypted by either. */
export function checkEncryption(value: unknown): unknown {
  const { Rules } = value as { Rules: { ApplyServerSideEncryptionByDefault?: { SSEAlgorithm: string } }[] };
  if (Rules.length !== 1) throw malformedXml();
  const algorithm = Rules[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? "AES256";
  if (algorithm !== "AES256" && algorithm !== "aws:kms") {
    throw notSupported("s3", `PutBucketEncryption with ${algorithm}`);
  }
  return value;
}

/** A policy must be a JSON object with statements; it is stored and returned, not evaluated. */
export function checkPolicy(value: unknown): unknown {
  const text = value as string;
  if (!text.startsWith("{")) {
    throw new S3Error("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'");
  }
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw new S3Error("MalformedPolicy", "This policy contains invalid Json");
  }
  if ((policy as { Statement?: unknown }).Statement === undefined) {
    throw new S3Error("MalformedPolicy", "Missing required field Statement");
  }
  return text;
}

interface LifecycleRule {
  readonly ID?: string;
  readonly Prefix?: string;
  readonly Filter?: unknown;
  readonly [action: string]: unknown;
}

const LIFECYCLE_ACTIONS = [
  "Expiration",
  "Transitions",
  "NoncurrentVersionTransitions",
  "NoncurrentVersionExpiration",
  "AbortIncompleteMultipartUpload",
];

/** Every rule needs an action and a filter (or the older prefix); S3 names the rules that have no id. */
export function checkLifecycle(value: unknown): unknown {
  const { Rules: rules } = value as { Rules: LifecycleRule[] };
  if (rules.length === 0 || rules.length > 1000) throw malformedXml();
  for (const rule of rules) {
    if (LIFECYCLE_ACTIONS.every((action) => rule[action] === undefined)) {
      throw invalidRequest("At least one action needs to be specified in a rule");
    }
    if ((rule.Filter === undefined) === (rule.Prefix === undefined)) throw malformedXml();
    if ((rule.ID?.length ?? 0) > 255) throw invalidRequest("ID length should not exceed allowed limit of 255");
  }
  const ids = rules.flatMap((rule) => rule.ID ?? []);
  if (new Set(ids).size < ids.length) {
    throw invalidRequest("Rule ID must be unique. Found same ID for more than one rule");
  }
  return { Rules: rules.map((rule) => ({ ...rule, ID: rule.ID ?? randomBytes(36).toString("base64url") })) };
}

/** Tags are checked as those of a new bucket. */
export function checkTagging(value: unknown): unknown {
  checkBucketTags((value as { TagSet: readonly Tag[] }).TagSet);
  return value;
}
