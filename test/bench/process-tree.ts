import { readFileSync, readdirSync } from "node:fs";

/** Memory of one process of a tree. */
export interface ProcessMemory {
  readonly pid: number;
  readonly command: string;
  /** Proportional set size in MB of 10⁶ bytes: shared pages are divided among those that share them. */
  readonly pss: number;
  /** Resident set size in MB. */
  readonly rss: number;
}

/** Linux tells processor time in hundredths of a second, whatever the kernel's own clock. */
const TICK_MS = 10;

/** Memory of a process and everything below it; undefined where the system has no `/proc` (macOS). */
export function treeMemory(root: number): ProcessMemory[] | undefined {
  if (process.platform !== "linux") return undefined;
  const children = childrenByParent();
  const memory: ProcessMemory[] = [];
  const queue = [root];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    queue.push(...(children.get(pid) ?? []));
    const measured = processMemory(pid);
    if (measured !== undefined) memory.push(measured);
  }
  return memory;
}

/** The PSS of all processes together, in MB. */
export function totalPss(memory: readonly ProcessMemory[]): number {
  return memory.reduce((sum, { pss }) => sum + pss, 0);
}

/** Processor time of a process and everything below it that runs now, in ms; undefined where there is no `/proc`. */
export function treeCpuMs(root: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  const children = childrenByParent();
  let ticks = 0;
  const queue = [root];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    queue.push(...(children.get(pid) ?? []));
    const stat = readIfThere(`/proc/${pid}/stat`) ?? "";
    // utime, stime, and both of children that have ended: fields 14 to 17 of proc(5), the third one is the first here.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    ticks += fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  }
  return ticks * TICK_MS;
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readIfThere(`/proc/${name}/stat`);
    // The command stands in brackets and may hold any character; the parent is the second field after them.
    const parent = Number(stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  return children;
}

function processMemory(pid: number): ProcessMemory | undefined {
  const rollup = readIfThere(`/proc/${pid}/smaps_rollup`);
  const command = readIfThere(`/proc/${pid}/cmdline`);
  if (rollup === undefined || command === undefined) return undefined;
  const megabytes = (field: string): number => {
    const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(rollup)?.[1] ?? "0";
    return (Number(kibibytes) * 1024) / 1e6;
  };
  return { pid, command: command.replaceAll("\0", " ").trim(), pss: megabytes("Pss"), rss: megabytes("Rss") };
}

/** A process may end between being listed and being read. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
