import { validationError } from "../errors.ts";
import type { Stack, StackInput } from "../stack.ts";
import { type Reader, importingStacks } from "../stored-exports.ts";
import { evaluateCondition, evaluateText } from "../template/evaluate.ts";
import { parameterValues } from "../template/parameters.ts";
import { type Scope, pseudoParameters } from "../template/scope.ts";
import { type Template, parseTemplate } from "../template/template.ts";

type Identity = Parameters<typeof pseudoParameters>[0];

/** The stacks of an account and region that import an export; those too that would again if their update failed. */
export function importersOf(state: Reader, at: Pick<Stack, "account" | "region">, exportName: string): Stack[] {
  return importingStacks(state, at).filter((stack) => {
    const inputs = stack.previous === undefined ? [stack] : [stack, stack.previous];
    return inputs.some((input) => input.template !== "" && importsOf(stack, input).has(exportName));
  });
}

/** Names of the exports that a stack imports where it is made of that. */
export function importsOf(
  stack: Identity,
  { template: text, parameters }: Pick<StackInput, "template" | "parameters">,
): Set<string> {
  const template = parseTemplate(text);
  const scope: Scope = {
    parameters: parameterValues(template, parameters),
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
  const used = [
    ...Object.values(Resources)
      .filter(isActive)
      .map(({ Properties }) => Properties),
    ...Object.values(Outputs)
      .filter(isActive)
      .map(({ Value, Export }) => [Value, Export]),
  ];
  return new Set(namesIn(used, scope));
}

/** Throws where no stack exports something that the stack imports. Inside `State.read`. */
export function requireImports(stack: Identity & StackInput, scope: Scope): void {
  const missing = missingImport(importsOf(stack, stack), scope);
  if (missing !== undefined) throw validationError(missing);
}

/** What is said of the first import that no stack exports; undefined where each of them is there. */
export function missingImport(names: Iterable<string>, scope: Pick<Scope, "exported">): string | undefined {
  const missing = [...names].find((name) => scope.exported(name) === undefined);
  return missing === undefined ? undefined : `No export named ${missing} found.`;
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
