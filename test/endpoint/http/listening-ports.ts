import { readFileSync, readdirSync, readlinkSync } from "node:fs";

/** A port on which a process of a tree listens. */
export interface Listener {
  readonly port: number;
  readonly pid: number;
  readonly command: string;
}

/** State of a socket that listens, in `/proc/net/tcp`. */
const LISTEN = "0A";

/** Every TCP port on which a process or one of its descendants listens, of Linux's `/proc`. */
export function listenersOf(root: number): Listener[] {
  const ports = portsByInode();
  return treeOf(root).flatMap((pid) =>
    socketsOf(pid).flatMap((inode) => {
      const port = ports.get(inode);
      return port === undefined ? [] : [{ port, pid, command: commandOf(pid) }];
    }),
  );
}

function portsByInode(): Map<string, number> {
  const rows = ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, "utf8").trim().split("\n").slice(1),
  );
  return new Map(
    rows.flatMap((row) => {
      const [, local = "", , state, , , , , , inode = ""] = row.trim().split(/\s+/);
      return state === LISTEN ? [[inode, Number.parseInt(local.split(":")[1] ?? "", 16)] as const] : [];
    }),
  );
}

function treeOf(root: number): number[] {
  const parents = readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const stat = readOr(`/proc/${name}/stat`);
    // The name of the program, in brackets, may hold spaces.
    return [[Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])] as const];
  });
  const tree = [root];
  for (const pid of tree) tree.push(...parents.flatMap(([child, parent]) => (parent === pid ? [child] : [])));
  return tree;
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap(
      (fd) => /^socket:\[(\d+)\]$/.exec(linkOr(`/proc/${pid}/fd/${fd}`))?.[1] ?? [],
    );
  } catch {
    return [];
  }
}

function commandOf(pid: number): string {
  return readOr(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
}

function readOr(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function linkOr(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return "";
  }
}
