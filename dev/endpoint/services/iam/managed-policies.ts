import * as v from "valibot";
import carried from "./aws-managed/documents.json" with { type: "json" };
import { type PolicyDocument, parseIdentityPolicy } from "./policy-document.ts";

/** Begin of the ARN of a policy that AWS manages. */
export const AWS_MANAGED = "arn:aws:iam::aws:policy/";

/** A policy of AWS's, as it was on the day that documents.json was read. */
export interface AwsManagedPolicy {
  /** The default version, such as `v15`. */
  readonly version: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** JSON text. */
  readonly document: string;
}

const Entry = v.object({ version: v.string(), created: v.string(), updated: v.string(), document: v.unknown() });
const policies: Readonly<Record<string, unknown>> = carried.policies;
const parsed = new Map<string, PolicyDocument>();

/** A policy managed by AWS by its ARN, or undefined where it is not carried here or is none. */
export function findAwsManagedPolicy(arn: string): AwsManagedPolicy | undefined {
  const name = arn.startsWith(AWS_MANAGED) ? arn.slice(AWS_MANAGED.length) : "";
  if (!Object.hasOwn(policies, name)) return undefined;
  const { version, created, updated, document } = v.parse(Entry, policies[name]);
  return {
    version,
    createdAt: Date.parse(created),
    updatedAt: Date.parse(updated),
    document: JSON.stringify(document),
  };
}

/** The text of a policy managed by AWS, or undefined where it is not carried here. */
export function awsManagedPolicy(arn: string): PolicyDocument | undefined {
  const known = parsed.get(arn);
  if (known !== undefined) return known;
  const policy = findAwsManagedPolicy(arn);
  if (policy === undefined) return undefined;
  const document = parseIdentityPolicy(policy.document);
  parsed.set(arn, document);
  return document;
}

/** Whether AWS has a policy of this ARN, carried here or not. Every name is looked up in a list that is read once. */
export async function isAwsManagedPolicy(arn: string): Promise<boolean> {
  if (!arn.startsWith(AWS_MANAGED)) return false;
  const { default: list } = await import("./aws-managed/names.json", { with: { type: "json" } });
  return list.names.includes(arn.slice(AWS_MANAGED.length));
}
