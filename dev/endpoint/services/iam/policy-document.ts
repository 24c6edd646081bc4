import * as v from "valibot";
import { malformedPolicy } from "./errors.ts";

const OneOrMore = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => (typeof value === "string" ? [value] : value)),
);
const ConditionValue = v.pipe(
  v.union([v.string(), v.number(), v.boolean(), v.array(v.union([v.string(), v.number(), v.boolean()]))]),
  v.transform((value) => (Array.isArray(value) ? value : [value]).map(String)),
);
const Principal = v.union([v.literal("*"), v.record(v.string(), OneOrMore)]);

// Strict: IAM answers a misspelt element with a syntax error, and a policy with one would be read as wider than it is.
const StatementSchema = v.strictObject({
  Sid: v.optional(v.string()),
  Effect: v.picklist(["Allow", "Deny"]),
  Principal: v.optional(Principal),
  NotPrincipal: v.optional(Principal),
  Action: v.optional(OneOrMore),
  NotAction: v.optional(OneOrMore),
  Resource: v.optional(OneOrMore),
  NotResource: v.optional(OneOrMore),
  Condition: v.optional(v.record(v.string(), v.record(v.string(), ConditionValue))),
});

const DocumentSchema = v.strictObject({
  Version: v.optional(v.picklist(["2008-10-17", "2012-10-17"])),
  Id: v.optional(v.string()),
  Statement: v.pipe(
    v.union([StatementSchema, v.pipe(v.array(StatementSchema), v.minLength(1))]),
    v.transform((value) => (Array.isArray(value) ? value : [value])),
  ),
});

/** A policy whose lists are lists, also where the text has a single value. */
export type PolicyDocument = v.InferOutput<typeof DocumentSchema>;

/** One statement of a policy. */
export type Statement = v.InferOutput<typeof StatementSchema>;

const TRUST_ACTION =
  /^sts:(AssumeRole|AssumeRoleWithSAML|AssumeRoleWithWebIdentity|TagSession|SetSourceIdentity|SetContext|\*)$/i;

/** Reads a policy of a role. Throws `MalformedPolicyDocument` (400) for what IAM refuses. */
export function parseIdentityPolicy(text: string): PolicyDocument {
  const document = parseDocument(text, "Syntax errors in policy.");
  for (const statement of document.Statement) {
    if (statement.Principal !== undefined || statement.NotPrincipal !== undefined) {
      throw malformedPolicy("Policy document should not specify a principal.");
    }
    const actions = exactlyOne(statement.Action, statement.NotAction, "actions");
    const resources = exactlyOne(statement.Resource, statement.NotResource, "resources");
    for (const action of actions) {
      if (action !== "*" && !/^[^:\s]+:[^\s]+$/.test(action)) {
        throw malformedPolicy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
      }
    }
    for (const resource of resources) {
      if (resource !== "*" && !/^arn:([^:]*:){4}.+$/s.test(resource)) {
        throw malformedPolicy(`Resource ${resource} must be in ARN format or "*".`);
      }
    }
  }
  return document;
}

/** Reads the policy that says who may assume a role. Throws `MalformedPolicyDocument` (400). */
export function parseTrustPolicy(text: string): PolicyDocument {
  const document = parseDocument(text, "This policy contains invalid Json");
  for (const statement of document.Statement) {
    if (statement.Principal === undefined) throw malformedPolicy("Missing required field Principal");
    if (statement.Resource !== undefined || statement.NotResource !== undefined) {
      throw malformedPolicy("Has prohibited field Resource");
    }
    if (statement.Action === undefined) throw malformedPolicy("Missing required field Action");
    if (!statement.Action.every((action) => TRUST_ACTION.test(action))) {
      throw malformedPolicy("AssumeRole policy may only specify STS AssumeRole actions.");
    }
  }
  return document;
}

function parseDocument(text: string, notJson: string): PolicyDocument {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw malformedPolicy(notJson);
  }
  const result = v.safeParse(DocumentSchema, json);
  if (!result.success) throw malformedPolicy("Syntax errors in policy.");
  checkSids(result.output.Statement);
  return result.output;
}

function checkSids(statements: readonly Statement[]): void {
  const seen = new Set<string>();
  for (const { Sid: sid } of statements) {
    if (sid === undefined || sid === "") continue;
    if (!/^[A-Za-z0-9]*$/.test(sid)) {
      throw malformedPolicy(
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [A-Za-z0-9]*",
      );
    }
    if (seen.has(sid)) throw malformedPolicy("Statement IDs (SID) in a single policy must be unique.");
    seen.add(sid);
  }
}

function exactlyOne(
  yes: readonly string[] | undefined,
  not: readonly string[] | undefined,
  what: "actions" | "resources",
): readonly string[] {
  if (yes !== undefined && not !== undefined) throw malformedPolicy("Syntax errors in policy.");
  const values = yes ?? not ?? [];
  if (values.length === 0) throw malformedPolicy(`Policy statement must contain ${what}.`);
  return values;
}
