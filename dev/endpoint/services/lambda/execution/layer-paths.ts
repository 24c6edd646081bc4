import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { FunctionSettings } from "../function-record.ts";

/** Where Lambda lays a function's layers over one another. */
const OPT = "/opt";
/** Where it lays a function's code. */
const TASK = "/var/task";

/**
 * The variables by which the parts of its layers reach a function, and native libraries of its own. `/opt` itself cannot
 * be made without root: each layer has its folder, the last one first, since on Lambda it lies over those before it. What
 * the function sets itself stays, with its folders below `/opt` and `/var/task` replaced.
 * @param functions absolute folder of the code of functions and layers
 * @param task absolute folder of the function's own code
 * @param path PATH without layers
 */
export function layerPaths(
  { Runtime, Layers = [], Environment }: Pick<FunctionSettings, "Runtime" | "Layers" | "Environment">,
  functions: string,
  task: string,
  path: string,
): Record<string, string> {
  const layers = Layers.map(({ folder }) => resolve(functions, folder)).toReversed();
  const within = (...places: string[]): string[] =>
    places.flatMap((place) => layers.map((layer) => join(layer, place)));
  const there = (folders: string[]): string[] => folders.filter((folder) => existsSync(folder));
  const found = {
    // Also where the folder is not there: the loader of modules learns of the layers by it.
    NODE_PATH: Runtime.startsWith("nodejs")
      ? within(`nodejs/node${/\d+/.exec(Runtime)?.[0] ?? ""}/node_modules`, "nodejs/node_modules")
      : [],
    PYTHONPATH: Runtime.startsWith("python") ? there(within("python", `python/lib/${Runtime}/site-packages`)) : [],
    PATH: layers.length === 0 ? [] : [...path.split(delimiter), ...there(within("bin"))],
    LD_LIBRARY_PATH: there([task, join(task, "lib"), ...within("lib")]),
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, folders]) => {
      const own = Environment[name];
      const value =
        own === undefined ? folders : own.split(delimiter).flatMap((entry) => expanded(entry, layers, task));
      return value.length === 0 ? [] : [[name, value.join(delimiter)]];
    }),
  );
}

function expanded(entry: string, layers: readonly string[], task: string): string[] {
  if (isBelow(entry, TASK)) return [join(task, entry.slice(TASK.length))];
  return isBelow(entry, OPT) ? layers.map((layer) => join(layer, entry.slice(OPT.length))) : [entry];
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
