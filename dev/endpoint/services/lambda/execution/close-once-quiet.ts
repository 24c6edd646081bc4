import type { ChildProcess } from "node:child_process";

const ROUND_MS = 50;
/** Rounds without a byte after which nothing more is taken to come. */
const QUIET_ROUNDS = 4;
/** Rounds after which somebody else is taken to write. */
const MOST_ROUNDS = 40;

/**
 * Stops to read the output of a process that has exited, although another one that it has detached holds its pipes
 * open: once all that it had written was read. Without such a one the pipes end by themselves, at once.
 */
export function closeOnceQuiet(child: Pick<ChildProcess, "stdout" | "stderr" | "once">): void {
  const pipes = [child.stdout, child.stderr].filter((pipe) => pipe !== null);
  let quiet = 0;
  let rounds = 0;
  for (const pipe of pipes) pipe.on("data", () => (quiet = 0));
  // Between two rounds the event loop reads, however long it was busy before.
  const timer = setInterval(() => {
    if (++quiet > QUIET_ROUNDS || ++rounds > MOST_ROUNDS) for (const pipe of pipes) pipe.destroy();
  }, ROUND_MS);
  child.once("close", () => clearInterval(timer));
}
