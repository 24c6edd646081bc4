import { setTimeout as sleep } from "node:timers/promises";

/** What a promise resolves with, or undefined once that many milliseconds are over; it goes on all the same. */
export async function within<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  const done = new AbortController();
  const limit = sleep(ms, undefined, { signal: done.signal }).catch(() => undefined);
  try {
    return await Promise.race([promise, limit]);
  } finally {
    done.abort();
  }
}
