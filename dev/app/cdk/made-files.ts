import { existsSync } from "node:fs";
import { relative, sep } from "node:path";

/** What a compiler of TypeScript writes beside a source, and the source's own ending. */
const BESIDE = /^(.+?)(?:\.d)?\.([cm]?)(?:js|jsx|ts)(?:\.map)?$/;

/**
 * Whether a file (absolute) is none that somebody edits: what a compiler has made of a source beside it, or what lies in
 * one of the folders that the app's runs write.
 */
export function isMade(path: string, outputs: readonly string[]): boolean {
  if (path.endsWith(".tsbuildinfo") || outputs.some((folder) => path === folder || path.startsWith(folder + sep))) {
    return true;
  }
  const [, name, kind] = BESIDE.exec(path) ?? [];
  if (name === undefined || (path.endsWith("ts") && !/\.d\.[cm]?ts$/.test(path))) return false;
  return [`${name}.${kind}ts`, `${name}.tsx`].some((source) => source !== path && existsSync(source));
}

/**
 * The file that a compiler has made of a source (absolute), among those that an app has read; undefined where there is
 * none, or the source was read itself.
 */
export function compiledOf(source: string, reads: readonly string[], outputs: readonly string[]): string | undefined {
  const [, name, kind] = /^(.+)\.([cm]?)tsx?$/.exec(source) ?? [];
  if (name === undefined || reads.includes(source)) return undefined;
  const beside = `${name}.${kind}js`;
  return reads.find(
    (path) =>
      path === beside ||
      outputs.some((folder) => path.startsWith(folder + sep) && beside.endsWith(sep + relative(folder, path))),
  );
}
