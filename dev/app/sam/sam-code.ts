import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import * as v from "valibot";
import type { App, EsbuildSource, Source } from "../app.ts";
import { esbuildOptions } from "../cdk/esbuild-arguments.ts";
import { pathSource } from "../path-source.ts";
import { SynthFailed } from "../synth-failed.ts";
import type { LocalCode } from "../template/local-code.ts";
import type { Resource, Template } from "../template/template-file.ts";
import { type Requirements, hasRequirements, requirementsOf } from "../requirements.ts";

/** Code that a SAM template names by its path. */
export interface SamCode extends LocalCode {
  /** Of the resource. */
  readonly property: string;
  readonly source: Source;
  /** The `requirements.txt` whose packages belong to it. */
  readonly requirements: Requirements | undefined;
  /** Folder of the archive in which its files go: that of layers is the one where Python looks for them. */
  readonly below: string;
}

/** Which property of a resource names a file or folder of this machine. */
const PROPERTIES: Readonly<Record<string, string>> = {
  "AWS::Serverless::Function": "CodeUri",
  "AWS::Serverless::LayerVersion": "ContentUri",
  "AWS::Lambda::Function": "Code",
  "AWS::Lambda::LayerVersion": "Content",
};

const Globals = v.looseObject({
  Function: v.optional(
    v.looseObject({
      CodeUri: v.optional(v.unknown()),
      Handler: v.optional(v.string()),
      Runtime: v.optional(v.string()),
    }),
    {},
  ),
});

const list = v.optional(v.array(v.string()), []);

/** `BuildProperties` of `BuildMethod: esbuild` (aws-lambda-builders 1.50, workflows/nodejs_npm_esbuild/esbuild.py). */
const BuildProperties = v.looseObject({
  EntryPoints: list,
  Minify: v.optional(v.boolean(), true),
  Sourcemap: v.optional(v.boolean(), false),
  Target: v.optional(v.string(), "es2020"),
  Format: v.optional(v.string(), "cjs"),
  MainFields: v.optional(v.string()),
  SourcesContent: v.optional(v.union([v.string(), v.boolean()])),
  External: list,
  Loader: list,
  OutExtension: list,
  Banner: list,
});

/** Everything that the template names by a path. Throws SynthFailed where nothing is there. */
export async function samCode(app: App, template: Template): Promise<SamCode[]> {
  const globals = v.parse(Globals, template["Globals"] ?? {}).Function;
  const all = Object.entries(template.Resources).map(async ([logicalId, resource]): Promise<SamCode[]> => {
    const property = PROPERTIES[resource.Type];
    if (property === undefined) return [];
    const { Properties = {} } = resource;
    const hasOwn = ["InlineCode", "ImageUri", property].some((name) => name in Properties);
    const inherits = resource.Type === "AWS::Serverless::Function" && !hasOwn && Properties["PackageType"] !== "Image";
    const named = inherits ? globals.CodeUri : Properties[property];
    if (typeof named !== "string" || /^(s3|https?):\/\//.test(named)) return [];
    const path = resolve(app.folder, named);
    if (!existsSync(path)) {
      throw new SynthFailed(`${logicalId} has its code at ${named}, and there is no ${relative(app.project, path)}.`);
    }
    const bundled = esbuildSource(resource, path, textOf(Properties["Handler"]) ?? globals.Handler ?? "");
    const file = join(path, "requirements.txt");
    const layerOf = /^python3\.\d+$/.exec(textOf(resource.Metadata?.["BuildMethod"]) ?? "")?.[0];
    const isLayer = !resource.Type.endsWith("::Function");
    const installs = bundled === undefined && (!isLayer || layerOf !== undefined) && hasRequirements(file);
    const runtime = layerOf ?? textOf(Properties["Runtime"]) ?? globals.Runtime ?? "";
    const requirements = installs ? await requirementsOf(file, runtime) : undefined;
    const packages = requirements === undefined ? {} : { packages: requirements.folder };
    const source = bundled ?? { ...pathSource(path), ...packages };
    // `sam build` does so with a layer that it builds (aws-lambda-builders 1.50, workflows/python_pip).
    const below = isLayer && layerOf !== undefined ? "python" : "";
    return [{ logicalId, property, path, source, requirements, below }];
  });
  return (await Promise.all(all)).flat();
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function esbuildSource({ Metadata = {} }: Resource, path: string, handler: string): EsbuildSource | undefined {
  if (Metadata["BuildMethod"] !== "esbuild") return undefined;
  const asked = v.parse(BuildProperties, Metadata["BuildProperties"] ?? {});
  const named = asked.EntryPoints.length > 0 ? asked.EntryPoints : [handler.replace(/\.[^./]+$/, "")];
  const args = [
    "--bundle",
    "--platform=node",
    `--target=${asked.Target}`,
    `--format=${asked.Format}`,
    ...(asked.Minify ? ["--minify"] : []),
    ...(asked.Sourcemap ? ["--sourcemap"] : []),
    ...(asked.MainFields === undefined ? [] : [`--main-fields=${asked.MainFields}`]),
    ...(asked.SourcesContent === undefined ? [] : [`--sources-content=${asked.SourcesContent}`]),
    ...asked.External.map((name) => `--external:${name}`),
    ...asked.Loader.map((pair) => `--loader:${pair}`),
    ...asked.OutExtension.map((pair) => `--out-extension:${pair}`),
    ...asked.Banner.map((pair) => `--banner:${pair}`),
    // Into the root of the archive, whatever folder they come from.
    "--outdir=.",
    ...named.map((entry) => withExtension(path, entry)),
  ];
  const options = esbuildOptions(args, path);
  return options === undefined ? undefined : { kind: "esbuild", options, installed: undefined };
}

function withExtension(path: string, entry: string): string {
  const extension = /\.[cm]?[jt]sx?$/.test(entry)
    ? ""
    : [".ts", ".js"].find((one) => existsSync(join(path, entry + one)));
  if (extension !== undefined) return entry + extension;
  throw new SynthFailed(`There is neither ${entry}.ts nor ${entry}.js in ${path}, which a function's handler names.`);
}
