import { validationError } from "../errors.ts";
import type { StackOutput } from "../stack.ts";
import { evaluateCondition } from "../template/conditions.ts";
import { evaluateText } from "../template/evaluate.ts";
import type { StackWork } from "./stack-work.ts";

/** Evaluates the outputs whose condition holds. Throws for an export that another stack has. */
export function evaluateOutputs(work: StackWork): StackOutput[] {
  const outputs: StackOutput[] = [];
  const own = new Set(work.stack.outputs.map((output) => output.ExportName));
  for (const [key, declaration] of Object.entries(work.template.Outputs)) {
    const { Condition, Description, Export, Value } = declaration;
    if (Condition !== undefined && !evaluateCondition({ Condition }, work.scope)) continue;
    const exportName =
      Export === undefined ? undefined : evaluateText(Export.Name, work.scope, `The export name of output ${key}`);
    if (exportName !== undefined && !own.has(exportName) && work.scope.exported(exportName) !== undefined) {
      throw validationError(`Export with name ${exportName} is already exported by another stack.`);
    }
    outputs.push({
      OutputKey: key,
      OutputValue: evaluateText(Value, work.scope, `The value of output ${key}`),
      ...(Description === undefined ? {} : { Description }),
      ...(exportName === undefined ? {} : { ExportName: exportName }),
    });
  }
  return outputs;
}
