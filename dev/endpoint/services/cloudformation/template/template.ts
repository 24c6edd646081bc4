import * as v from "valibot";
import { notInThisEngine, templateFormatError } from "../errors.ts";
import { NotYaml, parseYaml } from "../../../yaml/parse-yaml.ts";

const text = v.union([v.string(), v.number(), v.boolean()]);
const texts = v.pipe(
  v.array(text),
  v.transform((values) => values.map(String)),
);
const anything = v.record(v.string(), v.unknown());

const ParameterDeclaration = v.strictObject({
  Type: v.string(),
  Default: v.optional(v.pipe(text, v.transform(String))),
  Description: v.optional(v.string()),
  AllowedValues: v.optional(texts),
  AllowedPattern: v.optional(v.string()),
  ConstraintDescription: v.optional(v.string()),
  MinLength: v.optional(v.pipe(text, v.transform(Number))),
  MaxLength: v.optional(v.pipe(text, v.transform(Number))),
  MinValue: v.optional(v.pipe(text, v.transform(Number))),
  MaxValue: v.optional(v.pipe(text, v.transform(Number))),
  NoEcho: v.optional(
    v.pipe(
      text,
      v.transform((value) => String(value) === "true"),
    ),
  ),
});

const DeletionPolicy = v.picklist(["Delete", "Retain", "RetainExceptOnCreate"]);

const ResourceDeclaration = v.strictObject({
  Type: v.string(),
  Properties: v.optional(anything, {}),
  DependsOn: v.optional(
    v.pipe(
      v.union([v.string(), v.array(v.string())]),
      v.transform((value) => [value].flat()),
    ),
    [],
  ),
  Condition: v.optional(v.string()),
  DeletionPolicy: v.optional(DeletionPolicy),
  UpdateReplacePolicy: v.optional(v.picklist(["Delete", "Retain"])),
  Metadata: v.optional(v.unknown()),
});

const OutputDeclaration = v.strictObject({
  Value: v.unknown(),
  Description: v.optional(v.string()),
  Condition: v.optional(v.string()),
  Export: v.optional(v.strictObject({ Name: v.unknown() })),
});

const Rule = v.strictObject({
  RuleCondition: v.optional(v.unknown()),
  Assertions: v.array(v.strictObject({ Assert: v.unknown(), AssertDescription: v.optional(v.string()) })),
});

const TemplateSchema = v.strictObject({
  AWSTemplateFormatVersion: v.optional(v.literal("2010-09-09")),
  Description: v.optional(v.string()),
  Metadata: v.optional(v.unknown()),
  Transform: v.optional(
    v.pipe(
      v.union([v.string(), v.array(v.unknown())]),
      v.transform((value) => [value].flat()),
    ),
    [],
  ),
  Parameters: v.optional(v.record(v.string(), ParameterDeclaration), {}),
  Rules: v.optional(v.record(v.string(), Rule), {}),
  Mappings: v.optional(v.record(v.string(), v.record(v.string(), anything)), {}),
  Conditions: v.optional(anything, {}),
  Resources: v.record(v.string(), ResourceDeclaration),
  Outputs: v.optional(v.record(v.string(), OutputDeclaration), {}),
});

/** A template with its sections in place; intrinsic functions are still as they were written. */
export type Template = v.InferOutput<typeof TemplateSchema>;

/** One entry of a template's `Resources`. */
export type ResourceDeclaration = v.InferOutput<typeof ResourceDeclaration>;

/** One entry of a template's `Parameters`. */
export type ParameterDeclaration = v.InferOutput<typeof ParameterDeclaration>;

/** Templates that were read last, by their text: a stack's is asked for with every look at its parameters. */
const recent = new Map<string, Template>();
const REMEMBERED = 8;

/** Reads a template in JSON or YAML. Throws a ValidationError that names the section and what is wrong in it. */
export function parseTemplate(body: string): Template {
  const template = recent.get(body) ?? readTemplate(body);
  recent.delete(body);
  recent.set(body, template);
  const [oldest = body] = recent.keys();
  if (recent.size > REMEMBERED) recent.delete(oldest);
  return template;
}

function readTemplate(body: string): Template {
  const value = parseBody(body);
  // First of all, since a transform may take sections that CloudFormation itself does not know (`Globals` of SAM).
  checkTransform(value);
  const parsed = v.safeParse(TemplateSchema, value);
  if (!parsed.success) throw describe(parsed.issues[0]);
  const template = parsed.output;
  const ids = Object.keys(template.Resources);
  if (ids.length === 0) throw templateFormatError("At least one Resources member must be defined.");
  const bad = ids.find((id) => !/^[A-Za-z0-9]+$/.test(id));
  if (bad !== undefined) throw templateFormatError(`Resource name ${bad} is non alphanumeric.`);
  return template;
}

function checkTransform({ Transform }: { readonly Transform?: unknown }): void {
  // The language extensions bring functions, of which Fn::Length and Fn::ToJsonString are here.
  const others = [Transform ?? []].flat().filter((name) => name !== "AWS::LanguageExtensions");
  if (others.length > 0) throw notInThisEngine(`The transform ${JSON.stringify(others[0])} (macros, SAM)`);
}

/** The value that a text in JSON or YAML stands for. Throws a ValidationError where it is none. */
export function parseBody(body: string): object {
  const value = /^\s*\{/.test(body) ? parseJson(body) : readYaml(body);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw templateFormatError("unsupported structure.");
  }
  return value;
}

function readYaml(body: string): unknown {
  try {
    return parseYaml(body);
  } catch (error) {
    throw error instanceof NotYaml ? templateFormatError(error.message) : error;
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw templateFormatError(`JSON not well-formed. ${error instanceof Error ? error.message : ""}`.trim());
  }
}

function describe(issue: v.BaseIssue<unknown>): Error {
  const path = (issue.path ?? []).map((item) => String(item.key));
  const [section, id, member] = path;
  if (path.length === 1 && issue.expected === "never") {
    return templateFormatError(`Invalid template property or properties [${section}]`);
  }
  if (path.length === 1 && section === "Resources") {
    return templateFormatError("At least one Resources member must be defined.");
  }
  if (section === "Resources" && member !== undefined && issue.expected === "never") {
    return notInThisEngine(`The attribute ${member} of resource ${id}`);
  }
  return templateFormatError(
    `/${path.join("/")}: expected ${issue.expected ?? "another value"}, got ${issue.received}`,
  );
}
