import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { FunctionSettings } from "../function-record.ts";

/** Where Lambda lays a function's layers over one another. */
const OPT = "/opt";

/**
 * The variables by which the parts of its layers reach a function. `/opt` itself cannot be made without root: each layer
 * has its folder, the last one first, since on Lambda it lies over those before it. What the function sets itself stays,
 * with its folders below `/opt` replaced.
 * @param functions absolute folder of the code of functions and layers
 * @param path PATH without layers
 */
export function layerPaths(
  { Runtime, Layers = [], Environment }: Pick<FunctionSettings, "Runtime" | "Layers" | "Environment">,
  functions: string,
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
    LD_LIBRARY_PATH: there(within("lib")),
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, folders]) => {
      const own = Environment[name];
      const value = own === undefined ? folders : own.split(delimiter).flatMap((entry) => expanded(entry, layers));
      return value.length === 0 ? [] : [[name, value.join(delimiter)]];
    }),
  );
}

function expanded(entry: string, layers: readonly string[]): string[] {
  if (entry !== OPT && !entry.startsWith(`${OPT}/`)) return [entry];
  return layers.map((layer) => join(layer, entry.slice(OPT.length)));
}
