import { join, relative, sep } from "node:path";
import { watch } from "chokidar";

/** Names that editors and tools write beside the file that they save, and folders that hold no sources. */
const IGNORED = /(^|\/)(\.[^/]*|[^/]*~|4913|#[^/]*#|cdk\.out|node_modules)(\/|$)/;

/** A watch on folders and files of the project. */
export interface Watcher {
  close(): Promise<void>;
}

/**
 * Calls `changed` for what is written, replaced, added or removed at these places, with its path from the project's
 * root: once or more often for one save, the first time within a millisecond. Resolves once it watches.
 * @param failed something is not watched from then on
 */
export async function watchFiles(
  project: string,
  places: readonly string[],
  changed: (file: string) => void,
  failed: (error: unknown) => void,
): Promise<Watcher> {
  const fromRoot = (path: string): string => relative(project, path).split(sep).join("/");
  const ignored = (file: string): boolean => !places.includes(file) && IGNORED.test(file);
  const watcher = watch(
    places.map((place) => join(project, place)),
    // Chokidar would wait 100 ms whether a file that went comes back; here the build finds out.
    { ignoreInitial: true, atomic: false, ignored: (path) => ignored(fromRoot(path)) },
  );
  const tell = (file: string): void => {
    if (!ignored(file) && places.some((place) => file === place || file.startsWith(`${place}/`))) changed(file);
  };
  await new Promise<void>((resolve, reject) => {
    watcher.once("ready", resolve);
    watcher.once("error", reject);
  });
  watcher.on("error", failed);
  watcher.on("all", (_kind, path) => tell(fromRoot(path)));
  // Chokidar drops what follows an event within 5 ms, the second half of a save among it.
  watcher.on("raw", (_kind, path, details: unknown) => {
    if (path !== null) tell(fromRoot(rawPath(path, details)));
  });
  return { close: () => watcher.close() };
}

/** The system names the file by its name in the folder, or the file that is watched by itself. */
function rawPath(name: string, details: unknown): string {
  const watched =
    typeof details === "object" && details !== null && "watchedPath" in details ? String(details.watchedPath) : "";
  return watched.endsWith(`${sep}${name}`) ? watched : join(watched, name);
}
