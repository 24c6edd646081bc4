import { setTimeout as sleep } from "node:timers/promises";

/** Longest that a resource may take to become what was asked for, in milliseconds. */
const LIMIT_MS = 120_000;

/** Asks again and again, with growing pauses, until `done` holds. Throws after two minutes, saying what did not happen. */
export async function until(what: string, done: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  for (let pause = 2; !(await done()); pause = Math.min(pause * 2, 250)) {
    if (performance.now() > deadline) throw new Error(`${what} did not happen within ${LIMIT_MS / 1000} seconds`);
    await sleep(pause);
  }
}
