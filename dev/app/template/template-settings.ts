import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { parse } from "smol-toml";
import * as v from "valibot";
import type { App } from "../app.ts";
import { SynthFailed } from "../synth-failed.ts";
import type { Template } from "./template-file.ts";

/** What a deploy of a template is told. */
export interface TemplateSettings {
  /** Name of the stack. */
  readonly stack: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Absolute path of the file that says so, whether it is there or not. */
  readonly file: string;
}

const Parameters = v.looseObject({
  stack_name: v.optional(v.string()),
  parameter_overrides: v.optional(v.union([v.string(), v.array(v.string()), v.record(v.string(), v.unknown())])),
});
const Command = v.optional(v.looseObject({ parameters: v.optional(Parameters, {}) }), {});

/** What `sam deploy` is told where no `--config-env` is named (SAM CLI, "AWS SAM CLI configuration file"). */
const SamConfig = v.looseObject({
  default: v.optional(v.looseObject({ global: Command, deploy: Command }), {}),
});

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
  const { global, deploy } = (await samConfig(app, file)).default;
  const said = { ...global.parameters, ...deploy.parameters };
  const all = { ...overridesOf(said.parameter_overrides ?? ""), ...context, ...app.parameters };
  const declared = new Set(Object.keys(template.Parameters ?? {}));
  return {
    file,
    stack: said.stack_name ?? stackNameOf(basename(app.folder)),
    parameters: Object.fromEntries(Object.entries(all).filter(([name]) => declared.has(name))),
  };
}

async function samConfig(app: App, file: string): Promise<v.InferOutput<typeof SamConfig>> {
  const text = existsSync(file) ? await readFile(file, "utf8") : "";
  try {
    return v.parse(SamConfig, parse(text));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SynthFailed(`${relative(app.project, file)} cannot be read: ${why}\nCorrect it and deploy again.`);
  }
}

/** `Stage=dev Name="two words"`, a list of such, or a table. */
function overridesOf(
  said: NonNullable<v.InferOutput<typeof Parameters>["parameter_overrides"]>,
): Record<string, string> {
  if (typeof said === "object" && !Array.isArray(said)) {
    return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, String(value)]));
  }
  const pairs = [said].flat().flatMap((text) => [...text.matchAll(/([A-Za-z0-9]+)=(?:"([^"]*)"|(\S+))/g)]);
  return Object.fromEntries(pairs.map(([, name = "", quoted, plain]) => [name, quoted ?? plain ?? ""]));
}

/** CloudFormation's form: letters, digits and dashes, a letter first. */
function stackNameOf(folder: string): string {
  const name = folder.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^[^A-Za-z]+|-+$/g, "");
  return name === "" ? "app" : name;
}
