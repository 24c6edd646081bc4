import { randomUUID } from "node:crypto";
import type { Bus } from "../../../../trace/bus.ts";
import type { State } from "../../../state/state.ts";
import type { StackResource } from "../resource-life.ts";
import type { NextStatus, StackStatus } from "../stack-life.ts";
import { STACK_TYPE, type Stack } from "../stack.ts";
import type { StackStore } from "../store.ts";
import { Halted } from "./halted.ts";

/** Writes what becomes of stacks and resources: the new status and its event in one transaction, then the bus. */
export class Journal {
  readonly #state: State;
  readonly #store: StackStore;
  readonly #bus: Bus;
  #lastEventAt = 0;

  constructor(state: State, store: StackStore, bus: Bus) {
    this.#state = state;
    this.#store = store;
    this.#bus = bus;
  }

  /**
   * Moves a stack along an arrow of its step. `settle` is called with the stack as it is stored now, inside the write:
   * it may change more of it, and undoes the move by what it throws. Throws Halted where a request has moved the
   * stack meanwhile.
   */
  move<From extends StackStatus>(
    id: string,
    from: From,
    to: NextStatus<From>,
    reason?: string,
    settle: (stack: Stack) => Stack = (stack) => stack,
  ): Promise<Stack> {
    return this.write(() => {
      const stack = this.#store.byId(id);
      if (stack?.status !== from) throw new Halted();
      return settle(withStatus(stack, to, reason));
    });
  }

  /**
   * Stores a stack, new or changed, with its event: looked at, checked and changed by `work` in one write. Where that
   * returns none, there was nothing to do.
   */
  async write<Result extends Stack | undefined>(work: () => Result): Promise<Result> {
    const saved = await this.#state.write(() => {
      const stack = work();
      if (stack !== undefined) {
        this.#store.save(stack);
        this.#addStackEvent(stack);
      }
      return stack;
    });
    if (saved !== undefined) this.#announce(saved);
    return saved;
  }

  /** Gives a resource a status, and stores all of it. */
  async resource(stack: Stack, resource: StackResource): Promise<StackResource> {
    await this.#state.write(() => {
      this.#store.saveResource(stack.id, resource);
      this.#addResourceEvent(stack, resource);
    });
    this.#announceResource(stack, resource);
    return resource;
  }

  /** Takes a resource out of its stack, or puts `instead` in its place, with an event about what is gone. */
  async gone(stack: Stack, resource: StackResource, instead: StackResource | undefined): Promise<void> {
    await this.#state.write(() => {
      if (instead === undefined) this.#store.removeResource(stack.id, resource.logicalId);
      else this.#store.saveResource(stack.id, instead);
      this.#addResourceEvent(stack, resource);
    });
    this.#announceResource(stack, resource);
  }

  /** Stores a resource without an event. */
  async quietly(stack: Stack, resource: StackResource): Promise<void> {
    await this.#state.write(() => this.#store.saveResource(stack.id, resource));
  }

  /** An event about a resource that does not change what is stored of it. */
  async note(stack: Stack, resource: StackResource): Promise<void> {
    await this.#state.write(() => this.#addResourceEvent(stack, resource));
    this.#announceResource(stack, resource);
  }

  #addStackEvent(stack: Stack): void {
    this.#store.addEvent({
      eventId: randomUUID(),
      stackId: stack.id,
      stackName: stack.name,
      logicalId: stack.name,
      physicalId: stack.id,
      type: STACK_TYPE,
      status: stack.status,
      ...(stack.reason === undefined ? {} : { reason: stack.reason }),
      ...(stack.token === undefined ? {} : { token: stack.token }),
      at: this.#nextTime(),
    });
  }

  #announce(stack: Stack): void {
    this.#bus.dispatch({
      type: "stackChanged",
      stack: stack.name,
      logicalId: undefined,
      resourceType: undefined,
      status: stack.status,
      reason: stack.reason,
    });
  }

  #addResourceEvent(stack: Stack, resource: StackResource): void {
    const { logicalId, physicalId, type, status, reason, properties } = resource;
    this.#store.addEvent({
      // As on AWS: the logical id, the status and a random part.
      eventId: `${logicalId}-${status}-${randomUUID()}`,
      stackId: stack.id,
      stackName: stack.name,
      logicalId,
      physicalId,
      type,
      status,
      ...(reason === undefined ? {} : { reason }),
      ...(stack.token === undefined ? {} : { token: stack.token }),
      properties: JSON.stringify(properties),
      at: this.#nextTime(),
    });
  }

  #announceResource(stack: Stack, { logicalId, type, status, reason }: StackResource): void {
    this.#bus.dispatch({ type: "stackChanged", stack: stack.name, logicalId, resourceType: type, status, reason });
  }

  /** No two events have one time: the cdk CLI orders them by it, and ours come several a millisecond. */
  #nextTime(): number {
    this.#lastEventAt = Math.max(Date.now(), this.#lastEventAt + 1);
    return this.#lastEventAt;
  }
}

/** A stack with another status; the reason of the one before is gone. */
export function withStatus(stack: Stack, status: StackStatus, reason?: string): Stack {
  const { reason: _, ...rest } = stack;
  return { ...rest, status, ...(reason === undefined ? {} : { reason }) };
}
