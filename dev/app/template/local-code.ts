import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { App, FunctionSource, Made, Source } from "../app.ts";
import { readAssembly } from "../assembly.ts";
import { keptAssembly } from "../assembly-cache.ts";
import { cacheFolder } from "../cache-folder.ts";
import { type Staged, stage } from "./stage.ts";
import type { Template } from "./template-file.ts";
import type { TemplateSettings } from "./template-settings.ts";
import { ASSETS_BUCKET, writeAssembly } from "./write-assembly.ts";

/** Code of a resource that a template names by its path on this machine. */
export interface LocalCode {
  readonly logicalId: string;
  /** Absolute. */
  readonly path: string;
}

/** Where a resource's code lies once it was uploaded. */
export interface CodeObject {
  readonly bucket: { readonly "Fn::Sub": string };
  readonly key: string;
}

/** A template with code of this machine, and how it becomes one without. */
export interface LocalTemplate {
  /** What differs where another assembly has to be made, besides the code. */
  readonly about: unknown;
  readonly settings: TemplateSettings;
  readonly code: readonly LocalCode[];
  /** Source of each function, by its logical id. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Absolute paths of what it is made of besides the template, its settings and code: a save of it deploys. */
  readonly reads?: readonly string[];
  /** The template with objects in place of paths, by logical id. */
  readonly translate: (objects: ReadonlyMap<string, CodeObject>, folder: string) => Promise<Template>;
  /** Makes the code of a resource that is built; undefined takes its path as it is. */
  readonly build?: (code: LocalCode, folder: string) => Promise<string | undefined>;
}

/** Makes an assembly of a template, or takes what the same template and code have made before. */
export async function madeOfTemplate(app: App, cache: string | undefined, local: LocalTemplate): Promise<Made> {
  const { about, settings, code, sources } = local;
  const states = await Promise.all(code.map(({ path }) => stateOf(path)));
  const name = createHash("sha256")
    .update(JSON.stringify([app.file, about, settings, code, states]))
    .digest("hex")
    .slice(0, 32);
  const folder = await keptAssembly(
    cache ?? join(cacheFolder(app.project), "assemblies"),
    () => Promise.resolve(name),
    async (making) => {
      const objects = new Map<string, CodeObject>();
      const assets = new Map<string, Staged>();
      for (const one of code) {
        const staged = await stage((await local.build?.(one, making)) ?? one.path, making);
        assets.set(staged.hash, staged);
        objects.set(one.logicalId, { bucket: { "Fn::Sub": ASSETS_BUCKET }, key: `${staged.hash}.zip` });
      }
      const template = await local.translate(objects, making);
      await writeAssembly(making, {
        name: settings.stack,
        template,
        parameters: settings.parameters,
        assets: [...assets.values()],
      });
    },
  );
  const assembly = readAssembly(folder);
  const [stack] = assembly.stacks;
  const functions = [...sources].map(([logicalId, source]): FunctionSource => ({
    template: stack?.file ?? "",
    logicalId,
    source,
  }));
  const parts = code.filter(({ logicalId }) => !sources.has(logicalId)).map(({ path }) => path);
  return { ...assembly, functions, parts, reads: [app.file, settings.file, ...(local.reads ?? [])], outputs: [] };
}

/** Sizes and times of a file, or of those in a folder. */
async function stateOf(path: string): Promise<unknown> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return path;
  if (!found.isDirectory()) return [path, found.size, found.mtimeMs];
  const names = (await readdir(path)).filter((name) => name !== "__pycache__" && name !== "node_modules");
  return Promise.all(names.toSorted().map((name) => stateOf(join(path, name))));
}
