import { type Zippable, zipSync } from "fflate";
import { readFile, readdir, rename, stat, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** Earliest time that a zip archive can hold: the archive depends on names, modes and contents only. */
const NO_TIME = "1980-01-01T00:00:00";

/**
 * The zip archive of an asset's folder: the same bytes for the same files. It is kept beside the folder, whose name
 * is a hash of what is in it, so that it is made once.
 */
export async function archiveOf(folder: string): Promise<Uint8Array> {
  const kept = `${folder}.zip`;
  try {
    return await readFile(kept);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const archive = await zip(folder);
  const own = `${kept}.${process.pid}.${crypto.randomUUID()}`;
  await writeFile(own, archive);
  await rename(own, kept);
  return archive;
}

async function zip(folder: string): Promise<Uint8Array> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const link = entries.find((entry) => entry.isSymbolicLink());
  if (link !== undefined) {
    throw new Error(`${join(link.parentPath, link.name)} is a symbolic link; put the file itself into the asset.`);
  }
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files: Zippable = {};
  for (const path of paths.toSorted()) {
    const mode = (await stat(path)).mode & 0o111 ? 0o100755 : 0o100644;
    const name = relative(folder, path).split(sep).join("/");
    // `os: 3` says that the upper half of the attributes is a Unix mode.
    files[name] = [await readFile(path), { mtime: NO_TIME, os: 3, attrs: mode * 0x10000 }];
  }
  return zipSync(files);
}
