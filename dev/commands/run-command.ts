import { spawn } from "node:child_process";
import { constants } from "node:os";

/**
 * Runs a command with our own terminal, in `cwd` (here unless told); resolves with its exit code, 128 + the number of
 * the signal that ended it.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  cwd?: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env, cwd });
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
