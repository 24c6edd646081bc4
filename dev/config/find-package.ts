import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Absolute folder of a package as Node finds it from a folder: beside it, or further up where npm has hoisted it. */
export function findPackage(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", name);
    if (existsSync(join(found, "package.json"))) return found;
    if (dirname(folder) === folder) return undefined;
  }
}
