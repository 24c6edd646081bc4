import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { userCache } from "../config/process-environment.ts";

/**
 * Absolute folder for what can be made again of a project: in `node_modules/.cache`, from where Node finds the project's
 * packages, or in the user's cache where there are none.
 */
export function cacheFolder(project: string): string {
  const packages = join(project, "node_modules");
  if (existsSync(packages)) return join(packages, ".cache", "doppelface");
  return join(userCache(), "projects", createHash("sha256").update(project).digest("hex").slice(0, 16));
}
