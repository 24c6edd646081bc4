import { INBOX } from "../config/inbox-folder.ts";
import { setTimeout as sleep } from "node:timers/promises";

/** What is seen of a stack on an engine that may forget it. */
export type Sighting =
  | { readonly is: "there" }
  /** The engine answers, and has no such stack. */
  | { readonly is: "forgotten" }
  /** The engine does not answer, or not as one that is up. */
  | { readonly is: "silent" };

/** What goes on only while the stack stands: the watch of sources, the inbox, the lines of pictures. */
export interface Session {
  close(): Promise<void>;
}

/** What a recovery consists of. */
export interface RecoverySteps {
  /** Where the engine is, for people. */
  readonly where: string;
  readonly look: () => Promise<Sighting>;
  /** Whether the engine can be deployed to. */
  readonly isUp: () => Promise<boolean>;
  /** Deploys the stack, and begins what needs it. Rejects where either fails; nothing has begun then. */
  readonly open: () => Promise<Session>;
  /** Told at each way into `ready` and out of it. */
  readonly ready: (is: boolean) => Promise<void>;
  readonly notice: (text: string) => void;
  readonly failed: (error: unknown) => void;
}

/** How long the steps take; milliseconds. */
export interface RecoveryTimes {
  /** Between two looks. */
  readonly look: number;
  /** Until a loss is looked at once more, before it is believed. */
  readonly again: number;
  /** After a deploy that failed. */
  readonly pause: number;
}

const TIMES: RecoveryTimes = { look: 500, again: 250, pause: 2_000 };

type State =
  /** The stack stands, and the session works on it. */
  | { readonly is: "ready"; readonly session: Session }
  /** There is no session; the engine is looked at until it is up. */
  | Absent<"waiting">
  /** The engine is up, and gets the stack. */
  | Absent<"deploying">;

interface Absent<Is extends string> {
  readonly is: Is;
  /** When the loss was seen, by `performance.now()`. */
  readonly since: number;
  readonly wasForgotten: boolean;
  /** Deploys that have failed since then. */
  readonly failures: number;
}

/**
 * Keeps a stack in use on an engine that may end, come back, and have forgotten it:
 *
 *     ready      silent or forgotten, seen twice       →  waiting     one line; the session is closed
 *     waiting    is up                                 →  deploying
 *     deploying  the stack stands, the session is open →  ready       one line
 *     deploying  fails                                 →  waiting     after a pause; told if it fails again, once a reason
 *
 * The transitions are made here and nowhere else: a session is opened again rather than fixed, so that recovery is
 * what the first start is, and what works on the stack need not know that it can go.
 */
export class Recovery {
  readonly #steps: RecoverySteps;
  readonly #times: RecoveryTimes;
  readonly #end = new AbortController();
  readonly #running: Promise<void>;
  #state: State;
  #look: Promise<Sighting> | undefined;
  #told: string | undefined;

  /** @param session open on a stack that was deployed */
  constructor(session: Session, steps: RecoverySteps, times: RecoveryTimes = TIMES) {
    this.#steps = steps;
    this.#times = times;
    this.#state = { is: "ready", session };
    this.#running = this.#run();
  }

  /** Whether a failure within the session is worth a word: not where the stack is lost, which is told already. */
  async stands(): Promise<boolean> {
    if (this.#state.is !== "ready") return false;
    return (await this.#lost()) === undefined && this.#state.is === "ready";
  }

  /** Looks no more, and closes the session. */
  async close(): Promise<void> {
    this.#end.abort();
    await this.#running;
    if (this.#state.is === "ready") await this.#state.session.close();
  }

  async #run(): Promise<void> {
    while (!this.#end.signal.aborted) this.#state = await this.#next(this.#state);
  }

  async #next(state: State): Promise<State> {
    switch (state.is) {
      case "ready": {
        await this.#rest(this.#times.look);
        const loss = await this.#lost();
        return loss === undefined || this.#end.signal.aborted ? state : this.#leave(state.session, loss);
      }
      case "waiting": {
        if (!(await this.#steps.isUp())) {
          await this.#rest(this.#times.look);
          return state;
        }
        const { is } = await this.#steps.look();
        return is === "silent" ? state : { ...state, is: "deploying", wasForgotten: is === "forgotten" };
      }
      case "deploying":
        return this.#deploy(state);
    }
  }

  /** What is lost, seen twice; undefined where the stack stands. */
  async #lost(): Promise<Exclude<Sighting["is"], "there"> | undefined> {
    if ((await this.#lookOnce()).is === "there") return undefined;
    await this.#rest(this.#times.again);
    const { is } = await this.#lookOnce();
    return is === "there" ? undefined : is;
  }

  /** One look at a time, whoever asks. */
  #lookOnce(): Promise<Sighting> {
    this.#look ??= this.#steps.look().finally(() => (this.#look = undefined));
    return this.#look;
  }

  async #leave(session: Session, loss: "silent" | "forgotten"): Promise<State> {
    const { notice, ready, where } = this.#steps;
    const since = performance.now();
    notice(
      loss === "silent"
        ? `${where} does not answer. Waiting for it; what is saved and copied meanwhile goes to it then.`
        : `${where} has lost the stack. Deploying it again.`,
    );
    // Before what may take as long as a request that nobody answers.
    this.#state = { is: "waiting", since, wasForgotten: false, failures: 0 };
    await ready(false);
    await session.close();
    return this.#state;
  }

  async #deploy(state: Absent<"deploying">): Promise<State> {
    const { notice, ready, where, open, failed } = this.#steps;
    try {
      const session = await open();
      const stack = state.wasForgotten
        ? `the stack was deployed again, and what lies in ${INBOX}/ is uploaded again`
        : "the stack was still there";
      notice(`${where} is ready again after ${((performance.now() - state.since) / 1000).toFixed(1)} s: ${stack}.`);
      this.#told = undefined;
      await ready(true);
      return { is: "ready", session };
    } catch (error) {
      // The first one may be due to an engine that is not quite up.
      const reason = error instanceof Error ? error.message : String(error);
      if (state.failures > 0 && reason !== this.#told) {
        failed(error);
        this.#told = reason;
      }
      await this.#rest(this.#times.pause);
      return { ...state, is: "waiting", failures: state.failures + 1 };
    }
  }

  async #rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#end.signal }).catch(() => undefined);
  }
}
