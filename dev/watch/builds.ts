import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../app/cache-folder.ts";
import { isRunning } from "../endpoint/state/is-running.ts";

/** Builds of one run that are kept: a handler that still runs an old one may look for its source map. */
const KEPT = 5;

/** Where the bundles of one run go, each in a folder of its own, so that none is ever half written. */
export interface Builds {
  /** Makes the folder of the next one. Resolves with its absolute path. */
  next(): Promise<string>;
  /** Removes all of them. */
  remove(): Promise<void>;
}

/**
 * A folder for the bundles of this process, in `node_modules/.cache`: from there Node finds the project's packages,
 * wherever the state is kept. What ended processes have left is removed.
 * @param folder another place for them, where a function sees the same path and needs no packages
 */
export async function openBuilds(project: string, folder?: string): Promise<Builds> {
  const all = folder ?? join(cacheFolder(project), "builds");
  await removeBuilds(project);
  const own = join(all, `${process.pid}-${process.hrtime.bigint()}`);
  await mkdir(own, { recursive: true });
  let count = 0;
  return {
    async next() {
      const folder = join(own, String(++count));
      await mkdir(folder);
      // Nobody waits for it; what is left of it goes with the others.
      if (count > KEPT) {
        void rm(join(own, String(count - KEPT)), { recursive: true, force: true }).catch(() => undefined);
      }
      return folder;
    },
    remove: () => rm(own, { recursive: true, force: true }),
  };
}

/** Removes the builds of processes that have ended. A function that ran one has its deployed code at the next start. */
export async function removeBuilds(project: string): Promise<void> {
  const all = join(cacheFolder(project), "builds");
  await mkdir(all, { recursive: true });
  const left = (await readdir(all)).filter((name) => !isRunning(Number.parseInt(name, 10)));
  await Promise.all(left.map((name) => rm(join(all, name), { recursive: true, force: true })));
}
