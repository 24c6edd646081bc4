import * as v from "valibot";

const Resource = v.object({
  Type: v.string(),
  Properties: v.optional(v.record(v.string(), v.unknown()), {}),
});

const TemplateSchema = v.object({
  Parameters: v.optional(
    v.record(
      v.string(),
      v.looseObject({ Type: v.string(), Default: v.optional(v.union([v.string(), v.number(), v.boolean()])) }),
    ),
    {},
  ),
  Resources: v.optional(v.record(v.string(), Resource), {}),
});

/** One resource of a template. */
export interface TemplateResource {
  readonly logicalId: string;
  /** For example `AWS::S3::Bucket`. */
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A template as far as the checks look at it. */
export interface Template {
  /** Name of its stack. */
  readonly stack: string;
  readonly text: string;
  readonly resources: readonly TemplateResource[];
  /** Values of its parameters, as far as they are known before a deploy. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Reads a template's resources.
 * @param given values of parameters; others have their defaults
 */
export function parseTemplate(stack: string, text: string, given: Readonly<Record<string, string>> = {}): Template {
  const { Parameters, Resources } = v.parse(TemplateSchema, JSON.parse(text));
  // The default of one that names a parameter of Systems Manager is not its value.
  const defaults = Object.entries(Parameters).flatMap(([name, { Type, Default }]) =>
    Default === undefined || Type.startsWith("AWS::SSM::") ? [] : [[name, String(Default)] as const],
  );
  const resources = Object.entries(Resources).map(([logicalId, { Type: type, Properties: properties }]) => ({
    logicalId,
    type,
    properties,
  }));
  return { stack, text, resources, parameters: { ...Object.fromEntries(defaults), ...given } };
}

/** The resources of one type. */
export function resourcesOf(template: Template, type: string): TemplateResource[] {
  return template.resources.filter((resource) => resource.type === type);
}
