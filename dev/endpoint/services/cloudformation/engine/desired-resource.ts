import { validationError } from "../errors.ts";
import { generateName } from "../resource-types/physical-name.ts";
import type { PropertyIssue, ResourceType } from "../resource-types/resource-type.ts";
import { resourceTypeOf } from "../resource-types/table.ts";
import type { StackResource } from "../resource-life.ts";
import { evaluate } from "../template/evaluate.ts";
import type { StackWork } from "./stack-work.ts";

/** A resource as the template wants it now, with every intrinsic function resolved. */
export interface DesiredResource {
  readonly type: ResourceType;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Name from the properties; undefined where one is to be generated, or the type has none. */
  readonly givenName: string | undefined;
  readonly deletionPolicy: StackResource["deletionPolicy"];
  readonly replacePolicy: StackResource["replacePolicy"];
  readonly after: readonly string[];
}

/** Resolves a resource of the template. Throws a ValidationError for what cannot be resolved, or is not valid. */
export function desiredResource(work: StackWork, logicalId: string): DesiredResource {
  const declaration = work.template.Resources[logicalId];
  if (declaration === undefined) throw new Error(`The template has no resource ${logicalId}`);
  const type = resourceTypeOf(declaration.Type);
  const own = evaluate(declaration.Properties, work.scope) as Record<string, unknown>;
  const properties = withStackTags(type, own, work.stack.tags);
  const issues = type.check(properties);
  if (issues.length > 0) throw validationError(invalidProperties(logicalId, issues));
  const given: unknown = type.name?.property === undefined ? undefined : properties[type.name.property];
  return {
    type,
    properties,
    givenName: typeof given === "string" || typeof given === "number" ? String(given) : undefined,
    deletionPolicy: declaration.DeletionPolicy ?? "Delete",
    replacePolicy: declaration.UpdateReplacePolicy ?? "Delete",
    after: work.dependencies.get(logicalId) ?? [],
  };
}

/** The name that a new resource gets; empty where its type has no names. */
export function nameFor(work: StackWork, logicalId: string, desired: DesiredResource): string {
  if (desired.type.name === undefined) return "";
  return desired.givenName ?? generateName(work.stack.name, logicalId, desired.type.name);
}

/** CloudFormation's own wording for properties that a type does not take. */
function invalidProperties(logicalId: string, issues: readonly PropertyIssue[]): string {
  const lines = issues.map(({ path, message }) => `#/${path}: ${message}`);
  return `Properties validation failed for resource ${logicalId} with message:\n${lines.join("\n")}`;
}

/** Tags of the stack go to every resource that takes a list of tags, unless it has a tag of that key. */
export function withStackTags(
  type: ResourceType,
  properties: Record<string, unknown>,
  tags: readonly { Key: string; Value: string }[],
): Record<string, unknown> {
  const own = properties["Tags"] ?? [];
  if (tags.length === 0 || !type.supported.includes("Tags") || !Array.isArray(own)) return properties;
  const keys = new Set(own.map((tag: { Key?: unknown }) => tag.Key));
  return { ...properties, Tags: [...(own as unknown[]), ...tags.filter((tag) => !keys.has(tag.Key))] };
}
