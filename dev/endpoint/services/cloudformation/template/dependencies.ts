import { templateFormatError, validationError } from "../errors.ts";
import { splitSub } from "./sub.ts";
import type { Template } from "./template.ts";

/** The logical ids of the resources that each resource waits for, by logical id. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

/** Finds what waits for what: `DependsOn`, `Ref`, `Fn::GetAtt`, `Fn::Sub`. Throws for names that are nowhere. */
export function findDependencies(template: Template): Dependencies {
  const parameters = new Set(Object.keys(template.Parameters));
  const unknown = new Set<string>();
  const check = (names: Iterable<string>): string[] =>
    [...names].filter((name) => {
      if (Object.hasOwn(template.Resources, name)) return true;
      if (!parameters.has(name) && !name.startsWith("AWS::")) unknown.add(name);
      return false;
    });
  const dependencies = new Map<string, Set<string>>();
  for (const [id, resource] of Object.entries(template.Resources)) {
    dependencies.set(id, new Set(check([...resource.DependsOn, ...namesIn(resource.Properties)])));
  }
  if (unknown.size === 0) {
    for (const output of Object.values(template.Outputs)) check(namesIn([output.Value, output.Export?.Name]));
    if (unknown.size > 0) throw unresolved(unknown, "Outputs");
  }
  if (unknown.size > 0) throw unresolved(unknown, "Resources");
  return dependencies;
}

/** The resources in an order in which each comes after what it waits for, otherwise as in the template. */
export function creationOrder(dependencies: Dependencies): string[] {
  const order: string[] = [];
  const placed = new Set<string>();
  let waiting = [...dependencies.keys()];
  while (waiting.length > 0) {
    const rest: string[] = [];
    for (const id of waiting) {
      const ready = [...(dependencies.get(id) ?? [])].every((other) => placed.has(other));
      if (!ready) {
        rest.push(id);
        continue;
      }
      placed.add(id);
      order.push(id);
    }
    if (rest.length === waiting.length) {
      throw validationError(`Circular dependency between resources: [${circle(rest, dependencies).join(", ")}]`);
    }
    waiting = rest;
  }
  return order;
}

/** Of the resources that could not be placed, those that wait for themselves. */
function circle(rest: readonly string[], dependencies: Dependencies): string[] {
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    [...(dependencies.get(from) ?? [])].some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, to, seen);
    });
  return rest.filter((id) => reaches(id, id, new Set()));
}

function unresolved(names: ReadonlySet<string>, block: "Resources" | "Outputs"): Error {
  return templateFormatError(
    `Unresolved resource dependencies [${[...names].join(", ")}] in the ${block} block of the template`,
  );
}

function* namesIn(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    for (const entry of value) yield* namesIn(entry);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key === "Ref") yield String(member);
    else if (key === "Fn::GetAtt") {
      yield typeof member === "string" ? (member.split(".")[0] ?? "") : String([member].flat()[0]);
    } else if (key === "Fn::Sub") yield* namesInSub(member);
    else yield* namesIn(member);
  }
}

function* namesInSub(argument: unknown): Generator<string> {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = (variables ?? {}) as Record<string, unknown>;
  for (const part of splitSub(String(text))) {
    if ("variable" in part && !Object.hasOwn(own, part.variable)) yield part.variable.split(".")[0] ?? "";
  }
  yield* namesIn(own);
}
