import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import * as v from "valibot";
import { parseYaml } from "../../endpoint/yaml/parse-yaml.ts";
import type { App } from "../app.ts";
import { SynthFailed } from "../synth-failed.ts";

const Resource = v.looseObject({
  Type: v.string(),
  Properties: v.optional(v.record(v.string(), v.unknown())),
  Metadata: v.optional(v.record(v.string(), v.unknown())),
});

const Template = v.looseObject({
  Transform: v.optional(v.unknown()),
  Parameters: v.optional(v.record(v.string(), v.unknown())),
  Resources: v.record(v.string(), Resource),
});

/** A template of CloudFormation or SAM, as far as an app is known by it. */
export type Template = v.InferOutput<typeof Template>;

/** A resource of a template. */
export type Resource = v.InferOutput<typeof Resource>;

/** Reads a template in JSON or YAML. Throws SynthFailed that names the file. */
export async function readTemplate(app: App): Promise<Template> {
  const text = await readFile(app.file, "utf8");
  try {
    return v.parse(Template, /^\s*\{/.test(text) ? JSON.parse(text) : parseYaml(text));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SynthFailed(`${relative(app.project, app.file)} is no template: ${why}\nCorrect it and deploy again.`);
  }
}
