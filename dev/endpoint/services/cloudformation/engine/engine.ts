import { setTimeout as sleep } from "node:timers/promises";
import type { Host } from "../../../service.ts";
import { type StackStatus, type StackStep, stackState } from "../stack-life.ts";
import type { StackStore } from "../store.ts";
import { cleanUpAfterUpdate } from "./clean-up.ts";
import { createStack } from "./create-stack.ts";
import { removeStack } from "./delete-stack.ts";
import { failureReason } from "./failure-reason.ts";
import { Halted } from "./halted.ts";
import { Journal, withStatus } from "./journal.ts";
import { NamesBeingMade } from "./names-being-made.ts";
import type { NestedCalls } from "./nested-calls.ts";
import { rollBackCreation } from "./roll-back-creation.ts";
import { cleanUpAfterRollback, rollBackUpdate } from "./roll-back-update.ts";
import { type StackWork, openWork } from "./stack-work.ts";
import { updateStack } from "./update-stack.ts";

interface Running {
  halted: boolean;
  readonly done: Promise<void>;
}

/**
 * How long ExecuteChangeSet and DeleteStack wait for what they have begun, in milliseconds. The cdk CLI (2.1148) looks
 * at a stack right after them and, where it is not done, five seconds later; a stack here takes a tenth of one.
 */
const PATIENCE_MS = 2_000;

/** Each goes on in the background until the stack has come to a status in which nothing is at work. */
const STEPS: Readonly<Record<StackStep, (work: StackWork) => Promise<void>>> = {
  create: createStack,
  rollBackCreation,
  update: updateStack,
  cleanUp: cleanUpAfterUpdate,
  rollBackUpdate,
  cleanUpAfterRollback,
  remove: removeStack,
};

/**
 * Runs what is at work on stacks in the background, one step at a time a stack: which one a stack's status says
 * (stack-life.ts).
 *
 * After a kill `resume` takes each stack on from its status: a creation is rolled back, an update goes back to what
 * was there before, a rollback, a cleanup or a deletion goes on. So no stack stays IN_PROGRESS, and a stack that was
 * complete before an update is complete after it.
 */
export class StackEngine {
  readonly journal: Journal;
  readonly #store: StackStore;
  readonly #host: Host;
  readonly #names = new NamesBeingMade();
  readonly #nested: NestedCalls;
  readonly #running = new Map<string, Running>();
  #stopped = false;

  /** @param nested makes what works on stacks that are resources, by this engine */
  constructor(host: Host, store: StackStore, nested: (engine: StackEngine) => NestedCalls) {
    this.#host = host;
    this.#store = store;
    this.journal = new Journal(host.state, store, host.bus);
    this.#nested = nested(this);
  }

  /** Does what the status of a stack asks for. What runs on it already ends first, after the resource at hand. */
  proceed(stackId: string): void {
    const before = this.#running.get(stackId);
    if (before !== undefined) before.halted = true;
    const start = before?.done ?? Promise.resolve();
    const running: Running = { halted: this.#stopped, done: start.then(() => this.#work(stackId, running)) };
    this.#running.set(stackId, running);
    void this.#forget(stackId, running);
  }

  /** Resolves once nothing runs on a stack, and after two seconds whatever runs. */
  async settled(stackId: string): Promise<void> {
    const done = new AbortController();
    const patience = sleep(PATIENCE_MS, undefined, { signal: done.signal }).catch(() => undefined);
    await Promise.race([this.#running.get(stackId)?.done, patience]);
    done.abort();
  }

  /** Resolves once nothing runs on a stack. */
  async ended(stackId: string): Promise<void> {
    for (let running = this.#running.get(stackId); running !== undefined; running = this.#running.get(stackId)) {
      await this.#forget(stackId, running);
    }
  }

  /** Takes on what a kill had interrupted. */
  async resume(): Promise<void> {
    for (const id of await this.#host.state.read(() => this.#store.atWork())) {
      await this.journal.write(() => {
        const stack = this.#store.byId(id);
        const status = stack === undefined ? undefined : stackState(stack.status).afterStop;
        if (stack === undefined || status === undefined) return undefined;
        return withStatus(
          stack,
          status,
          "The endpoint was stopped during the operation. Rolled back at the next start.",
        );
      });
      this.proceed(id);
    }
  }

  /** Halts every operation after the resource at hand; the next start takes them on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const running = [...this.#running.values()];
    for (const one of running) one.halted = true;
    await Promise.all(running.map((one) => one.done));
  }

  async #forget(stackId: string, running: Running): Promise<void> {
    await running.done;
    if (this.#running.get(stackId) === running) this.#running.delete(stackId);
  }

  async #work(stackId: string, running: Running): Promise<void> {
    const checkpoint = (): void => {
      if (running.halted) throw new Halted();
    };
    const parts = {
      host: this.#host,
      store: this.#store,
      journal: this.journal,
      names: this.#names,
      nested: this.#nested,
      checkpoint,
    };
    try {
      checkpoint();
      const opened = await this.#host.state.read(() => {
        const stack = this.#store.byId(stackId);
        const step = stack === undefined ? undefined : stackState(stack.status).step;
        return stack === undefined || step === undefined ? undefined : { step, work: openWork(parts, stack) };
      });
      if (opened !== undefined) await STEPS[opened.step](opened.work);
    } catch (error) {
      if (error instanceof Halted) return;
      this.#report(stackId, error);
      await this.#breakDown(stackId, error).catch((failure: unknown) => this.#report(stackId, failure));
    }
  }

  #report(stackId: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const message = `The operation on stack ${stackId} broke down, please report it: ${text}`;
    this.#host.bus.dispatch({ type: "notice", message });
  }

  /** An error of ours in the middle of an operation: the stack gets the failed status of what it was at. */
  async #breakDown(stackId: string, error: unknown): Promise<void> {
    await this.journal.write(() => {
      const stack = this.#store.byId(stackId);
      const broken: StackStatus | undefined = stack === undefined ? undefined : stackState(stack.status).broken;
      return stack === undefined || broken === undefined ? undefined : withStatus(stack, broken, failureReason(error));
    });
  }
}
