import { readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";

/** Days without a use after which packages are not kept. */
const KEPT_DAYS = 60;

/** Notes that packages were used today. */
export async function noteUse(folder: string): Promise<void> {
  const now = new Date();
  // In a cache that may only be read nothing is discarded either.
  await utimes(folder, now, now).catch(() => undefined);
}

/**
 * Removes what nobody has used for 60 days, what an interrupted installation has left too. Called where packages have
 * just been installed, so that what goes can be made again: there is a network.
 * @param folder absolute, that holds one folder for each set of packages
 */
export async function discardUnused(folder: string): Promise<void> {
  const oldest = Date.now() - KEPT_DAYS * 24 * 60 * 60 * 1000;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const used = await stat(path).catch(() => undefined);
    if (used !== undefined && used.mtimeMs < oldest) await rm(path, { recursive: true, force: true });
  }
}
