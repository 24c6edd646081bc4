import { readFileSync } from "node:fs";
import * as v from "valibot";

/** The template of a stack that is a resource of another one, as the CDK's `NestedStack` makes it. */
export interface NestedTemplate {
  /** Of that resource, in the template above. */
  readonly logicalId: string;
  /** Absolute path. */
  readonly file: string;
  /** The template's text. */
  readonly template: string;
  /** Its key among the assets, which stands in the URL that the template above has. */
  readonly objectKey: string;
  readonly nested: readonly NestedTemplate[];
}

/** CloudFormation's type of a stack that is a resource. */
const NESTED_STACK = "AWS::CloudFormation::Stack";

const Template = v.object({
  Resources: v.optional(v.record(v.string(), v.object({ Type: v.string(), Properties: v.optional(v.unknown()) })), {}),
});

/**
 * The templates of the stacks that a template has as resources, and those below them.
 * @param objects absolute paths of the files among the assets, by their keys
 */
export function nestedTemplates(template: string, objects: ReadonlyMap<string, string>): NestedTemplate[] {
  // Most templates have none, and are not read for it.
  if (!template.includes(NESTED_STACK)) return [];
  const { Resources } = v.parse(Template, JSON.parse(template));
  return Object.entries(Resources).flatMap(([logicalId, { Type, Properties }]) => {
    if (Type !== NESTED_STACK) return [];
    const properties = JSON.stringify(Properties ?? {});
    const [objectKey, file] = [...objects].find(([key]) => properties.includes(key)) ?? [];
    // A template that lies elsewhere is none of the app's.
    if (objectKey === undefined || file === undefined) return [];
    const text = readFileSync(file, "utf8");
    return [{ logicalId, file, template: text, objectKey, nested: nestedTemplates(text, objects) }];
  });
}

/** A template and all those below it. */
export function withNested<Some extends { readonly nested: readonly NestedTemplate[] }>(
  top: Some,
): (Some | NestedTemplate)[] {
  return [top, ...top.nested.flatMap((nested) => withNested(nested))];
}
