import type { Host } from "../../../service.ts";
import type { ResourceContext } from "../resource-types/resource-type.ts";
import type { Stack, StackResource } from "../stack.ts";
import type { StackStore } from "../store.ts";
import { evaluateCondition } from "../template/conditions.ts";
import { creationOrder, findDependencies } from "../template/dependencies.ts";
import { parameterValues } from "../template/parameters.ts";
import { type Scope, pseudoParameters } from "../template/scope.ts";
import { type Template, parseTemplate } from "../template/template.ts";
import type { Journal } from "./journal.ts";

/** One running operation on one stack. */
export interface StackWork {
  readonly host: Host;
  readonly store: StackStore;
  readonly journal: Journal;
  /** As it was when the operation began. */
  readonly stack: Stack;
  readonly template: Template;
  /** Logical ids of the resources whose condition holds, each after what it waits for. */
  readonly order: readonly string[];
  /** What each resource waits for. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  /** The stack's resources as they are now; kept up to date by the steps. */
  readonly resources: Map<string, StackResource>;
  readonly scope: Scope;
  /** Every stack of the account and region, as they were when the operation began. */
  readonly others: readonly Stack[];
  /** Throws `Halted` when the endpoint stops, or when the stack is to be deleted. */
  checkpoint(): void;
}

/** The operation ends here, without a status of its own: another one, or the next start, goes on. */
export class Halted extends Error {
  constructor() {
    super("The operation was halted");
    this.name = "Halted";
  }
}

/** Reads a stack and lays out the work on it. */
export async function openWork(
  parts: Pick<StackWork, "host" | "store" | "journal" | "checkpoint">,
  stackId: string,
): Promise<StackWork> {
  const { host, store } = parts;
  const { stack, rows, others } = await host.state.read(() => {
    const found = store.byId(stackId);
    if (found === undefined) throw new Error(`Stack ${stackId} is gone`);
    return { stack: found, rows: store.resources(stackId), others: store.list(found.account, found.region) };
  });
  const template = parseTemplate(stack.template);
  const resources = new Map(rows.map((row) => [row.logicalId, row]));
  const scope: Scope = {
    parameters: parameterValues(template, stack.parameters),
    pseudo: pseudoParameters(stack),
    mappings: template.Mappings,
    conditions: template.Conditions,
    resource: (logicalId) => resources.get(logicalId),
    exported: (name) => findExport(others, name),
  };
  const all = findDependencies(template);
  const active = new Set(Object.keys(template.Resources).filter((id) => isActive(template, id, scope)));
  const dependencies = new Map(
    [...active].map((id) => [id, [...(all.get(id) ?? [])].filter((other) => active.has(other))]),
  );
  const order = creationOrder(new Map([...dependencies].map(([id, ids]) => [id, new Set(ids)])));
  return { ...parts, stack, template, order, dependencies, resources, scope, others };
}

/** What a resource type gets to know, and to call, for a resource of the stack. */
export function contextOf(
  { host, stack }: Pick<StackWork, "host" | "stack">,
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
    dispatch: (service, operation, input) =>
      host.dispatch(service, operation, input, { requestId: crypto.randomUUID(), region, caller }),
  };
}

/** The value of an export, from the stacks of the account and region. */
export function findExport(stacks: readonly Stack[], name: string): string | undefined {
  return stacks
    .filter((stack) => stack.deletedAt === undefined)
    .flatMap((stack) => stack.outputs)
    .find((output) => output.ExportName === name)?.OutputValue;
}

function isActive(template: Template, id: string, scope: Scope): boolean {
  const condition = template.Resources[id]?.Condition;
  return condition === undefined || evaluateCondition({ Condition: condition }, scope);
}
