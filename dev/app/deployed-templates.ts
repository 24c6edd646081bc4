import { createHash } from "node:crypto";
import type { NestedTemplate } from "./nested-templates.ts";

/** An object that takes the place of an asset: a template, changed. */
export interface ChangedObject {
  readonly key: string;
  readonly body: string;
}

/**
 * Changes the template of a stack and of the stacks below it. A changed one below lies under a key of its own, which the
 * template above then names: so a deploy without the change finds the other object as it was.
 * @param changed gets what is uploaded in place of files of the assembly, by their absolute paths
 * @returns the template as it is deployed
 */
export function changeTemplates(
  { file, template, nested }: Pick<NestedTemplate, "file" | "template" | "nested">,
  change: (template: string) => string,
  changed: Map<string, ChangedObject>,
): string {
  let text = template;
  for (const below of nested) {
    changeTemplates(below, change, changed);
    text = text.replaceAll(below.objectKey, changed.get(below.file)?.key ?? below.objectKey);
  }
  const body = change(text);
  if (body !== template) changed.set(file, { key: `${createHash("sha256").update(body).digest("hex")}.json`, body });
  return body;
}
