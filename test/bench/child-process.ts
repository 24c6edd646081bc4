import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { own } from "./owned.ts";

/** Milliseconds that a process has to end after SIGTERM. */
const PATIENCE = 15_000;

/** A process that ends with its `await using` block. */
export interface OwnedProcess extends AsyncDisposable {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** The last 4,000 characters of stderr. */
  readonly errors: () => string;
  /** Resolves when the process has ended, with how. */
  readonly ended: Promise<string>;
}

/** Starts a process whose end is seen to: SIGTERM, and SIGKILL if it does not listen. */
export function startProcess(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd = process.cwd(),
): OwnedProcess {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors = (errors + text).slice(-4000)));
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const owner = own(async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill("SIGTERM");
    const killer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    await ended;
    clearTimeout(killer);
  });
  return { child, errors: () => errors, ended, [Symbol.asyncDispose]: () => owner[Symbol.asyncDispose]() };
}
