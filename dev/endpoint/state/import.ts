import { constants } from "node:fs";
import { copyFile, lstat, mkdir, realpath, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { checkDatabase } from "./check-database.ts";
import type { ExportedParts } from "./exported-parts.ts";
import { DATABASE_FILE, IMPORTING, STATE_ENTRIES, checkOwn, entriesOf } from "./layout.ts";
import { StateLock } from "./lock.ts";
import { makeStateFolder } from "./make-state-folder.ts";
import { type Manifest, digestOf, readManifest } from "./manifest.ts";
import { SCHEMA_VERSION, type StateOptions } from "./state.ts";
import { syncEntry, syncTree } from "./sync-tree.ts";

/** An import that was made. */
export interface Imported {
  /** ISO 8601: when the export was made. */
  readonly exportedAt: string;
  readonly files: number;
  /** What was not taken, and what to do. */
  readonly notes: readonly string[];
}

/**
 * Brings an export into a state folder that holds no state. Every file is compared with the manifest before any is
 * visible, and the database is looked at as one that somebody else has written: what it names has to lie in the state
 * folder. The database comes last, so that a kill leaves an empty state. Throws StateInUse while a process has it.
 */
export async function importState(
  source: string,
  target: Required<StateOptions> & { folder: string },
  parts: ExportedParts,
): Promise<Imported> {
  const manifest = await readManifest(source);
  if (manifest.version !== SCHEMA_VERSION) {
    throw new Error(
      `The export in ${source} has version ${manifest.version}, this Doppelface reads version ${SCHEMA_VERSION}. ` +
        "Import it with the Doppelface that wrote it.",
    );
  }
  const { folder } = target;
  makeStateFolder(folder);
  checkOwn(folder);
  const lock = StateLock.take(folder);
  const importing = join(folder, IMPORTING);
  let notes: readonly string[];
  try {
    if (entriesOf(folder).includes(DATABASE_FILE)) {
      throw new Error(
        `${folder} holds a state. Empty it with \`doppelface reset\`, or choose another with --state DIR.`,
      );
    }
    await rm(importing, { recursive: true, force: true });
    await copyAll(source, importing, manifest, parts);
    notes = checkCopy(source, importing, parts);
    if (target.durability === "disk") await syncTree(importing);
    await putInPlace(importing, folder);
    if (target.durability === "disk") await syncEntry(folder);
  } finally {
    await rm(importing, { recursive: true, force: true });
    lock.release();
  }
  return { exportedAt: manifest.exportedAt, files: Object.keys(manifest.files).length, notes };
}

/** Copies, so that the export stays what it is whatever becomes of the state; then looks at the copies. */
async function copyAll(source: string, importing: string, { files }: Manifest, parts: ExportedParts): Promise<void> {
  if (files[DATABASE_FILE] === undefined) throw damaged(source, DATABASE_FILE, "is not in the manifest");
  const root = await realpath(source);
  for (const [path, expected] of Object.entries(files)) {
    const known = path === DATABASE_FILE || parts.files.some(({ folder }) => path.startsWith(`${folder}/`));
    if (!known) throw damaged(source, path, "is nothing that an export holds");
    if (!(await isOwnFile(root, path))) throw damaged(source, path, "is no file of it");
    const copy = join(importing, path);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(join(source, path), copy, constants.COPYFILE_FICLONE).catch((error: unknown) => {
      throw damaged(source, path, "cannot be read", error);
    });
    const { size, sha256 } = await digestOf(copy);
    if (size !== expected.size) throw damaged(source, path, `has ${size} bytes instead of ${expected.size}`);
    if (sha256 !== expected.sha256) throw damaged(source, path, "has other bytes than were exported");
  }
}

/** Whether a path of an export is a plain file below it, to which no link leads; one that is missing is told later. */
async function isOwnFile(root: string, path: string): Promise<boolean> {
  const file = join(root, path);
  try {
    return (await lstat(file)).isFile() && (await realpath(file)) === file;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}

function checkCopy(source: string, importing: string, parts: ExportedParts): string[] {
  try {
    return checkDatabase(join(importing, DATABASE_FILE), parts);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The export in ${source} cannot be taken. ${why} Nothing was imported.`, { cause });
  }
}

function damaged(source: string, path: string, how: string, cause?: unknown): Error {
  return new Error(`The export in ${source} is damaged: ${path} ${how}. Nothing was imported; export it again.`, {
    cause,
  });
}

/** What a killed import or reset has left is in the way; the database makes the rest visible. */
async function putInPlace(importing: string, folder: string): Promise<void> {
  const entries = STATE_ENTRIES.filter((name) => name !== IMPORTING);
  for (const name of entries) await rm(join(folder, name), { recursive: true, force: true });
  const made = entriesOf(importing);
  for (const name of entries.toReversed()) {
    if (made.includes(name)) await rename(join(importing, name), join(folder, name));
  }
}
