/** Characters of one side of a call that are kept. */
const LIMIT = 32_768;
/** Deeper than any answer of AWS. */
const DEEPEST = 24;
/** Stands in the place of what nobody is shown. */
export const REDACTED = "redacted";

/** Members whose value nobody is shown, wherever they stand. */
const SECRET_MEMBER = /^(authorization|x-amz-security-token|sessiontoken|secretaccesskey|secretstring|authtoken)$/i;
const SECRET_VARIABLE = /secret|token|passw|credential|private|api_?key|access_?key/i;
/** What makes a presigned URL one. */
const PRESIGNED = /([?&](?:X-Amz-(?:Signature|Credential|Security-Token)|Signature|AWSAccessKeyId)=)[^&\s"']*/gi;

/**
 * One side of a call as JSON that can be shown: without secrets, bytes as their number, and cut where it is longer than
 * 32 KB, at which the values left out say so.
 */
export function snapshot(value: unknown, limit = LIMIT): string {
  const budget = { left: limit };
  return JSON.stringify(plain(value, budget, 0, false)) ?? "null";
}

/** Whether the name of a function's variable looks like that of a secret. */
export function isSecretVariable(name: string): boolean {
  return SECRET_VARIABLE.test(name);
}

function plain(value: unknown, budget: { left: number }, depth: number, inVariables: boolean): unknown {
  if (budget.left <= 0 || depth > DEEPEST) return "… (cut)";
  if (typeof value === "string") return text(value, budget);
  if (typeof value !== "object" || value === null) {
    budget.left -= 8;
    return typeof value === "bigint" ? String(value) : value;
  }
  if (value instanceof Date) return text(value.toISOString(), budget);
  if (value instanceof Uint8Array) return text(`<${value.byteLength} bytes>`, budget);
  if (value instanceof Set) return plain([...value], budget, depth, inVariables);
  if (value instanceof Map) return plain(Object.fromEntries(value), budget, depth, inVariables);
  if ("pipe" in value || "getReader" in value) return text("<a stream of bytes>", budget);
  if (Array.isArray(value)) return array(value, budget, depth);
  return members(value, budget, depth, inVariables);
}

function array(value: readonly unknown[], budget: { left: number }, depth: number): unknown[] {
  const kept: unknown[] = [];
  for (const [index, item] of value.entries()) {
    if (budget.left <= 0) {
      kept.push(`… (${value.length - index} more, cut)`);
      break;
    }
    kept.push(plain(item, budget, depth + 1, false));
  }
  return kept;
}

function members(
  value: object,
  budget: { left: number },
  depth: number,
  inVariables: boolean,
): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const isSecure = "Type" in value && value.Type === "SecureString";
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    budget.left -= name.length + 4;
    const isSecret =
      SECRET_MEMBER.test(name) || (inVariables && isSecretVariable(name)) || (isSecure && name === "Value");
    kept[name] = isSecret ? REDACTED : plain(member, budget, depth + 1, name === "Variables");
    if (budget.left <= 0) break;
  }
  return kept;
}

function text(value: string, budget: { left: number }): string {
  const cut = value.length > budget.left ? `${value.slice(0, budget.left)}… (cut)` : value;
  budget.left -= value.length;
  return cut.includes("=") ? cut.replace(PRESIGNED, `$1${REDACTED}`) : cut;
}
