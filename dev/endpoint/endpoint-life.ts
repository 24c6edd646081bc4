import { within } from "./exchange/within.ts";
import type { Service } from "./service.ts";

/*
 * The life of an endpoint, from its start to its stop.
 *
 *   opening ───► recovering ───► listening ───► serving
 *      │             │               │             │  `end`: a stop, or a step of the start that failed
 *      └─────────────┴───────┬───────┴─────────────┘
 *                            ▼
 *                        draining ───► closing ───► closed
 *
 *   opening      the folder is locked, its file open, and each service made
 *   recovering   services fix what a killed process left behind; nothing is served
 *   listening    calls are answered; services resume what was pending, and call each other over HTTP
 *   serving      the start is over
 *   draining     calls are answered as before, so that what runs can end well. What a service begins by itself, and
 *                what calls other services as it runs (functions, operations on stacks), is taken up no more. It has
 *                `DRAIN_MS` to end, then it is broken off and given back: an event with no attempt spent, a stack in
 *                the status from which the next start goes on
 *   closing      whoever waits for something (`closing`) is answered at once; calls have `ANSWER_MS`, then connections
 *                are cut. From there on nobody calls anybody. What was opened is closed in the reverse order: that
 *                which a thing needs was there before it, and goes after it. The folder is last
 *   closed       another process may have the folder and the port
 *
 * A killed process leaves the same behind as an end in any of these states: every one of them is a state that the next
 * start begins from.
 */

/** Where an endpoint is in its life. */
export type EndpointState = "opening" | "recovering" | "listening" | "serving" | "draining" | "closing" | "closed";

/** Milliseconds that what runs has to end after a stop. */
export const DRAIN_MS = 5_000;
/** Milliseconds that calls have to be answered after that; as long again for the work on those that were cut. */
const ANSWER_MS = 1_000;

const BEFORE: Readonly<Record<"recovering" | "listening" | "serving", EndpointState>> = {
  recovering: "opening",
  listening: "recovering",
  serving: "listening",
};

/** The state of one endpoint, and what its end consists of. */
export class EndpointLife {
  readonly #opened = new AsyncDisposableStack();
  readonly #closing = new AbortController();
  #services: readonly Service[] = [];
  #closeServer: ((withinMs: number) => Promise<void>) | undefined;
  #state: EndpointState = "opening";
  #ended: Promise<void> | undefined;

  get state(): EndpointState {
    return this.#state;
  }

  /** Aborted once calls are answered no more: whoever waits in one answers at once. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Goes on with the start. Throws where it is not the next state. */
  enter(state: keyof typeof BEFORE): void {
    if (this.#state !== BEFORE[state]) throw new Error(`An endpoint that is ${this.#state} cannot be ${state}.`);
    this.#state = state;
  }

  /** Something was opened, which is closed before what was opened earlier. */
  opened(close: () => void | Promise<void>): void {
    this.#opened.defer(close);
  }

  /** Services were made: from now on they are drained and stopped, however far they came. */
  made(services: readonly Service[]): void {
    this.#services = services;
    // The one that was made last may need the others.
    for (const service of services) this.opened(() => service.stop?.());
  }

  /** The server listens. @param close takes no more calls, and gives those under way so many milliseconds */
  listens(close: (withinMs: number) => Promise<void>): void {
    this.#closeServer = close;
  }

  /**
   * Ends it, whatever state it is in; again, it is the same end. Each step is done whatever becomes of the others: on a
   * full disk nothing can be noted any more, and the port and the folder are given back all the same.
   */
  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    this.#state = "draining";
    const drained = Promise.allSettled(this.#services.map(async (service) => service.drain?.(DRAIN_MS)));
    // Each keeps to its time by itself; one that does not must not keep the folder.
    const outcomes = await within(drained, DRAIN_MS + ANSWER_MS);
    this.#state = "closing";
    this.#closing.abort();
    await this.#closeServer?.(ANSWER_MS);
    try {
      await this.#opened.disposeAsync();
    } finally {
      this.#state = "closed";
    }
    const failed = outcomes?.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }
}
