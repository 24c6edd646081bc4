import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { notInThisEngine, validationError } from "../errors.ts";
import { type ServiceParts, findStack, onStack } from "../service-parts.ts";
import { list, parseInput, stackReference } from "./inputs.ts";

const Input = v.object({
  StackName: stackReference,
  ResourcesToSkip: list(v.string()),
  ClientRequestToken: v.optional(v.string()),
});

/** ContinueUpdateRollback: tries again what a rollback could not bring back. */
export function continueUpdateRollback(parts: ServiceParts): Operation<v.InferOutput<typeof Input>, object> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("ContinueUpdateRollback", input.StackName, call),
    async run(input, call) {
      if ((input.ResourcesToSkip ?? []).length > 0) throw notInThisEngine("ContinueUpdateRollback ResourcesToSkip");
      const stack = await findStack(parts, input.StackName, call);
      if (stack.status !== "UPDATE_ROLLBACK_FAILED") {
        throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not continue rollback.`);
      }
      await parts.engine.journal.stack(stack.id, "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated");
      parts.engine.continueRollback(stack.id);
      return {};
    },
  };
}
