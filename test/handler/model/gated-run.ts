import { AsyncLocalStorage } from "node:async_hooks";
import { onEachCall } from "../aws-calls.ts";
import type { HandlerRun } from "../handler-run.ts";

/** What becomes of a call: it is made; it fails before AWS hears of it; it is made, and its answer gets lost. */
export type Fate = "made" | "unsent" | "unanswered";

const running = new AsyncLocalStorage<GatedRun>();

/** Has every run that is started by `GatedRun` wait before each of its calls to AWS. Returns the function that ends it. */
export function gateCalls(handler: HandlerRun): () => void {
  const lost = (): never => {
    throw new Error("socket hang up");
  };
  return onEachCall(
    handler,
    async () => {
      if ((await running.getStore()?.wait()) === "unsent") lost();
    },
    async () => {
      if (running.getStore()?.fate === "unanswered") lost();
    },
  );
}

/** One run of the handler, which goes on call by call. One that nobody lets go on has been killed. */
export class GatedRun {
  fate: Fate = "made";
  /** Undefined until it has ended. */
  outcome: "done" | "failed" | undefined;
  #open: ((fate: Fate) => void) | undefined;
  #stopped = Promise.withResolvers<void>();
  #free = false;

  constructor(handle: () => Promise<void>) {
    const end = (outcome: "done" | "failed"): void => {
      this.outcome = outcome;
      this.#stopped.resolve();
    };
    running.run(this, handle).then(
      () => end("done"),
      () => end("failed"),
    );
  }

  /** For the handler's calls: resolves once the call may go on. */
  async wait(): Promise<Fate> {
    this.fate = this.#free
      ? "made"
      : await new Promise<Fate>((open) => {
          this.#open = open;
          this.#stopped.resolve();
        });
    return this.fate;
  }

  /** Lets the next call go on; resolves when the one after it waits, or the run has ended. */
  async step(fate: Fate = "made"): Promise<void> {
    await this.#stopped.promise;
    const open = this.#open;
    if (this.outcome !== undefined || open === undefined) return;
    this.#open = undefined;
    this.#stopped = Promise.withResolvers<void>();
    open(fate);
    await this.#stopped.promise;
  }

  /** Lets it run to its end. */
  async finish(): Promise<"done" | "failed"> {
    this.#free = true;
    await this.step();
    return this.outcome ?? "failed";
  }
}
