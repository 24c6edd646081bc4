import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Connection, Resources } from "doppelface/testing";

const SCRIPT = fileURLToPath(new URL("environment-process.ts", import.meta.url));

/** Where the environment is, and the names in its stack. */
export interface Place {
  readonly connection: Connection;
  readonly resources: Resources;
}

/** A process by its pid, and by when it started, since pids are given again. */
interface ProcessId {
  readonly pid: number;
  readonly parent: number;
  readonly started: string;
  readonly zombie: boolean;
}

/** The environment in a process of its own, whose end is `kill -9`. */
export class KilledEnvironment {
  /** What it told its user. */
  readonly notices: string[] = [];
  readonly #child: ChildProcess;
  readonly #place: Promise<Place>;
  #errors = "";
  #killed: Promise<ProcessId[]> | undefined;

  /** @param duplicates share of S3's events that are delivered twice */
  constructor(state: string, duplicates = 0) {
    this.#child = fork(SCRIPT, [state, String(duplicates)], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#errors += text));
    this.#place = new Promise((resolve, reject) => {
      this.#child.on("message", (message: { notice: string } | Place) => {
        if ("notice" in message) this.notices.push(message.notice);
        else resolve(message);
      });
      this.#child.once("exit", (code, signal) => {
        reject(new Error(`The environment ended with ${signal ?? `exit code ${code}`}: ${this.#errors}`));
      });
    });
    this.#place.catch(() => undefined);
  }

  /** Resolves when the stack is deployed. */
  ready(): Promise<Place> {
    return this.#place;
  }

  /** What it wrote on stderr: nothing, if all is well. */
  get errors(): string {
    return this.#errors;
  }

  /** Kills one of the processes that functions run in. Returns whether there was any. */
  killFunction(random: () => number): boolean {
    const functions = this.#child.pid === undefined ? [] : descendants(this.#child.pid);
    const chosen = functions[Math.floor(random() * functions.length)];
    try {
      return chosen !== undefined && process.kill(chosen.pid, "SIGKILL");
    } catch {
      // It has ended by itself meanwhile.
      return false;
    }
  }

  /** Kills the process, none of its children, and resolves with those that it had. */
  kill(): Promise<ProcessId[]> {
    this.#killed ??= this.#kill();
    return this.#killed;
  }

  async #kill(): Promise<ProcessId[]> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return [];
    const exited = once(this.#child, "exit");
    // Stopped first, so that it starts no child between the look at them and its end.
    this.#child.kill("SIGSTOP");
    const children = descendants(pid);
    this.#child.kill("SIGKILL");
    await exited;
    return children;
  }
}

/** Kills those of the processes that are still there. */
export function killAll(processes: readonly ProcessId[]): void {
  for (const pid of alive(processes)) process.kill(pid, "SIGKILL");
}

/** Those of the processes that are still there. One that init has yet to bury is not. */
export function alive(processes: readonly ProcessId[]): number[] {
  const now = new Map(listProcesses().map((process) => [process.pid, process]));
  return processes
    .filter(({ pid, started }) => now.get(pid)?.started === started && now.get(pid)?.zombie === false)
    .map(({ pid }) => pid);
}

function descendants(root: number): ProcessId[] {
  const processes = listProcesses();
  const found: ProcessId[] = [];
  const below = new Set([root]);
  for (let before = 0; before !== below.size;) {
    before = below.size;
    for (const process of processes) {
      if (!below.has(process.parent) || below.has(process.pid)) continue;
      below.add(process.pid);
      found.push(process);
    }
  }
  return found;
}

function listProcesses(): ProcessId[] {
  return execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,lstart="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => {
      const [pid, parent, stat = "", ...started] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), zombie: stat.startsWith("Z"), started: started.join(" ") };
    });
}
