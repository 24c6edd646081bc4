import * as v from "valibot";
import { ServiceError } from "../../../errors.ts";

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
  RoleARN: v.optional(v.string()),
  ...refused("NotificationARNs", list(v.string())),
  ...refused("ResourceTypes", list(v.string())),
  ...refused("StackPolicyBody", v.optional(v.string())),
  ...refused("StackPolicyURL", v.optional(v.string())),
  ...refused("StackPolicyDuringUpdateBody", v.optional(v.string())),
  ...refused("StackPolicyDuringUpdateURL", v.optional(v.string())),
  ...refused("TimeoutInMinutes", v.optional(v.string())),
  RollbackConfiguration: v.optional(v.union([v.literal(""), v.object(refused("RollbackTriggers", list(v.unknown())))])),
  // `cdk bootstrap` always sets it. Nothing is imported: what is there already fails the stack as without it.
  ImportExistingResources: flag,
  ...refused("ResourcesToImport", list(v.unknown())),
};

/** A member that the embedded engine takes only where it says nothing: it is refused by name, not passed over. */
export function refused<Name extends string, Schema extends v.GenericSchema>(name: Name, schema: Schema) {
  const given = (value: unknown): boolean =>
    Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false && value !== "";
  const message = `${name} is not supported by the embedded engine. What is supported: dev/docs/gaps.md.`;
  return {
    [name]: v.pipe(
      schema,
      v.check((value) => !given(value), message),
    ),
  } as Record<Name, v.SchemaWithPipe<readonly [Schema, v.CheckAction<v.InferOutput<Schema>, string>]>>;
}

/** Parses an operation's input. Throws a ValidationError that names the member, in the wording of AWS. */
export function parseInput<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  if (issue.type === "check") throw new ServiceError("ValidationError", issue.message);
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
