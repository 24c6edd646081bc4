import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { begin } from "../engine/begin.ts";
import { notInThisEngine } from "../errors.ts";
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
      await begin(parts, stack.id, "continueRollback");
      return {};
    },
  };
}
