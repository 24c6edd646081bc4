import * as v from "valibot";
import type { Authorizer, Caller } from "../../../identity/caller.ts";
import type { PolicyStatement } from "../function-record.ts";
import type { UrlRecord } from "./url-record.ts";

/** What a call by a URL needs, each of them, since October 2025 (Lambda guide, "Control access to function URLs"). */
const ACTIONS = ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"] as const;

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

/**
 * Whether a URL may be called: by everybody, where the policy of the function lets everybody; by one who has signed,
 * where that policy lets the caller, or, in the function's own account, the caller's policies do.
 * @param policy of the function or the alias that the URL is of
 * @param caller undefined where the request needs no signature
 */
export function mayCall(
  url: UrlRecord,
  arn: string,
  policy: readonly PolicyStatement[],
  caller: Caller | undefined,
  authorizer: Authorizer,
): boolean {
  return ACTIONS.every((action) => {
    const byPolicy = policy.some((statement) => allows(statement, action, url, caller));
    if (caller === undefined) return byPolicy;
    const byIdentity = authorizer.allows(caller, { action, resource: arn });
    return caller.account === url.account ? byPolicy || byIdentity : byPolicy && byIdentity;
  });
}

function allows(given: PolicyStatement, action: string, { authType }: UrlRecord, caller: Caller | undefined): boolean {
  const parsed = v.safeParse(Statement, given);
  if (!parsed.success) return false;
  const { Effect, Principal, Action, Condition } = parsed.output;
  return (
    Effect === "Allow" &&
    Action.some(
      (pattern) => pattern === "*" || pattern === "lambda:*" || pattern.toLowerCase() === action.toLowerCase(),
    ) &&
    isNamed(Principal, caller) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, key, values, authType)),
    )
  );
}

function isNamed(principal: v.InferOutput<typeof Statement>["Principal"], caller: Caller | undefined): boolean {
  const named = typeof principal === "string" ? [principal] : (principal["AWS"] ?? []);
  if (named.includes("*")) return true;
  if (caller === undefined) return false;
  const { account, arn, roleArn } = caller;
  return named.some((name) => [account, `arn:aws:iam::${account}:root`, arn, roleArn].includes(name));
}

/** A condition about something else does not hold. */
function holds(operator: string, key: string, values: readonly string[], authType: string): boolean {
  if (key === "lambda:FunctionUrlAuthType") return operator === "StringEquals" && values.includes(authType);
  if (key === "lambda:InvokedViaFunctionUrl") return operator === "Bool" && values.includes("true");
  return false;
}
