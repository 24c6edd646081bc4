import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { type NestedTemplate, nestedTemplates } from "./nested-templates.ts";

const Manifest = v.object({
  artifacts: v.record(
    v.string(),
    v.object({
      type: v.string(),
      displayName: v.optional(v.string()),
      dependencies: v.optional(v.array(v.string()), []),
      environment: v.optional(v.string(), ""),
      properties: v.optional(v.unknown()),
    }),
  ),
});

const StackProperties = v.object({
  templateFile: v.string(),
  stackName: v.optional(v.string()),
  parameters: v.optional(v.record(v.string(), v.string()), {}),
  tags: v.optional(v.record(v.string(), v.string()), {}),
  stackTemplateAssetObjectUrl: v.optional(v.string()),
  requiresBootstrapStackVersion: v.optional(v.number()),
  bootstrapStackVersionSsmParameter: v.optional(v.string()),
});

const AssetProperties = v.object({ file: v.string() });

const AssetFiles = v.object({
  files: v.optional(
    v.record(
      v.string(),
      v.object({
        source: v.object({ path: v.optional(v.string()), packaging: v.optional(v.string()) }),
        destinations: v.record(v.string(), v.object({ objectKey: v.string() })),
      }),
    ),
    {},
  ),
});

const NestedProperties = v.object({ directoryName: v.string() });

/** What a deploy of a stack needs of `cdk bootstrap`. */
export interface Bootstrap {
  /** Name of the parameter that holds the version. */
  readonly parameter: string;
  /** The lowest one that will do. */
  readonly version: number;
}

/** One stack of a cloud assembly. */
export interface AssemblyStack {
  readonly name: string;
  /** The account that the app fixes for it, 12 digits; undefined where the deploy says. */
  readonly account: string | undefined;
  /** The region that the app fixes for it; undefined where the deploy says. */
  readonly region: string | undefined;
  /** Absolute path of the template. */
  readonly file: string;
  /** The template's text. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Templates of the stacks that it has as resources. */
  readonly nested: readonly NestedTemplate[];
  /** `s3://bucket/key` of the template among the assets, placeholders for account and region still in it. */
  readonly templateUrl: string | undefined;
  /** Undefined where it needs none. */
  readonly bootstrap: Bootstrap | undefined;
}

/** What the CDK app has written: stacks, and the manifests of their assets. */
export interface Assembly {
  /** Absolute. */
  readonly folder: string;
  /** Each after those that it depends on. */
  readonly stacks: readonly AssemblyStack[];
  /** Absolute paths of the asset manifests. */
  readonly assetManifests: readonly string[];
}

/** Reads the `manifest.json` of a cloud assembly, and those of its stages. Throws where it is none. */
export function readAssembly(folder: string): Assembly {
  const { artifacts } = v.parse(Manifest, JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")));
  const stacks: AssemblyStack[] = [];
  const assetManifests: string[] = [];
  const objects = templateObjects(folder, Object.values(artifacts));
  for (const id of inOrder(artifacts)) {
    const { type, environment = "", properties } = artifacts[id] ?? { type: "" };
    if (type === "cdk:asset-manifest") assetManifests.push(join(folder, v.parse(AssetProperties, properties).file));
    if (type === "cdk:cloud-assembly") {
      const nested = readAssembly(join(folder, v.parse(NestedProperties, properties).directoryName));
      stacks.push(...nested.stacks);
      assetManifests.push(...nested.assetManifests);
    }
    if (type !== "aws:cloudformation:stack") continue;
    const stack = v.parse(StackProperties, properties);
    const { requiresBootstrapStackVersion: version, bootstrapStackVersionSsmParameter: parameter } = stack;
    const file = join(folder, stack.templateFile);
    const template = readFileSync(file, "utf8");
    stacks.push({
      name: stack.stackName ?? id,
      account: /^aws:\/\/(\d{12})\//.exec(environment)?.[1],
      region: /^aws:\/\/[^/]+\/(?!unknown-region$)(.+)$/.exec(environment)?.[1],
      file,
      template,
      nested: nestedTemplates(template, objects),
      parameters: stack.parameters,
      tags: stack.tags,
      templateUrl: stack.stackTemplateAssetObjectUrl,
      bootstrap: version === undefined || parameter === undefined ? undefined : { parameter, version },
    });
  }
  return { folder, stacks, assetManifests };
}

/** Absolute paths of the templates among the assets of an assembly, by their keys. */
function templateObjects(
  folder: string,
  artifacts: readonly { readonly type: string; readonly properties?: unknown }[],
): Map<string, string> {
  const manifests = artifacts.filter(({ type }) => type === "cdk:asset-manifest");
  const files = manifests.flatMap(({ properties }) => {
    const file = join(folder, v.parse(AssetProperties, properties).file);
    return Object.values(v.parse(AssetFiles, JSON.parse(readFileSync(file, "utf8"))).files);
  });
  const templates = files.flatMap(({ source: { path, packaging }, destinations }) =>
    path === undefined || packaging !== "file" || !path.endsWith(".template.json")
      ? []
      : Object.values(destinations).map(({ objectKey }): [string, string] => [objectKey, join(folder, path)]),
  );
  return new Map(templates);
}

/** Ids of artifacts, each after those that it depends on. */
function inOrder(artifacts: v.InferOutput<typeof Manifest>["artifacts"]): string[] {
  const ordered = new Set<string>();
  const add = (id: string, above: readonly string[]): void => {
    if (ordered.has(id) || above.includes(id)) return;
    for (const other of artifacts[id]?.dependencies ?? []) add(other, [...above, id]);
    ordered.add(id);
  };
  for (const id of Object.keys(artifacts)) add(id, []);
  return [...ordered];
}
