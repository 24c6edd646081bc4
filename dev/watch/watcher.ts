import { join, relative, resolve, sep } from "node:path";
import { watch } from "chokidar";

/** Names that editors and tools write beside the file that they save, and folders that hold no sources. */
const IGNORED = /(^|\/)(\.[^/]*|[^/]*~|4913|#[^/]*#|cdk\.out|node_modules|__pycache__)(\/|$)/;

/** A watch on folders and files. */
export interface Watcher {
  /** Watches further places. What is watched already stays so. */
  add(places: readonly string[]): void;
  close(): Promise<void>;
}

/**
 * Calls `changed` for what is written, replaced, added or removed at these places, with its absolute path: once or more
 * often for one save, the first time within a millisecond. Resolves once it watches.
 * @param places absolute
 * @param failed something is not watched from then on
 */
export async function watchFiles(
  places: readonly string[],
  changed: (path: string) => void,
  failed: (error: unknown) => void,
): Promise<Watcher> {
  const all = new Set(places);
  /** The way from the place that holds a path; undefined outside of all of them. */
  const within = (path: string): string | undefined => {
    let nearest: string | undefined;
    for (const place of all) {
      if (path !== place && !path.startsWith(`${place}${sep}`)) continue;
      const way = relative(place, path).split(sep).join("/");
      if (nearest === undefined || way.length < nearest.length) nearest = way;
    }
    return nearest;
  };
  const isIgnored = (path: string): boolean => IGNORED.test(within(path) ?? "");
  const watcher = watch(
    [...all],
    // Chokidar would wait 100 ms whether a file that went comes back; here the build finds out.
    { ignoreInitial: true, atomic: false, ignored: (path) => isIgnored(resolve(path)) },
  );
  const tell = (path: string): void => {
    const way = within(path);
    if (way !== undefined && !IGNORED.test(way)) changed(path);
  };
  await new Promise<void>((done, reject) => {
    watcher.once("ready", done);
    watcher.once("error", reject);
  });
  watcher.on("error", failed);
  watcher.on("all", (_kind, path) => tell(path));
  // Chokidar drops what follows an event within 5 ms, the second half of a save among it.
  watcher.on("raw", (_kind, path, details: unknown) => {
    if (path !== null) tell(rawPath(path, details));
  });
  return {
    add(further) {
      const fresh = further.filter((place) => within(place) === undefined || isIgnored(place));
      for (const place of fresh) all.add(place);
      if (fresh.length > 0) watcher.add(fresh);
    },
    close: () => watcher.close(),
  };
}

/** The system names the file by its name in the folder, or the file that is watched by itself. */
function rawPath(name: string, details: unknown): string {
  const watched =
    typeof details === "object" && details !== null && "watchedPath" in details ? String(details.watchedPath) : "";
  return watched.endsWith(`${sep}${name}`) ? watched : join(watched, name);
}
