import { statSync } from "node:fs";
import type { Source } from "./app.ts";

/**
 * The source of code that is taken as it lies at a path (absolute): a folder. A single file, or an archive, becomes code
 * by what deploys it.
 */
export function pathSource(path: string, exclude: readonly string[] = []): Source {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? { kind: "folder", path, exclude } : { kind: "opaque", paths: [path] };
}
