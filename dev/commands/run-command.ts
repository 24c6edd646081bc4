import { spawn } from "node:child_process";
import { constants } from "node:os";

/** Where a command runs. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** Absolute folder; here by default. */
  readonly cwd?: string;
  /** Its output goes to our stderr, since stdout is for results in JSON. */
  readonly stdoutIsOurs?: boolean;
}

/**
 * Runs a command with our own terminal; resolves with its exit code, 128 + the number of the signal that ended it. A
 * signal to us goes on to it, and we end after it.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  { env, cwd, stdoutIsOurs = false }: Surroundings,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["inherit", stdoutIsOurs ? 2 : "inherit", "inherit"], env, cwd });
    const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on("SIGINT", forward).on("SIGTERM", forward);
    const done = (): void => void process.off("SIGINT", forward).off("SIGTERM", forward);
    child.once("error", (error) => {
      done();
      reject(new Error(`Cannot run '${command}': ${error.message}`, { cause: error }));
    });
    child.once("exit", (code, signal) => {
      done();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
