import type { StackOutput } from "../stack.ts";
import { evaluateCondition, evaluateText } from "../template/evaluate.ts";
import { requireExports } from "./exports.ts";
import type { StackWork } from "./stack-work.ts";

/**
 * The outputs whose condition holds, with their values. Inside the write that gives them to the stack. Throws for an
 * export that another stack has, and for one that another stack imports and that would go or change.
 */
export function settleOutputs(work: StackWork): StackOutput[] {
  const outputs = Object.entries(work.template.Outputs).flatMap(([key, declaration]) => {
    const { Condition, Description, Export, Value } = declaration;
    if (Condition !== undefined && !evaluateCondition({ Condition }, work.scope)) return [];
    const output: StackOutput = {
      OutputKey: key,
      OutputValue: evaluateText(Value, work.scope, `The value of output ${key}`),
      ...(Description === undefined ? {} : { Description }),
      ...(Export === undefined
        ? {}
        : { ExportName: evaluateText(Export.Name, work.scope, `The export name of output ${key}`) }),
    };
    return [output];
  });
  requireExports(work.host.state, work.stack, outputs);
  return outputs;
}
