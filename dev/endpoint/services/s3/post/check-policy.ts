import * as v from "valibot";
import { S3Error } from "../errors.ts";

/** What a policy lets through of the file's bytes. */
export interface SizeLimits {
  readonly least: number;
  readonly most: number;
}

const Size = v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]);
const Condition = v.union([
  v.tuple([v.pipe(v.string(), v.regex(/^content-length-range$/i)), Size, Size]),
  v.tuple([v.pipe(v.string(), v.regex(/^(?:eq|starts-with)$/i)), v.string(), v.string()]),
  v.record(v.string(), v.string()),
]);
const Policy = v.object({ expiration: v.string(), conditions: v.array(v.unknown()) });

type Condition = v.InferOutput<typeof Condition>;

/** Fields that need no condition: those of the signature that cannot be known before, and what a form may say beside. */
const UNCOVERED = /^(?:x-amz-signature|signature|awsaccesskeyid|file|policy|x-ignore-.*)$/;

/**
 * Checks a form against its policy: its time, each condition, and that there is one for each field (status as asserted of
 * S3 by LocalStack's `test_post_object_policy_conditions_validation_eq`; S3's reference, "POST Policy"). Of the texts only
 * "Policy expired." was found in a record (2023-08-04). Throws `AccessDenied` and `InvalidPolicyDocument`.
 * @param encoded the policy in Base64
 * @param fields by their names in lower case, `${filename}` already expanded
 * @param now epoch milliseconds
 */
export function checkPolicy(
  encoded: string,
  fields: ReadonlyMap<string, string>,
  bucket: string,
  now: number,
): SizeLimits {
  const { expiration, conditions } = read(encoded);
  const until = Date.parse(expiration);
  if (Number.isNaN(until)) throw invalid(`Invalid 'expiration' value: '${expiration}'`);
  if (until <= now) throw violated("Policy expired.");
  const valueOf = (name: string) => (name === "bucket" ? bucket : fields.get(name));
  const covered = new Set<string>();
  let limits: SizeLimits = { least: 0, most: Number.POSITIVE_INFINITY };
  for (const given of conditions) {
    const parsed = v.safeParse(Condition, given);
    if (!parsed.success) throw invalid("Invalid Condition: must be a list of three elements, or have one property.");
    const range = rangeOf(parsed.output);
    if (range !== undefined) limits = range;
    else if (!holds(parsed.output, valueOf, covered)) throw violated(`Policy Condition failed: ${written(given)}`);
  }
  const extra = [...fields.keys()].filter((name) => !covered.has(name) && !UNCOVERED.test(name));
  if (extra.length > 0) throw violated(`Extra input fields: ${extra.join(", ")}`);
  return limits;
}

function read(encoded: string): v.InferOutput<typeof Policy> {
  try {
    return v.parse(Policy, JSON.parse(Buffer.from(encoded, "base64").toString("utf8")));
  } catch {
    throw invalid("Invalid JSON, or no 'expiration' and 'conditions' in it.");
  }
}

function rangeOf(condition: Condition): SizeLimits | undefined {
  if (!Array.isArray(condition) || !/^content-length-range$/i.test(condition[0])) return undefined;
  return { least: Number(condition[1]), most: Number(condition[2]) };
}

function holds(condition: Condition, valueOf: (name: string) => string | undefined, covered: Set<string>): boolean {
  const [kind, field, value] = Array.isArray(condition) ? condition.map(String) : simple(condition);
  if (kind === undefined || field === undefined || value === undefined) return false;
  // Names are without regard to case, values with it.
  if (!field.startsWith("$")) return false;
  const name = field.slice(1).toLowerCase();
  covered.add(name);
  const found = valueOf(name);
  return kind.toLowerCase() === "eq" ? found === value : value === "" || (found ?? "").startsWith(value);
}

function simple(condition: Readonly<Record<string, string>>): [string, string, string] {
  const [first, ...rest] = Object.entries(condition);
  if (first === undefined || rest.length > 0) {
    throw invalid("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
  }
  return ["eq", `$${first[0]}`, first[1]];
}

/** As S3 writes a condition: `["eq", "$key", "a"]`, one of the short form too. */
function written(condition: unknown): string {
  const list = Array.isArray(condition) ? condition : simple(condition as Record<string, string>);
  return `[${list.map((part) => JSON.stringify(part)).join(", ")}]`;
}

function violated(detail: string): S3Error {
  return new S3Error("AccessDenied", `Invalid according to Policy: ${detail}`, { status: 403 });
}

function invalid(detail: string): S3Error {
  return new S3Error("InvalidPolicyDocument", `Invalid Policy: ${detail}`);
}
