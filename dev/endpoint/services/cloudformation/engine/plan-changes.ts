import { isDeepStrictEqual } from "node:util";
import type { Change } from "../change-set.ts";
import { type ResourceType, replacingProperties } from "../resource-types/resource-type.ts";
import { resourceTypeOf } from "../resource-types/table.ts";
import type { StackResource } from "../resource-life.ts";
import type { Stack } from "../stack.ts";
import { creationOrder, findDependencies } from "../template/dependencies.ts";
import { evaluate, evaluateCondition } from "../template/evaluate.ts";
import type { Scope } from "../template/scope.ts";
import { parseTemplate } from "../template/template.ts";
import { withStackTags } from "./desired-resource.ts";
import type { Prepared } from "./prepare.ts";
import { valuesLater } from "./support.ts";
import { changedProperties } from "./update-resource.ts";

/** What an update would do. */
export interface Plan {
  readonly changes: readonly Change[];
  /** Whether there is anything to do, though it were only an output or a tag. */
  readonly isEmpty: boolean;
}

/** Compares what a stack has with what was prepared. A policy alone is no change, as on AWS. */
export function planChanges(prepared: Prepared, stack: Stack | undefined, rows: readonly StackResource[]): Plan {
  const { template, input } = prepared;
  const present = new Map(rows.map((row) => [row.logicalId, row]));
  const renewed = new Set<string>();
  const scope: Scope = {
    ...prepared.scope,
    resource(logicalId) {
      const row = present.get(logicalId);
      if (row !== undefined && !renewed.has(logicalId)) return row;
      const type = template.Resources[logicalId]?.Type;
      return type === undefined ? undefined : valuesLater(type);
    },
  };
  const changes: Change[] = [];
  const active = new Set<string>();
  for (const logicalId of creationOrder(findDependencies(template))) {
    const declaration = template.Resources[logicalId];
    if (declaration === undefined) continue;
    const { Type, Properties, Condition } = declaration;
    if (Condition !== undefined && !evaluateCondition({ Condition }, scope)) continue;
    active.add(logicalId);
    const type = resourceTypeOf(Type);
    const evaluated = evaluate(Properties, scope) as Record<string, unknown>;
    const change = changeOf(logicalId, type, present.get(logicalId), withStackTags(type, evaluated, input.tags));
    if (change?.replacement === "True") renewed.add(logicalId);
    if (change !== undefined) changes.push(change);
  }
  for (const { logicalId, physicalId, type } of rows) {
    if (!active.has(logicalId)) changes.push({ action: "Remove", logicalId, physicalId, type, properties: [] });
  }
  return { changes, isEmpty: changes.length === 0 && stack !== undefined && sameBesides(prepared, stack) };
}

function changeOf(
  logicalId: string,
  resourceType: ResourceType,
  row: StackResource | undefined,
  desired: Readonly<Record<string, unknown>>,
): Change | undefined {
  const { type } = resourceType;
  if (row === undefined) return { action: "Add", logicalId, type, properties: [] };
  const { physicalId } = row;
  const properties = changedProperties(row.properties, desired);
  if (properties.length === 0) return undefined;
  const recreating = replacingProperties(resourceType, properties, desired, row.properties);
  const replacement = recreating.length > 0 ? "True" : "False";
  return { action: "Modify", logicalId, physicalId, type, replacement, properties, recreating };
}

function sameBesides({ template, input }: Prepared, stack: Stack): boolean {
  if (stack.template === "") return false;
  const before = parseTemplate(stack.template);
  return (
    isDeepStrictEqual(before.Outputs, template.Outputs) &&
    isDeepStrictEqual(stack.tags, input.tags) &&
    isDeepStrictEqual(settledValues(stack.parameters), settledValues(input.parameters))
  );
}

function settledValues(parameters: Stack["parameters"]): Record<string, string> {
  return Object.fromEntries(parameters.map(({ key, value, resolved }) => [key, resolved ?? value]));
}
