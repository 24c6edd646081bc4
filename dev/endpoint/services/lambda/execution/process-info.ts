import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const HAS_PROC = existsSync("/proc/self/stat");

/** When a process started, in the system's own form; with its pid it names one process for good. Undefined: it is gone. */
export function processStart(pid: number): string | undefined {
  try {
    if (!HAS_PROC) return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name may hold blanks and parentheses; what follows its last one is field 3, the start field 22.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

/** Memory that the process alone holds, in bytes: without the pages of the node binary, which all share. 0: it is gone. */
export function memoryOf(pid: number): number {
  try {
    if (!HAS_PROC) return 1024 * Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }));
    return 1024 * Number(/^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Ends a process and what it started, stopped or not. */
export function killGroup(pid: number): void {
  signalGroup(pid, "SIGKILL");
}

/** Sends a signal to the process group that `pid` leads; a group that is gone is no error. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: nobody is left.
  }
}
