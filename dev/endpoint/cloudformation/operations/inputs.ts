import * as v from "valibot";
import { ServiceError } from "../../errors.ts";

/** A list; the query protocol sends an empty one as an empty text. */
export function list<Entry extends v.GenericSchema>(entry: Entry) {
  return v.optional(
    v.pipe(
      v.union([v.literal(""), v.array(entry)]),
      v.transform((value): v.InferOutput<Entry>[] => (value === "" ? [] : value)),
    ),
  );
}

/** A boolean as the query protocol sends it. */
export const flag = v.optional(
  v.union([
    v.boolean(),
    v.pipe(
      v.picklist(["true", "false"]),
      v.transform((value) => value === "true"),
    ),
  ]),
);

/** A stack's name or ARN. */
export const stackReference = v.pipe(v.string(), v.minLength(1));

/** A name that a stack may have. */
export const stackName = v.pipe(v.string(), v.regex(/^[A-Za-z][-A-Za-z0-9]{0,127}$/));

/** Members that describe a template and its parameters. */
export const templateMembers = {
  TemplateBody: v.optional(v.string()),
  TemplateURL: v.optional(v.string()),
  UsePreviousTemplate: flag,
  Parameters: list(
    v.object({ ParameterKey: v.string(), ParameterValue: v.optional(v.string()), UsePreviousValue: flag }),
  ),
  Tags: list(v.object({ Key: v.string(), Value: v.string() })),
  Capabilities: list(v.string()),
  ClientRequestToken: v.optional(v.string()),
};

/** Parses an operation's input. Throws a ValidationError that names the member, in the wording of AWS. */
export function parseInput<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const member = (issue.path ?? []).map((item) => String(item.key)).join(".");
  const name = `${member.slice(0, 1).toLowerCase()}${member.slice(1)}`;
  const shown = issue.received === "undefined" ? "null" : `'${issue.received.replaceAll('"', "")}'`;
  const constraint =
    issue.received === "undefined"
      ? "Member must not be null"
      : issue.type === "regex"
        ? `Member must satisfy regular expression pattern: ${String(issue.requirement).slice(2, -2)}`
        : `Member must be ${issue.expected ?? "valid"}`;
  throw new ServiceError(
    "ValidationError",
    `1 validation error detected: Value ${shown} at '${name}' failed to satisfy constraint: ${constraint}`,
  );
}
