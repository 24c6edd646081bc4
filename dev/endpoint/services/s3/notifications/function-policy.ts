import * as v from "valibot";
import { glob } from "../../patterns/glob.ts";

const Texts = v.union([
  v.array(v.string()),
  v.pipe(
    v.string(),
    v.transform((text) => [text]),
  ),
]);
const Statement = v.object({
  Effect: v.string(),
  Principal: v.union([v.string(), v.record(v.string(), Texts)]),
  Action: Texts,
  Condition: v.optional(v.record(v.string(), v.record(v.string(), Texts)), {}),
});
const Policy = v.object({ Statement: v.array(Statement) });

type Statement = v.InferOutput<typeof Statement>;

/** The bucket that wants to tell a function of its events. */
export interface NotifyingBucket {
  readonly arn: string;
  /** 12 digits, of its owner. */
  readonly account: string;
}

/** Condition operators whose values are patterns; the others that are known compare as they stand. */
const PATTERNS: ReadonlySet<string> = new Set(["ArnLike", "ArnEquals", "StringLike"]);

/**
 * Whether a function's resource policy lets S3 invoke it for a bucket. A condition that is not about the bucket or its
 * account does not hold, since S3 says nothing else of itself.
 * @param policy JSON, as Lambda's GetPolicy answers it
 */
export function letsNotify(policy: string, bucket: NotifyingBucket): boolean {
  return v.parse(Policy, JSON.parse(policy)).Statement.some((statement) => allows(statement, bucket));
}

function allows({ Effect, Principal, Action, Condition }: Statement, bucket: NotifyingBucket): boolean {
  const named = typeof Principal === "string" ? [Principal] : (Principal["Service"] ?? []);
  return (
    Effect === "Allow" &&
    named.some((name) => name === "*" || name === "s3.amazonaws.com") &&
    Action.some((pattern) => glob(pattern, { ignoreCase: true })("lambda:InvokeFunction")) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, key, values, bucket)),
    )
  );
}

function holds(operator: string, key: string, values: readonly string[], bucket: NotifyingBucket): boolean {
  const known: Readonly<Record<string, string>> = { "aws:sourcearn": bucket.arn, "aws:sourceaccount": bucket.account };
  const value = known[key.toLowerCase()];
  if (value === undefined) return false;
  if (PATTERNS.has(operator)) return values.some((pattern) => glob(pattern)(value));
  return operator === "StringEquals" && values.includes(value);
}
