import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { sha256 } from "./canonical.ts";

/** Beside what other tools cache: outside git, and gone with `node_modules`. */
const NOTES = fileURLToPath(new URL("../../../node_modules/.cache/doppelface/used-recordings", import.meta.url));

/** Notes which files of a set a run has used; equal runs leave one note. */
export function noteUsed(folder: string, files: readonly string[]): void {
  const notes = notesOf(folder);
  const text = JSON.stringify(files);
  try {
    mkdirSync(notes, { recursive: true });
    writeFileSync(join(notes, `${sha256(text).slice(0, 16)}.json`), text);
  } catch (error) {
    // An installation that is read-only, as in a container, has nobody who would prune.
    if (!["EROFS", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** What any run since the last pruning has used, and how many kinds of runs there were. */
export function readUsed(folder: string): { runs: number; files: Set<string> } {
  const notes = notesOf(folder);
  if (!existsSync(notes)) return { runs: 0, files: new Set() };
  const names = readdirSync(notes, { withFileTypes: true }).map((entry) => join(notes, entry.name));
  const lists = names.map((name) => v.parse(v.array(v.string()), JSON.parse(readFileSync(name, "utf8"))));
  return { runs: lists.length, files: new Set(lists.flat()) };
}

/** Forgets the notes of a set. */
export function forgetUsed(folder: string): void {
  rmSync(notesOf(folder), { recursive: true, force: true });
}

function notesOf(folder: string): string {
  return join(NOTES, sha256(folder).slice(0, 16));
}
