import type { Host } from "../../../service.ts";
import type { StackResource } from "../resource-life.ts";
import type { ResourceContext } from "../resource-types/resource-type.ts";
import type { Stack } from "../stack.ts";
import type { StackStore } from "../store.ts";
import { evaluateCondition } from "../template/evaluate.ts";
import { creationOrder, findDependencies } from "../template/dependencies.ts";
import { parameterValues } from "../template/parameters.ts";
import { type Scope, pseudoParameters } from "../template/scope.ts";
import { type Template, parseTemplate } from "../template/template.ts";
import { importable } from "./exports.ts";
import type { Journal } from "./journal.ts";
import type { NamesBeingMade } from "./names-being-made.ts";
import type { NestedCalls } from "./nested-calls.ts";

/** One running operation on one stack. */
export interface StackWork {
  readonly host: Host;
  readonly store: StackStore;
  readonly journal: Journal;
  readonly names: NamesBeingMade;
  readonly nested: NestedCalls;
  /** As it was when the operation began. */
  readonly stack: Stack;
  readonly template: Template;
  /** Logical ids of the resources whose condition holds, each after what it waits for. */
  readonly order: readonly string[];
  /** What each resource waits for. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  /** The stack's resources as they are now; kept up to date by the steps. */
  readonly resources: Map<string, StackResource>;
  /** Exports are looked up as they are now: to be evaluated inside `State.read` and `write`. */
  readonly scope: Scope;
  /** Throws `Halted` when the endpoint stops, or when the stack is to be deleted. */
  checkpoint(): void;
}

/** Reads a stack and lays out the work on it. Inside `State.read`. */
export function openWork(
  parts: Pick<StackWork, "host" | "store" | "journal" | "names" | "nested" | "checkpoint">,
  stack: Stack,
): StackWork {
  const { store } = parts;
  const template = parseTemplate(stack.template);
  const resources = new Map(store.resources(stack.id).map((row) => [row.logicalId, row]));
  const scope: Scope = {
    parameters: parameterValues(template, stack.parameters),
    pseudo: pseudoParameters(stack),
    mappings: template.Mappings,
    conditions: template.Conditions,
    resource: (logicalId) => resources.get(logicalId),
    exported: (name) => importable(parts.host.state, stack, name),
  };
  const all = findDependencies(template);
  const active = new Set(Object.keys(template.Resources).filter((id) => isActive(template, id, scope)));
  const dependencies = new Map(
    [...active].map((id) => [id, [...(all.get(id) ?? [])].filter((other) => active.has(other))]),
  );
  const order = creationOrder(new Map([...dependencies].map(([id, ids]) => [id, new Set(ids)])));
  return { ...parts, stack, template, order, dependencies, resources, scope };
}

/** What a resource type gets to know, and to call, for a resource of the stack. */
export function contextOf(
  { host, nested, stack }: Pick<StackWork, "host" | "nested" | "stack">,
  resource: Pick<StackResource, "logicalId" | "name" | "physicalId">,
): ResourceContext {
  const { account, region, name: stackName, caller } = stack;
  return {
    account,
    region,
    stackName,
    logicalId: resource.logicalId,
    name: resource.name,
    physicalId: resource.physicalId,
    nested: {
      create: (name, request) => nested.create(stack, name, request),
      update: (id, request) => nested.update(stack, id, request),
      remove: (nameOrId) => nested.remove(stack, nameOrId),
      outputs: (id) => nested.outputs(id),
    },
    dispatch: (service, operation, input) =>
      host.dispatch(service, operation, input, { requestId: crypto.randomUUID(), region, caller }),
  };
}

/** Stores a resource with its event, in the state file and in the work at hand. */
export async function keep(work: StackWork, resource: StackResource): Promise<StackResource> {
  work.resources.set(resource.logicalId, resource);
  return work.journal.resource(work.stack, resource);
}

/** Stores a resource without an event, in the state file and in the work at hand. */
export async function keepQuietly(work: StackWork, resource: StackResource): Promise<void> {
  work.resources.set(resource.logicalId, resource);
  await work.journal.quietly(work.stack, resource);
}

function isActive(template: Template, id: string, scope: Scope): boolean {
  const condition = template.Resources[id]?.Condition;
  return condition === undefined || evaluateCondition({ Condition: condition }, scope);
}
