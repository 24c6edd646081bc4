import type { BadEnd } from "./failure.ts";

/*
 * The life of an execution environment.
 *
 *            begin              initialise             run
 *   made ───────────► booting ────────────► ready ───────────► running
 *    │                ▲  │  ▲                                   │   ▲
 *    │ beginSpare     │  │  │ beginAgain                 answer │   │ run
 *    ▼      adopt     │  ▼  │                                   ▼   │
 *   spare ────────────┘ overdue                                 frozen
 *                 (out of time)
 *
 *   each of them ── end ──► ended, for the first cause that was given: no other takes its place
 *
 * Who moves it:
 *   begin, beginSpare, adopt   the pool, which makes it
 *   initialise                 the runtime: it asks for its first event
 *   outOfTime                  the init phase took longer than Lambda allows it; its process is gone
 *   beginAgain                 the first event of one that is overdue: under the function's own timeout, as Lambda does
 *   run                        an event that has waited for the boot
 *   answer                     the runtime asks for its next event, and the log lines are stored
 *   end                        whoever has a cause (below); the process is killed, its folder and its Runtime API go
 *
 * What becomes of the event that waits for it or runs in it:
 *   exit, timeout, memory      the event failed with that, whether it had reached the handler or not: on Lambda an
 *                              environment boots for an event, and its end is that event's. An attempt is spent
 *   failed                     nothing is spent: the environment could not be made, and is tried again
 *   stopped                    nothing is spent: the event stays in the queue for the next start
 *   retired                    there is none: only one without an event is retired
 */

/** Where an environment is in its life. `frozen`: between two events; under a debugger the process runs on. */
export type LifeState = "made" | "spare" | "booting" | "overdue" | "ready" | "running" | "frozen" | "ended";

/** Why an environment ended. */
export type EndCause =
  | BadEnd
  /** It has other code or settings than new events run, or was not used for minutes, or its credentials grow old. */
  | { readonly kind: "retired" }
  /** The endpoint stops. */
  | { readonly kind: "stopped" }
  /** It could not be made. */
  | { readonly kind: "failed"; readonly error: unknown };

const MOVES = {
  begin: { made: "booting" },
  beginSpare: { made: "spare" },
  adopt: { spare: "booting" },
  initialise: { booting: "ready" },
  outOfTime: { booting: "overdue" },
  beginAgain: { overdue: "booting" },
  run: { ready: "running", frozen: "running" },
  answer: { running: "frozen" },
} as const satisfies Record<string, Partial<Record<LifeState, LifeState>>>;

/** What moves an environment from one state to the next, besides its end. */
export type Move = keyof typeof MOVES;

/** The state of one environment: nothing else remembers where it is, or why it ended. */
export class EnvironmentLife {
  /** Epoch milliseconds. */
  readonly madeAt = Date.now();
  #state: LifeState = "made";
  #since = this.madeAt;
  #cause: EndCause | undefined;

  get state(): LifeState {
    return this.#state;
  }

  /** Epoch milliseconds at which it came into its state. */
  get since(): number {
    return this.#since;
  }

  /** Why it ended; undefined while it lives. */
  get cause(): EndCause | undefined {
    return this.#cause;
  }

  /** Moves it. Returns false where it has ended, which can be at any time. Throws for a move that its state has not. */
  move(move: Move): boolean {
    if (this.#state === "ended") return false;
    const to = (MOVES[move] as Partial<Record<LifeState, LifeState>>)[this.#state];
    if (to === undefined) throw new Error(`An environment that is ${this.#state} cannot ${move}.`);
    this.#enter(to);
    return true;
  }

  /** Ends it. Returns false where it has ended before, for a cause that stays. */
  end(cause: EndCause): boolean {
    if (this.#state === "ended") return false;
    this.#cause = cause;
    this.#enter("ended");
    return true;
  }

  #enter(state: LifeState): void {
    this.#state = state;
    this.#since = Date.now();
  }
}

/** What an event gets that waits for an environment, or runs in one, while the endpoint stops. It is not spent. */
export class EndpointStops extends Error {
  override readonly name = "EndpointStops";

  constructor() {
    super("The endpoint stops.");
  }
}
