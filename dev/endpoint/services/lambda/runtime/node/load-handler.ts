import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Handler } from "./context.ts";
import { runtimeError } from "./failures.ts";

/**
 * Finds the function that `_HANDLER` names: `index.handler`, `folder/index.nested.handler`. Files are tried in Lambda's
 * order: no extension, `.js`, `.mjs`, `.cjs`, then as Node resolves the name.
 * @param major version of the function's Node: before 24 the client requires `.js` without `"type": "module"`
 */
export async function loadHandler(root: string, name: string, major: number): Promise<Handler> {
  if (name.includes("..")) {
    throw runtimeError(
      "MalformedHandlerName",
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const { folder, moduleName, handlerName } = split(name);
  const module = await loadModule(root, folder, moduleName, major);
  const handler = find(module, handlerName) ?? find(find(module, "default"), handlerName);
  if (!handler) throw runtimeError("HandlerNotFound", `${name} is undefined or not exported`);
  if (typeof handler !== "function") throw runtimeError("HandlerNotFound", `${name} is not a function`);
  return handler as Handler;
}

function split(name: string): { folder: string; moduleName: string; handlerName: string } {
  const slash = name.lastIndexOf("/");
  const match = /^([^.]*)\.(.*)$/.exec(name.slice(slash + 1));
  if (match === null) throw runtimeError("MalformedHandlerName", "Bad handler");
  return { folder: name.slice(0, slash + 1), moduleName: match[1] ?? "", handlerName: match[2] ?? "" };
}

async function loadModule(root: string, folder: string, moduleName: string, major: number): Promise<unknown> {
  const require = createRequire(join(root, "/"));
  const path = resolve(root, folder, moduleName);
  try {
    if (existsSync(path) && !existsSync(join(path, "package.json"))) return require(path);
    for (const extension of extensions(path, root, major)) {
      const file = path + extension.name;
      if (!existsSync(file)) continue;
      return extension.by === "require" ? require(file) : await import(pathToFileURL(file).href);
    }
    return require(require.resolve(moduleName, { paths: [root, join(root, folder)] }));
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw Object.assign(runtimeError("UserCodeSyntaxError", String(error)), { stack: error.stack });
    }
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    if (code === "MODULE_NOT_FOUND") throw runtimeError("ImportModuleError", String(error));
    throw error;
  }
}

/** Where the handler may lie, in the client's order. From Node 24 on everything is imported, CommonJS too. */
function extensions(path: string, root: string, major: number): { name: string; by: "require" | "import" }[] {
  const js = major >= 24 || isModuleScope(dirname(path), root) ? "import" : "require";
  return [
    { name: ".js", by: js },
    { name: ".mjs", by: "import" },
    { name: ".cjs", by: major >= 24 ? "import" : "require" },
  ];
}

/** Whether the nearest package.json of the function says `"type": "module"`. */
function isModuleScope(folder: string, root: string): boolean {
  const file = join(folder, "package.json");
  if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { type?: unknown } | null)?.type === "module";
  return folder.length > root.length && isModuleScope(dirname(folder), root);
}

function find(module: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
      module,
    );
}
