import { notInThisEngine, unsupportedTypes } from "../errors.ts";
import type { PropertyIssue } from "../resource-types/resource-type.ts";
import { findResourceType } from "../resource-types/table.ts";
import { evaluate, evaluateCondition } from "../template/evaluate.ts";
import type { ResourceValues, Scope } from "../template/scope.ts";
import type { Template } from "../template/template.ts";

/** Stands for what is known only once a resource is there. */
const LATER = "(known after the resource is there)";

/** Throws for resource types and properties that the embedded engine does not have, naming type and logical id. */
export function checkSupport(template: Template, scope: Scope): void {
  const types = Object.entries(template.Resources).flatMap(([id, { Type }]) =>
    findResourceType(Type) === undefined ? [`${Type} (${id})`] : [],
  );
  if (types.length > 0) throw unsupportedTypes(types);

  // What is left out by its condition cannot be referred to by what is not.
  const active = new Map(
    Object.entries(template.Resources).filter(
      ([, { Condition }]) => Condition === undefined || evaluateCondition({ Condition }, scope),
    ),
  );
  const everything: Scope = {
    ...scope,
    resource(logicalId) {
      const declaration = active.get(logicalId);
      return declaration === undefined ? undefined : valuesLater(declaration.Type);
    },
  };
  const properties = [...active].flatMap(([id, { Type, Properties }]) => {
    const found = findResourceType(Type)?.check(evaluate(Properties, everything) as Record<string, unknown>) ?? [];
    return found.filter((issue) => issue.unsupported).map((issue) => describe(id, Type, issue));
  });
  for (const { Value, Condition } of Object.values(template.Outputs)) {
    if (Condition === undefined || evaluateCondition({ Condition }, everything)) evaluate(Value, everything);
  }
  if (properties.length > 0) throw notInThisEngine(`Each of the properties [${properties.join(", ")}]`);
}

/** The capability that AWS wants to be given for the template. */
export function neededCapability(template: Template): "CAPABILITY_IAM" | "CAPABILITY_NAMED_IAM" | undefined {
  const guarded = Object.values(template.Resources).filter(({ Type }) => findResourceType(Type)?.capability);
  if (guarded.length === 0) return undefined;
  const named = guarded.some(
    ({ Properties }) => Object.hasOwn(Properties, "RoleName") || Object.hasOwn(Properties, "ManagedPolicyName"),
  );
  return named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM";
}

/** What `Ref` and `Fn::GetAtt` see of a resource that is not there yet. */
export function valuesLater(type: string): ResourceValues {
  const found = findResourceType(type);
  const attributes = Object.fromEntries((found?.attributeNames ?? []).map((name) => [name, LATER]));
  return { physicalId: LATER, attributes, later: (name) => (found?.hasAttribute?.(name) === true ? LATER : undefined) };
}

function describe(id: string, type: string, issue: PropertyIssue): string {
  return `${type} ${issue.path} (${id})`;
}
