import { templateError } from "../errors.ts";
import { evaluateCondition } from "./evaluate.ts";
import type { Scope } from "./scope.ts";
import type { Template } from "./template.ts";

/**
 * Checks the template's rules against the parameters. Throws a ValidationError with the assertion's own description;
 * the words around it are ours, those of AWS were not seen.
 */
export function checkRules(template: Template, scope: Scope): void {
  for (const [name, rule] of Object.entries(template.Rules)) {
    if (rule.RuleCondition !== undefined && !evaluateCondition(rule.RuleCondition, scope)) continue;
    for (const { Assert, AssertDescription } of rule.Assertions) {
      if (evaluateCondition(Assert, scope)) continue;
      throw templateError(`Rule ${name} failed${AssertDescription === undefined ? "" : `: ${AssertDescription}`}`);
    }
  }
}
