import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute folder of this package: in another project below its `node_modules`, or the repository itself. */
export const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

/** Whether the package is the repository, with the template's own `infra/` and `handler/`. */
export const IS_REPOSITORY = existsSync(join(PACKAGE, "infra"));

/**
 * Absolute folder of the project, where the state, the settings and the inbox are: the repository, or else the nearest
 * folder with a `package.json` upwards from the working folder, or else that.
 */
export const PROJECT = IS_REPOSITORY ? PACKAGE : projectOf(process.cwd());

function projectOf(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (dirname(folder) === folder) return from;
  }
}
