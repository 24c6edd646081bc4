import * as v from "valibot";
import { ServiceError } from "../../errors.ts";

/** Anything that a request's input is parsed with. */
export type InputSchema = v.GenericSchema<unknown, unknown>;

/**
 * A parser whose error names the member as AWS's generated validation does: `1 validation error detected: Value null at
 * 'roleName' failed to satisfy constraint: Member must not be null`.
 * @param code the service's own code, `ValidationError` (query) or `ValidationException` (JSON) for most
 */
export function inputParser<const Schema extends InputSchema>(
  schema: Schema,
  code: "ValidationError" | "ValidationException" | "InvalidParameterValue" | "InvalidParameterException",
): (input: unknown) => v.InferOutput<Schema> {
  return (input) => {
    const result = v.safeParse(schema, input);
    if (result.success) return result.output;
    const failures = result.issues.map(describe);
    const noun = failures.length === 1 ? "validation error" : "validation errors";
    throw new ServiceError(code, `${failures.length} ${noun} detected: ${failures.join("; ")}`);
  };
}

function describe(issue: v.BaseIssue<unknown>): string {
  return `Value ${shown(issue.input)} at '${pathOf(issue)}' failed to satisfy constraint: ${constraint(issue)}`;
}

/** `tags.1.member.key`: members begin in lower case, places in lists count from 1, as AWS writes them. */
function pathOf(issue: v.BaseIssue<unknown>): string {
  const parts = (issue.path ?? []).map(({ key }) =>
    typeof key === "number" ? `${key + 1}.member` : String(key).replace(/^[A-Z]/, (letter) => letter.toLowerCase()),
  );
  return parts.join(".") || "input";
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "null";
  return `'${typeof value === "string" ? value : JSON.stringify(value)}'`;
}

function constraint(issue: v.BaseIssue<unknown>): string {
  if (issue.input === undefined || issue.input === null) return "Member must not be null";
  const limit = String(issue.requirement);
  switch (issue.type) {
    case "min_length":
    case "non_empty":
      return `Member must have length greater than or equal to ${issue.type === "non_empty" ? 1 : limit}`;
    case "max_length":
      return `Member must have length less than or equal to ${limit}`;
    case "min_value":
      return `Member must have value greater than or equal to ${limit}`;
    case "max_value":
      return `Member must have value less than or equal to ${limit}`;
    case "regex":
      return `Member must satisfy regular expression pattern: ${(issue.requirement as RegExp).source}`;
    case "picklist":
      return `Member must satisfy enum value set: [${issue.expected?.replaceAll(/["()]/g, "").replaceAll(" | ", ", ") ?? ""}]`;
    default:
      return issue.message;
  }
}
