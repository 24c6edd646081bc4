import { randomBytes } from "node:crypto";
import { invalidArgument, invalidRequest, malformedXml } from "../errors.ts";
import type { Tag } from "../tags.ts";

interface LifecycleRule {
  readonly ID?: string;
  readonly Prefix?: string;
  readonly Filter?: Readonly<Record<string, unknown>>;
  readonly Expiration?: { readonly Date?: Date; readonly ExpiredObjectDeleteMarker?: boolean };
  readonly Transitions?: readonly { readonly Date?: Date }[];
  readonly [action: string]: unknown;
}

const DAY_MS = 86_400_000;
const LIFECYCLE_ACTIONS = [
  "Expiration",
  "Transitions",
  "NoncurrentVersionTransitions",
  "NoncurrentVersionExpiration",
  "AbortIncompleteMultipartUpload",
];

/**
 * Every rule needs an action and a filter (or the older prefix), and its days begin at midnight; S3 names the rules that
 * have no id. Texts of the filter and of dates as in LocalStack's record of
 * `TestS3BucketLifecycle::test_put_bucket_lifecycle_conf_exc` (2023-07-26).
 */
export function checkLifecycle(value: unknown): unknown {
  const { Rules: rules } = value as { Rules: LifecycleRule[] };
  if (rules.length === 0 || rules.length > 1000) throw malformedXml();
  for (const rule of rules) {
    if (LIFECYCLE_ACTIONS.every((action) => rule[action] === undefined)) {
      throw invalidRequest("At least one action needs to be specified in a rule");
    }
    if ((rule.Filter === undefined) === (rule.Prefix === undefined)) throw malformedXml();
    checkFilter(rule);
    checkDates(rule);
    if ((rule.ID?.length ?? 0) > 255) throw invalidRequest("ID length should not exceed allowed limit of 255");
  }
  const ids = rules.flatMap((rule) => rule.ID ?? []);
  if (new Set(ids).size < ids.length) {
    throw invalidRequest("Rule ID must be unique. Found same ID for more than one rule");
  }
  return { Rules: rules.map((rule) => ({ ...rule, ID: rule.ID ?? randomBytes(36).toString("base64url") })) };
}

/** One criterion, or several under `And`; no tag twice. */
function checkFilter({ Filter = {} }: LifecycleRule): void {
  if (Object.keys(Filter).length > 1) throw malformedXml();
  const { Tags = [] } = (Filter["And"] ?? {}) as { Tags?: readonly Tag[] };
  if (new Set(Tags.map(({ Key }) => Key)).size < Tags.length) {
    throw invalidRequest("Duplicate Tag Keys are not allowed.");
  }
}

function checkDates({ Expiration = {}, Transitions = [] }: LifecycleRule): void {
  if (Expiration.ExpiredObjectDeleteMarker !== undefined && Object.keys(Expiration).length > 1) throw malformedXml();
  for (const { Date: date } of [Expiration, ...Transitions]) {
    if (date === undefined || date.getTime() % DAY_MS === 0) continue;
    throw invalidArgument("'Date' must be at midnight GMT", "Date", date.toISOString());
  }
}
