import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";

/** Assemblies that are kept; the ones that were used longest ago go. */
const KEPT = 8;
const MAKING = "making-";
/** Age after which nobody makes an assembly any more, in milliseconds: it takes seconds. */
const ABANDONED_MS = 10 * 60_000;

/**
 * The folder of an assembly: one that was made before under the same name, or a new one.
 * @param cache absolute folder of assemblies
 * @param name what the assembly is called; it may be known better once it was made, and is asked for again then
 * @param make writes it into a folder, which lies as deep as the one where it is kept
 */
export async function keptAssembly(
  cache: string,
  name: () => Promise<string>,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  let folder = join(cache, await name());
  if (!existsSync(join(folder, "manifest.json"))) {
    await mkdir(cache, { recursive: true });
    const making = await mkdtemp(join(cache, MAKING));
    try {
      await make(making);
      folder = join(cache, await name());
      await putInPlace(making, folder);
    } finally {
      await rm(making, { recursive: true, force: true });
    }
    await removeOldest(cache);
  }
  const now = new Date();
  await utimes(folder, now, now);
  return folder;
}

/** Two processes may make the same assembly at once: whoever comes second takes the first one's. */
async function putInPlace(making: string, folder: string): Promise<void> {
  try {
    await rename(making, folder);
  } catch (error) {
    if (!existsSync(join(folder, "manifest.json"))) throw error;
  }
}

/** Removes what was not used for long, and what killed processes have left half made. */
async function removeOldest(cache: string): Promise<void> {
  const names = await readdir(cache);
  const aged = await Promise.all(
    // Another process may have taken its own away meanwhile.
    names.map(async (name) => ({ name, at: (await stat(join(cache, name)).catch(() => undefined))?.mtimeMs ?? 0 })),
  );
  const made = aged.filter(({ name }) => !name.startsWith(MAKING)).toSorted((left, right) => right.at - left.at);
  const left = aged.filter(({ name, at }) => name.startsWith(MAKING) && at < Date.now() - ABANDONED_MS);
  const old = [...made.slice(KEPT), ...left];
  await Promise.all(old.map(({ name }) => rm(join(cache, name), { recursive: true, force: true })));
}
