import { createHash } from "node:crypto";
import type { AssemblyStack } from "./assembly.ts";
import type { NestedTemplate } from "./nested-templates.ts";

/** An object that takes the place of an asset: the template of a nested stack, changed. */
export interface ChangedObject {
  readonly key: string;
  readonly body: string;
}

/** The template of a stack as it is deployed, and those of the stacks below it. */
export interface DeployedTemplate {
  readonly template: string;
  /** What is uploaded in place of files of the assembly, by their absolute paths. */
  readonly changed: ReadonlyMap<string, ChangedObject>;
}

/**
 * Changes the template of a stack and of the stacks below it. A changed one below lies under a key of its own, which the
 * template above then names: so a deploy without the change finds the other object as it was.
 */
export function changeTemplates(
  { template, nested }: Pick<AssemblyStack, "template" | "nested">,
  change: (template: string) => string,
): DeployedTemplate {
  const changed = new Map<string, ChangedObject>();
  return { template: changeOne({ template, nested }, change, changed), changed };
}

function changeOne(
  { template, nested }: Pick<NestedTemplate, "template" | "nested">,
  change: (template: string) => string,
  changed: Map<string, ChangedObject>,
): string {
  let text = template;
  for (const below of nested) {
    const body = changeOne(below, change, changed);
    if (body === below.template) continue;
    const key = `${createHash("sha256").update(body).digest("hex")}.json`;
    changed.set(below.file, { key, body });
    text = text.replaceAll(below.objectKey, key);
  }
  return change(text);
}
