/** What is to be stopped in any case, newest first. */
const owned = new Set<() => Promise<void>>();

/** Has `stop` called once: at the end of the `await using` block, or when the run is interrupted. */
export function own(stop: () => Promise<void>): AsyncDisposable {
  const once = async (): Promise<void> => {
    if (owned.delete(once)) await stop();
  };
  owned.add(once);
  return { [Symbol.asyncDispose]: once };
}

/** Stops everything that is still owned. */
export async function stopOwned(): Promise<void> {
  for (const stop of [...owned].reverse()) await stop();
}
