import { setTimeout as sleep } from "node:timers/promises";
import type { Host } from "../../../service.ts";
import type { Stack, StackStatus } from "../stack.ts";
import type { StackStore } from "../store.ts";
import { cleanUpAfterUpdate } from "./clean-up.ts";
import { createStack } from "./create-stack.ts";
import { removeStack } from "./delete-stack.ts";
import { failureReason } from "./failure-reason.ts";
import { Journal } from "./journal.ts";
import { rollBackCreation } from "./roll-back-creation.ts";
import { cleanUpAfterRollback, rollBackUpdate } from "./roll-back-update.ts";
import { Halted, type StackWork, openWork } from "./stack-work.ts";
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

/** A step of a stack's life that goes on in the background until the stack has reached a final status. */
type Step = (work: StackWork) => Promise<void>;

/**
 * Runs the operations on stacks in the background, one at a time a stack.
 *
 * After a kill `resume` takes each stack on from its status: a creation is rolled back, an update goes back to what
 * was there before, a rollback, a cleanup or a deletion goes on. So no stack stays IN_PROGRESS, and a stack that was
 * complete before an update is complete after it.
 */
export class StackEngine {
  readonly store: StackStore;
  readonly journal: Journal;
  readonly #host: Host;
  readonly #running = new Map<string, Running>();

  constructor(host: Host, store: StackStore) {
    this.#host = host;
    this.store = store;
    this.journal = new Journal(host.state, store, host.bus);
  }

  /** Makes the resources of a stack that stands in CREATE_IN_PROGRESS. */
  create(stackId: string): void {
    this.#run(stackId, createStack);
  }

  /** Updates the resources of a stack that stands in UPDATE_IN_PROGRESS. */
  update(stackId: string): void {
    this.#run(stackId, updateStack);
  }

  /** Takes up again the rollback of an update that had failed; the stack stands in UPDATE_ROLLBACK_IN_PROGRESS. */
  continueRollback(stackId: string): void {
    this.#run(stackId, rollBackUpdate);
  }

  /** Removes a stack that stands in DELETE_IN_PROGRESS. */
  delete(stackId: string): void {
    this.#run(stackId, removeStack);
  }

  /** Resolves once nothing runs on a stack, and after two seconds whatever runs. */
  async settled(stackId: string): Promise<void> {
    const done = new AbortController();
    const patience = sleep(PATIENCE_MS, undefined, { signal: done.signal }).catch(() => undefined);
    await Promise.race([this.#running.get(stackId)?.done, patience]);
    done.abort();
  }

  /** Ends a creation that still runs, after the resource at hand, without a rollback. */
  async halt(stackId: string): Promise<void> {
    const running = this.#running.get(stackId);
    if (running !== undefined) running.halted = true;
    await running?.done;
  }

  /** Takes on what a kill had interrupted. */
  async resume(): Promise<void> {
    const stacks = await this.#host.state.read(() => this.store.living());
    for (const stack of stacks) await this.#resume(stack);
  }

  /** Halts every operation after the resource at hand; the next start takes them on. */
  async stop(): Promise<void> {
    const running = [...this.#running.values()];
    for (const one of running) one.halted = true;
    await Promise.all(running.map((one) => one.done));
  }

  async #resume(stack: Stack): Promise<void> {
    const reason = "The endpoint was stopped during the operation. ";
    switch (stack.status) {
      case "CREATE_IN_PROGRESS":
        await this.journal.stack(stack.id, "ROLLBACK_IN_PROGRESS", `${reason}Rolled back at the next start.`);
        this.#run(stack.id, rollBackCreation);
        return;
      case "ROLLBACK_IN_PROGRESS":
        this.#run(stack.id, rollBackCreation);
        return;
      case "UPDATE_IN_PROGRESS":
        await this.journal.stack(stack.id, "UPDATE_ROLLBACK_IN_PROGRESS", `${reason}Rolled back at the next start.`);
        this.#run(stack.id, rollBackUpdate);
        return;
      case "UPDATE_ROLLBACK_IN_PROGRESS":
        this.#run(stack.id, rollBackUpdate);
        return;
      case "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS":
        this.#run(stack.id, cleanUpAfterRollback);
        return;
      case "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS":
        this.#run(stack.id, cleanUpAfterUpdate);
        return;
      case "DELETE_IN_PROGRESS":
        this.#run(stack.id, removeStack);
        return;
      default:
    }
  }

  #run(stackId: string, step: Step): void {
    const running: Running = { halted: false, done: Promise.resolve().then(() => this.#work(stackId, step, running)) };
    this.#running.set(stackId, running);
    void this.#forget(stackId, running);
  }

  async #forget(stackId: string, running: Running): Promise<void> {
    await running.done;
    if (this.#running.get(stackId) === running) this.#running.delete(stackId);
  }

  async #work(stackId: string, step: Step, running: Running): Promise<void> {
    try {
      const checkpoint = (): void => {
        if (running.halted) throw new Halted();
      };
      await step(await openWork({ host: this.#host, store: this.store, journal: this.journal, checkpoint }, stackId));
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
    const stack = await this.#host.state.read(() => this.store.byId(stackId));
    if (stack === undefined) return;
    await this.journal.stack(stackId, failedStatus(stack.status), failureReason(error));
  }
}

function failedStatus(status: StackStatus): StackStatus {
  if (status.startsWith("DELETE_")) return "DELETE_FAILED";
  // From here ContinueUpdateRollback or DeleteStack go on.
  if (status.startsWith("UPDATE_")) return "UPDATE_ROLLBACK_FAILED";
  return status.startsWith("ROLLBACK_") ? "ROLLBACK_FAILED" : "CREATE_FAILED";
}
