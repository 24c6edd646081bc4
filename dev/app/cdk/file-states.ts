import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Folders that are no sources. */
const NO_SOURCES = /^(node_modules|cdk\.out|__pycache__|\..*)$/;

/** A path, and where there is something: its bytes, and its times in epoch milliseconds. */
export type FileState = readonly [path: string, size?: number, mtimeMs?: number, ctimeMs?: number];

/**
 * Paths with their sizes and times, what lies in folders among them, but for what is no source: equal where nothing was
 * saved.
 * @param isLeft what is left out besides
 */
export async function fileStates(
  paths: readonly string[],
  isLeft: (path: string) => boolean = () => false,
): Promise<FileState[]> {
  const states = await Promise.all(
    paths.map(async (path): Promise<FileState[]> => {
      if (isLeft(path)) return [];
      const found = await stat(path).catch(() => undefined);
      if (found === undefined) return [[path]];
      if (!found.isDirectory()) return [[path, found.size, found.mtimeMs, found.ctimeMs]];
      const entries = await readdir(path, { withFileTypes: true });
      const inside = entries.filter((entry) => !(entry.isDirectory() && NO_SOURCES.test(entry.name)));
      return fileStates(inside.map(({ name }) => join(path, name)).toSorted(), isLeft);
    }),
  );
  return states.flat();
}
