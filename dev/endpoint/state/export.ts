import { constants } from "node:fs";
import { copyFile, cp, link, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { DatabaseSync, backup } from "node:sqlite";
import { type ExportedParts, type StoredFiles, change, namesOf } from "./exported-parts.ts";
import { isRunning } from "./is-running.ts";
import { DATABASE_FILE, entriesOf } from "./layout.ts";
import { type FileDigest, MANIFEST, type Manifest, digestOf } from "./manifest.ts";
import { SCHEMA_VERSION, type State } from "./state.ts";
import { syncEntry, syncTree } from "./sync-tree.ts";

/** An export that was made. */
export interface Exported {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

/** All pages at once: one moment of the database, however much is written meanwhile. */
const ALL_PAGES = 2 ** 30;

const AT_ONCE = 16;

/**
 * Makes a copy of a state as it is at one moment, in a new folder that is there whole or not at all. A running
 * environment goes on; nothing of what is copied may be removed meanwhile (`State.removals`).
 * @param state its folder and durability; `mended`: nothing in it is damaged, since a process that runs has seen to it
 * @param target absolute folder: an empty one, or one that does not exist
 */
export async function exportState(
  state: Pick<State, "folder" | "durability"> & { readonly mended: boolean },
  target: string,
  parts: ExportedParts,
): Promise<Exported> {
  if (entriesOf(target).length > 0) throw new Error(`${target} holds something. Choose an empty folder, or a new one.`);
  await mkdir(dirname(target), { recursive: true });
  await removeUnfinished(target);
  const making = `${target}.making-${process.pid}`;
  await mkdir(making, { mode: 0o700 });
  try {
    const copied = await copyDatabase(state, join(making, DATABASE_FILE), parts);
    for (const { folder, names, immutable } of copied) {
      await atOnce(names, (name) => copyEntry(join(state.folder, folder, name), join(making, folder, name), immutable));
    }
    const files = await digestAll(making);
    const manifest: Manifest = { version: SCHEMA_VERSION, exportedAt: new Date().toISOString(), files };
    await writeFile(join(making, MANIFEST), JSON.stringify(manifest, undefined, 1));
    if (state.durability === "disk") await syncTree(making);
    await rename(making, target);
    if (state.durability === "disk") await syncEntry(dirname(target));
    const sizes = Object.values(files).map(({ size }) => size);
    return { folder: target, files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** Copies the database, takes out what is the process's own, and reads the names of the files. */
async function copyDatabase(
  state: Pick<State, "folder"> & { readonly mended: boolean },
  copy: string,
  parts: ExportedParts,
): Promise<(StoredFiles & { names: string[] })[]> {
  const source = new DatabaseSync(join(state.folder, DATABASE_FILE), { readOnly: true });
  try {
    await backup(source, copy, { rate: ALL_PAGES });
  } finally {
    source.close();
  }
  const database = new DatabaseSync(copy);
  try {
    // What counts is the rename at the end; `durability: disk` syncs everything before it.
    database.exec("PRAGMA synchronous=OFF");
    checkVersion(database, state.folder);
    // One file, without a log beside it.
    database.exec("PRAGMA journal_mode=DELETE");
    if (state.mended) database.exec("UPDATE state_session SET closed = 1");
    change(database, parts.notTaken);
    return parts.files.map((stored) => ({ ...stored, names: namesOf(database, stored) }));
  } finally {
    database.close();
  }
}

function checkVersion(database: DatabaseSync, folder: string): void {
  const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
  if (version === SCHEMA_VERSION) return;
  throw new Error(
    `The state in ${folder} has version ${version}, this Doppelface reads version ${SCHEMA_VERSION}. ` +
      "Export it with the Doppelface that wrote it.",
  );
}

/** A file that is missing is one that S3 has found damaged and removed: its object answers so in the copy, too. */
async function copyEntry(from: string, to: string, immutable: boolean): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    if (immutable) await linkOrCopy(from, to);
    else await cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw error;
    // Another file system, or one without links.
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
}

async function digestAll(folder: string): Promise<Record<string, FileDigest>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const digests: Record<string, FileDigest> = {};
  await atOnce(files, async (path) => {
    digests[relative(folder, path).replaceAll(sep, "/")] = await digestOf(path);
  });
  return digests;
}

/** Several files at once: each waits for turns of the event loop, which are long where the endpoint has much to do. */
async function atOnce<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE) await Promise.all(items.slice(at, at + AT_ONCE).map(work));
}

/** Removes what killed processes have left of exports to the same folder. */
async function removeUnfinished(target: string): Promise<void> {
  const prefix = `${basename(target)}.making-`;
  for (const name of entriesOf(dirname(target))) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number(name.slice(prefix.length));
    if (pid !== process.pid && isRunning(pid)) continue;
    await rm(join(dirname(target), name), { recursive: true, force: true });
  }
}
