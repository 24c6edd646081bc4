import { existsSync, realpathSync } from "node:fs";
import { createRequire, isBuiltin, registerHooks } from "node:module";
import { delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { warn } from "./console.ts";
import { pointSdkV2 } from "./sdk-v2.ts";

/** What a module's resolver is asked, and what it answers (`module.registerHooks`). */
type Resolve = NonNullable<Parameters<typeof registerHooks>[0]["resolve"]>;
type Context = Parameters<Resolve>[1];
type Next = Parameters<Resolve>[2];
type Resolved = ReturnType<Next>;

/** What a function may import besides its own folder. */
export interface ModuleScope {
  /** Absolute folder of the function's code; for a spare it is known later than the scope. */
  root(): string;
  /** The function is a folder that is run in place: what its folder leads to stays within reach. */
  readonly open: boolean;
  /** Absolute folder of the user's project, whose SDK clients stand for those of the runtime; empty for none. */
  readonly project: string;
  /** Major version of the function's own Node, for example 22. */
  readonly major: number;
}

const SDK_V2 = /^aws-sdk(\/|$)/;
const NOT_FOUND = new Set(["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"]);

/**
 * Has a function import what it would find on Lambda: its own folder, its layers (`NODE_PATH`, which Lambda reads for
 * ES modules as well), and the SDK that the runtime brings. What only this machine has is refused with Node's error.
 */
export function limitModules(scope: ModuleScope): void {
  const told = new Set<string>();
  let folders: readonly string[] | undefined;
  registerHooks({
    resolve(specifier, context, next) {
      folders ??= ownFolders(scope);
      if (isBuiltin(specifier) || !isWithin(context.parentURL, folders)) return next(specifier, context);
      if (SDK_V2.test(specifier)) pointSdkV2();
      const own = ofLayers(specifier, context, next) ?? attempt(() => next(specifier, context));
      if ("url" in own && (scope.open || own.url.startsWith("node:") || isWithin(own.url, folders))) return own;
      const further = isBare(specifier) ? elsewhere(specifier, context, next, scope) : undefined;
      if (further !== undefined) return further;
      if (isBare(specifier) && isOfRuntime(specifier, scope.major)) throw notInstalled(specifier, context);
      if (!("url" in own)) throw own;
      if (!told.has(specifier)) warn(notInZip(specifier, own.url));
      told.add(specifier);
      throw notFound(specifier, context);
    },
  });
}

/** The folders whose modules are the function's: its code and its layers. */
function ownFolders(scope: ModuleScope): string[] {
  return [scope.root(), ...layerPackages(), ...layerFolders()].map((folder) => `${real(folder)}${sep}`);
}

/** Of each layer, which all lie in `/opt` on Lambda: the last one first, as in NODE_PATH. */
function layerFolders(): string[] {
  const packages = join("nodejs", "node_modules");
  return layerPackages()
    .filter((folder) => folder.endsWith(`${sep}${packages}`))
    .map((folder) => folder.slice(0, -packages.length - 1));
}

function layerPackages(): string[] {
  return (process.env["NODE_PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
}

/** A file of a layer by its path on Lambda, `/opt/…`. */
function ofLayers(specifier: string, context: Context, next: Next): Resolved | undefined {
  const path = specifier.startsWith("file:") ? fileURLToPath(specifier) : specifier;
  if (!path.startsWith("/opt/")) return undefined;
  for (const folder of layerFolders()) {
    const file = join(folder, path.slice("/opt/".length));
    // `import` takes a path as it is, there or not; `require` looks for extensions.
    if (!context.conditions.includes("require") && !existsSync(file)) continue;
    const found = attempt(() =>
      next(context.conditions.includes("require") ? file : pathToFileURL(file).href, context),
    );
    if ("url" in found) return found;
  }
  return undefined;
}

/** A package of a layer, or of the runtime. */
function elsewhere(specifier: string, context: Context, next: Next, scope: ModuleScope): Resolved | undefined {
  const layers = layerPackages().filter((folder) => folder.endsWith(`${sep}node_modules`));
  const parents = layers.map((folder) => join(dirname(folder), "layer.mjs"));
  if (isOfRuntime(specifier, scope.major)) {
    if (scope.project !== "") parents.push(join(scope.project, "runtime.mjs"));
    parents.push(fileURLToPath(import.meta.url));
  }
  for (const parent of parents) {
    const found = attempt(() => from(parent, specifier, context, next));
    if ("url" in found) return found;
  }
  return undefined;
}

/** As if the file `parent` had asked. Of a `require()` Node looks at the module that calls, whatever the context says. */
function from(parent: string, specifier: string, context: Context, next: Next): Resolved {
  const parentURL = pathToFileURL(parent).href;
  if (!context.conditions.includes("require")) return next(specifier, { ...context, parentURL });
  return { url: pathToFileURL(createRequire(parentURL).resolve(specifier)).href, shortCircuit: true };
}

/** Node 18 and later bring SDK v3 whole, older ones v2 (Lambda guide, "Runtime-included SDK versions"). */
function isOfRuntime(specifier: string, major: number): boolean {
  return major >= 18 ? /^@(aws-sdk|smithy)\//.test(specifier) : SDK_V2.test(specifier);
}

function notInZip(specifier: string, foundAt: string): string {
  return (
    `'${specifier}' is not in the zip: on AWS it is not found either. This machine has it at ${foundAt}. ` +
    "Bundle it, or put it into the function's folder or a layer."
  );
}

/** Where AWS has a package and this machine has not: what is missing is an installation, no file of the zip. */
function notInstalled(specifier: string, context: Context): Error {
  const version = SDK_V2.test(specifier) ? "@2" : "";
  return asNotFound(
    `Cannot find '${specifier}', which AWS's runtime brings: here it is taken from the project, which does not have it. ` +
      `Install it: npm install ${packageOf(specifier)}${version}`,
    context,
  );
}

function attempt(resolve: () => Resolved): Resolved | Error {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof Error && NOT_FOUND.has((error as NodeJS.ErrnoException).code ?? "")) return error;
    throw error;
  }
}

/** The error that Node throws where nothing is found. */
function notFound(specifier: string, context: Context): Error {
  const parent = parentOf(context);
  if (context.conditions.includes("require")) {
    return asNotFound(`Cannot find module '${specifier}'\nRequire stack:\n- ${parent}`, context);
  }
  const noun = isBare(specifier) ? "package" : "module";
  return asNotFound(`Cannot find ${noun} '${specifier}' imported from ${parent}`, context);
}

/** With the code by which Node tells such an error, for `require()` another one than for `import`. */
function asNotFound(message: string, context: Context): Error {
  const error = new Error(message);
  if (!context.conditions.includes("require")) return Object.assign(error, { code: "ERR_MODULE_NOT_FOUND" });
  return Object.assign(error, { code: "MODULE_NOT_FOUND", requireStack: [parentOf(context)] });
}

function parentOf({ parentURL = "" }: Context): string {
  return parentURL.startsWith("file:") ? fileURLToPath(parentURL) : parentURL;
}

function isWithin(url: string | undefined, folders: readonly string[]): boolean {
  if (url === undefined || !url.startsWith("file:")) return false;
  const path = fileURLToPath(url);
  return folders.some((folder) => path.startsWith(folder));
}

function isBare(specifier: string): boolean {
  return !/^([./]|[a-z]+:)/i.test(specifier);
}

/** `@scope/name` of `@scope/name/part`. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
