import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
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

/** What a deploy of a template is told. */
export interface TemplateSettings {
  /** Name of the stack. */
  readonly stack: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Absolute path of the file that says so, whether it is there or not. */
  readonly file: string;
}

/**
 * The stack's name and parameters: of SAM's `samconfig.toml` where it is there, otherwise the folder's name.
 * @param context values of parameters that count more
 */
export async function templateSettings(
  app: App,
  template: Template,
  context: Readonly<Record<string, string>>,
): Promise<TemplateSettings> {
  const file = join(app.folder, "samconfig.toml");
  const text = existsSync(file) ? await readFile(file, "utf8") : "";
  const [, named] = /^\s*stack_name\s*=\s*"([^"]+)"/m.exec(text) ?? [];
  const [, overrides = ""] = /^\s*parameter_overrides\s*=\s*"((?:\\.|[^"\\])*)"/m.exec(text) ?? [];
  const pairs = overrides.replaceAll('\\"', '"').matchAll(/([A-Za-z0-9]+)=(?:"([^"]*)"|(\S+))/g);
  const given = [...pairs].map(([, name = "", quoted, plain]) => [name, quoted ?? plain ?? ""] as const);
  const all = { ...Object.fromEntries(given), ...context, ...app.parameters };
  const declared = new Set(Object.keys(template.Parameters ?? {}));
  return {
    file,
    stack: named ?? stackNameOf(basename(app.folder)),
    parameters: Object.fromEntries(Object.entries(all).filter(([name]) => declared.has(name))),
  };
}

/** CloudFormation's form: letters, digits and dashes, a letter first. */
function stackNameOf(folder: string): string {
  const name = folder.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^[^A-Za-z]+|-+$/g, "");
  return name === "" ? "app" : name;
}
