import { type ChildProcess, spawn } from "node:child_process";

/**
 * Reads `+<pid>` and `-<pid>`, one a line, and kills the groups that are left when its input ends: the endpoint has
 * stopped, or was killed. A stopped (frozen) process would not notice that by itself.
 */
const SCRIPT = `
pids=
while read -r line; do
  case $line in
    +*) pids="$pids \${line#+}" ;;
    -*) rest=; for pid in $pids; do [ "$pid" = "\${line#-}" ] || rest="$rest $pid"; done; pids=$rest ;;
  esac
done
for pid in $pids; do kill -9 "-$pid" 2>/dev/null; done`;

/** A shell that outlives the endpoint for a moment, to end its environments with it. Started with the first of them. */
export class DeathWatch {
  #shell: ChildProcess | undefined;

  /** Ends the process group of `pid` with this process. */
  add(pid: number): void {
    this.#shell ??= this.#start();
    this.#shell.stdin?.write(`+${pid}\n`);
  }

  /** The process has ended; its number may belong to another one. */
  remove(pid: number): void {
    this.#shell?.stdin?.write(`-${pid}\n`);
  }

  /** Ends the shell, and whatever it still watches. */
  stop(): void {
    this.#shell?.stdin?.end();
    this.#shell = undefined;
  }

  #start(): ChildProcess {
    // In a group of its own: Ctrl-C in the terminal must not end it before the endpoint.
    const shell = spawn("/bin/sh", ["-c", SCRIPT], { detached: true, stdio: ["pipe", "ignore", "ignore"], env: {} });
    shell.on("error", () => undefined);
    shell.stdin.on("error", () => undefined);
    shell.unref();
    return shell;
  }
}
