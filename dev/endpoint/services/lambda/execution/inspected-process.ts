/** Milliseconds that a debugger waits for a process to attach to. */
const PATIENCE_MS = 10_000;

/** A process that can be debugged. */
export interface InspectedProcess {
  /** Where, in the form of its language: `ws://127.0.0.1:<port>/<id>`, `tcp://127.0.0.1:<port>`; undefined until it says so. */
  readonly inspectorUrl: string | undefined;
  /** A debugger has come (`true`), or the last one has gone. */
  attached(isAttached: boolean): void;
}

/** The process that runs the function, once there is one that has said where it listens. */
export async function runningProcess(
  target: () => InspectedProcess | undefined,
): Promise<InspectedProcess | undefined> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    const running = target();
    if (running?.inspectorUrl !== undefined) return running;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return undefined;
}
