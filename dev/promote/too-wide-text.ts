import { AWS_MANAGED } from "../endpoint/services/iam/managed-policies.ts";
import type { ManagedUse } from "./privileges.ts";

/** How many patterns and uses one line names. */
const MOST = 6;

/** `AmazonS3FullAccess grants s3:*, s3-object-lambda:*; the runs used s3:GetObject on arn:aws:s3:::pictures/a.jpg` */
export function tooWideText({ policy, grants, used }: ManagedUse): string {
  const name = policy.slice(AWS_MANAGED.length);
  const uses = [...new Set(used.map(({ action, resource }) => `${action} on ${resource}`))];
  return `${name} grants ${listed(grants)}; the runs used ${uses.length === 0 ? "nothing of it" : listed(uses)}`;
}

function listed(texts: readonly string[]): string {
  const rest = texts.length - MOST;
  return [...texts.slice(0, MOST), ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}
