import type { Stack, StackOutput } from "../stack.ts";
import { evaluateCondition } from "../template/conditions.ts";
import { evaluateText } from "../template/evaluate.ts";
import { parameterValues } from "../template/parameters.ts";
import { type Scope, pseudoParameters } from "../template/scope.ts";
import { type Template, parseTemplate } from "../template/template.ts";

/** Names of the stacks, among those of an account and region, that import an export. */
export function importersOf(stacks: readonly Stack[], exportName: string): string[] {
  return stacks
    .filter((stack) => stack.deletedAt === undefined && stack.template !== "")
    .filter((stack) => importsOf(stack).has(exportName))
    .map((stack) => stack.name);
}

/**
 * What is said of an export that other stacks import and that would go, or change; undefined where there is none. The
 * words are those of 2025, quoted at repost.aws.
 */
export function exportInUse(
  stacks: readonly Stack[],
  own: Pick<Stack, "id" | "outputs">,
  outputs: readonly StackOutput[],
): string | undefined {
  const others = stacks.filter((stack) => stack.id !== own.id);
  const after = new Map(outputs.map(({ ExportName, OutputValue }) => [ExportName, OutputValue]));
  for (const { ExportName: name, OutputValue: value } of own.outputs) {
    if (name === undefined || after.get(name) === value) continue;
    const importers = importersOf(others, name);
    if (importers.length === 0) continue;
    const verb = after.has(name) ? "update" : "delete";
    return `Cannot ${verb} export ${name} as it is in use by ${importers.join(" and ")}.`;
  }
  return undefined;
}

function importsOf(stack: Stack): Set<string> {
  const template = parseTemplate(stack.template);
  const scope: Scope = {
    parameters: parameterValues(template, stack.parameters),
    pseudo: pseudoParameters(stack),
    mappings: template.Mappings,
    conditions: template.Conditions,
    // The name of an import may not depend on a resource.
    resource: () => undefined,
    exported: () => undefined,
  };
  const isActive = ({ Condition }: { Condition?: string | undefined }): boolean =>
    Condition === undefined || evaluateCondition({ Condition }, scope);
  const { Resources, Outputs }: Template = template;
  const used = [...Object.values(Resources), ...Object.values(Outputs)].filter(isActive);
  return new Set(namesIn(used, scope));
}

function* namesIn(value: unknown, scope: Scope): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key === "Fn::ImportValue") yield evaluateText(member, scope, key);
    else if (key === "Fn::If" && Array.isArray(member)) {
      yield* namesIn(evaluateCondition({ Condition: member[0] as unknown }, scope) ? member[1] : member[2], scope);
    } else yield* namesIn(member, scope);
  }
}
