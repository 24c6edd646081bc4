import { existsSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";

/** What a function takes for its own. */
export const TMP = "/tmp";

/** As Linux follows them. */
const MOST_LINKS = 40;

/** What is in the `/tmp` of one environment. */
export interface TmpContents {
  /** Absolute; an empty folder, that becomes it. */
  readonly stage: string;
  /** How large it may grow. */
  readonly megabytes: number;
  /** Whether it lies in memory, which limits it; otherwise it is the folder `stage`, without a limit. */
  readonly isMemory: boolean;
  /** Absolute paths that must be found as before, where they lie below `/tmp` of the machine. */
  readonly needs: readonly string[];
}

/**
 * The mounts that make a `/tmp`, in the form of fstab(5): it is put together at `stage`, since what it needs of the
 * machine's `/tmp` cannot be reached once that is covered. Of each path it has the first folder below `/tmp`, so that
 * what lies around it (packages, sources) is found, too. Undefined where one of them is `/tmp` itself, or a file in it.
 */
export function mountTable({ stage, megabytes, isMemory, needs }: TmpContents): string | undefined {
  const folders = [...new Set(needs.flatMap(below))].filter((folder) => existsSync(folder));
  if (!folders.every(isFolder)) return undefined;
  // `mount --all` leaves out what it takes for mounted: the name must not be that of the machine's own /tmp.
  const memory = isMemory ? [["doppelface", stage, "tmpfs", `size=${megabytes}m,mode=1777`]] : [];
  const kept = folders.map((folder) => [folder, join(stage, folder.slice(TMP.length)), "none", "rbind,x-mount.mkdir"]);
  const rows = [...memory, ...kept, [stage, TMP, "none", "rbind"]];
  return rows.map((fields) => `${fields.map(escaped).join(" ")} 0 0`).join("\n");
}

/** The folders below `/tmp` by which a path leads, link by link and under the real name: `/tmp/a` of `/tmp/a/b/c`. */
function below(path: string): string[] {
  if (!isAbsolute(path)) return [];
  return linksOf(resolve(path)).flatMap((name) => {
    const [, root, first] = name.split("/");
    return `/${root}` === TMP ? [first === undefined ? TMP : join(TMP, first)] : [];
  });
}

/** A path, what it is a link to, what that is a link to in turn, and the real name of the last. */
function linksOf(path: string): string[] {
  const names: string[] = [];
  let name = path;
  try {
    while (names.push(name) < MOST_LINKS) {
      name = resolve(dirname(name), readlinkSync(name));
    }
  } catch {
    // The last is no link.
  }
  return [...names, realOf(path)];
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function isFolder(path: string): boolean {
  return path !== TMP && statSync(path).isDirectory();
}

function escaped(field: string): string {
  return field.replaceAll(/[\s\\#]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`);
}
