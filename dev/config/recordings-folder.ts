import { join, resolve } from "node:path";
import { PROJECT } from "./project.ts";

/** Folder of every named set. */
export const RECORDINGS = join(PROJECT, "fixtures", "recordings");

/** Absolute folder of a set: a name, or a path where there is a slash in it. */
export function recordingsFolder(set: string): string {
  return set.includes("/") ? resolve(set) : join(RECORDINGS, set);
}
