import * as v from "valibot";

const Resource = v.object({
  Type: v.string(),
  Properties: v.optional(v.record(v.string(), v.unknown()), {}),
});

const TemplateSchema = v.object({ Resources: v.optional(v.record(v.string(), Resource), {}) });

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
}

/** Reads a template's resources. */
export function parseTemplate(stack: string, text: string): Template {
  const { Resources } = v.parse(TemplateSchema, JSON.parse(text));
  const resources = Object.entries(Resources).map(([logicalId, { Type: type, Properties: properties }]) => ({
    logicalId,
    type,
    properties,
  }));
  return { stack, text, resources };
}

/** The resources of one type. */
export function resourcesOf(template: Template, type: string): TemplateResource[] {
  return template.resources.filter((resource) => resource.type === type);
}
