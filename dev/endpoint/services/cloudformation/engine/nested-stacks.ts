import { validationError } from "../errors.ts";
import { newStack } from "../new-stack.ts";
import { type ServiceParts, newStackId } from "../service-parts.ts";
import { stackState } from "../stack-life.ts";
import type { NestedStackRequest } from "../resource-types/resource-type.ts";
import type { Stack } from "../stack.ts";
import { begin } from "./begin.ts";
import { beginUpdate } from "./begin-update.ts";
import { Halted } from "./halted.ts";
import type { NestedCalls } from "./nested-calls.ts";
import { planChanges } from "./plan-changes.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { withInput } from "./stack-input.ts";

/**
 * The stacks that are resources of a stack: each is made, changed and removed as any other, and waited for. One that
 * fails to be made is not rolled back by itself: its parent removes it (the reason that AWS shows of one,
 * `Embedded stack … was not successfully created: The following resource(s) failed to create: […].`, lacks the
 * `Rollback requested by user` of a stack that rolls itself back).
 */
export class NestedStacks implements NestedCalls {
  readonly #parts: ServiceParts;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  /** Makes a nested stack of that name. Resolves with its ARN once it is complete. */
  async create(parent: Stack, name: string, request: NestedStackRequest): Promise<string> {
    const { store, engine } = this.#parts;
    const call = callOf(parent);
    const id = newStackId(name, call);
    const { input } = await this.#prepare(parent, request, { name, id, previous: undefined });
    const stack: Stack = {
      ...withInput(newStack(id, name, call), input),
      status: "CREATE_IN_PROGRESS",
      onFailure: "DO_NOTHING",
      terminationProtection: parent.terminationProtection,
      parentId: parent.id,
      rootId: parent.rootId ?? parent.id,
    };
    await engine.journal.write(() => {
      if (store.find(stack.account, stack.region, name) === undefined) return stack;
      throw validationError(`Stack [${name}] already exists`);
    });
    engine.proceed(id);
    const made = await this.#ended(id);
    if (made?.status === "CREATE_COMPLETE") return id;
    throw new Error(`Embedded stack ${id} was not successfully created: ${made?.reason ?? ""}`.trim());
  }

  /** Brings a nested stack to a template and parameters, or leaves it as it is where nothing differs. */
  async update(parent: Stack, id: string, request: NestedStackRequest): Promise<void> {
    const { host, store } = this.#parts;
    const before = await this.#settled(id);
    const prepared = await this.#prepare(parent, request, { name: before.name, id, previous: before });
    const rows = await host.state.read(() => store.resources(id));
    if (planChanges(prepared, before, rows).isEmpty) return;
    const update = { input: prepared.input, caller: parent.caller, token: undefined };
    await beginUpdate(this.#parts, id, update, () => true);
    const after = await this.#ended(id);
    if (after?.status === "UPDATE_COMPLETE") return;
    const events = await host.state.read(() => store.events(id, undefined, MOST_EVENTS));
    const failed = events.find(
      ({ event }) => event.physicalId === id && event.status === "UPDATE_ROLLBACK_IN_PROGRESS",
    );
    const { status, reason } = failed?.event ?? { status: after?.status, reason: after?.reason };
    throw new Error(
      `Embedded stack ${id} was not successfully updated. Currently in ${status} with reason: ${reason ?? ""}`.trim(),
    );
  }

  /** Removes a nested stack by its ARN, or by its name where the ARN was not known yet; one that is gone is fine. */
  async remove(parent: Stack, nameOrId: string): Promise<void> {
    const { host, store } = this.#parts;
    const { account, region } = parent;
    const found = await host.state.read(() => store.find(account, region, nameOrId));
    if (found === undefined) return;
    const before = await this.#ended(found.id);
    if (before === undefined || before.deletedAt !== undefined) return;
    await begin(this.#parts, found.id, "delete", (stack) => ({ ...stack, caller: parent.caller, retained: [] }));
    const after = await this.#ended(found.id);
    if (after?.status === "DELETE_COMPLETE") return;
    throw new Error(`Embedded stack ${found.id} was not successfully deleted: ${after?.reason ?? ""}`.trim());
  }

  /** The values of its outputs by their keys. */
  async outputs(id: string): Promise<Record<string, string>> {
    const { host, store } = this.#parts;
    const stack = await host.state.read(() => store.byId(id));
    return Object.fromEntries((stack?.outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  }

  /** A stack that may be updated: a rollback that had failed is tried again. */
  async #settled(id: string): Promise<Stack> {
    const stack = await this.#ended(id);
    if (stack?.status === "UPDATE_ROLLBACK_FAILED") {
      await begin(this.#parts, id, "continueRollback");
      return this.#settled(id);
    }
    if (stack === undefined || stack.deletedAt !== undefined) {
      throw validationError(`Stack with id ${id} does not exist`);
    }
    return stack;
  }

  /** The stack once nothing runs on it. Throws Halted where the endpoint stops meanwhile. */
  async #ended(id: string): Promise<Stack | undefined> {
    const { host, store, engine } = this.#parts;
    await engine.ended(id);
    const stack = await host.state.read(() => store.byId(id));
    if (stack !== undefined && stackState(stack.status).step !== undefined) throw new Halted();
    return stack;
  }

  #prepare(
    parent: Stack,
    { TemplateURL, Parameters, Tags }: NestedStackRequest,
    stack: Parameters<typeof prepare>[2],
  ): Promise<Prepared> {
    const given = Object.entries(Parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    }));
    const request = { TemplateURL, Parameters: given, Tags, Capabilities: parent.capabilities };
    return prepare(this.#parts, request, stack, callOf(parent));
  }
}

/** Newest first, in which a rollback has begun. */
const MOST_EVENTS = 1_000;

function callOf({ caller, region }: Stack) {
  return { requestId: crypto.randomUUID(), region, caller };
}
