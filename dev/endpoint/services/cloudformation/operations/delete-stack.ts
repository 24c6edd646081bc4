import * as v from "valibot";
import type { Call, Operation } from "../../../service.ts";
import { exportInUse } from "../engine/exports.ts";
import { withStatus } from "../engine/journal.ts";
import { validationError } from "../errors.ts";
import { type ServiceParts, findLivingStack, onStack } from "../service-parts.ts";
import { statusAfter } from "../stack-life.ts";
import type { Stack } from "../stack.ts";
import { list, parseInput, stackReference } from "./inputs.ts";

const Input = v.object({
  StackName: stackReference,
  RetainResources: list(v.string()),
  ClientRequestToken: v.optional(v.string()),
});

/** DeleteStack by name or ARN; a stack that is not there is fine. A creation that still runs is ended. Answers when it is gone, or after two seconds. */
export function deleteStack(parts: ServiceParts): Operation<v.InferOutput<typeof Input>, undefined> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("DeleteStack", input.StackName, call),
    async run(input, call) {
      const { store, engine } = parts;
      const found = await findLivingStack(parts, input.StackName, call);
      if (found === undefined) return undefined;
      const stack = await engine.journal.write(() => {
        const before = store.byId(found.id);
        if (before === undefined || before.deletedAt !== undefined || before.status === "DELETE_IN_PROGRESS") {
          return undefined;
        }
        return deletionOf(parts, before, input, call);
      });
      if (stack?.status !== "DELETE_IN_PROGRESS") return undefined;
      engine.proceed(stack.id);
      await engine.settled(stack.id);
      return undefined;
    },
  };
}

/** What a stack becomes by the request. Inside the write that gives it that. Throws where it may not be deleted. */
function deletionOf({ host }: ServiceParts, before: Stack, input: v.InferOutput<typeof Input>, call: Call): Stack {
  const { RetainResources: retained = [], ClientRequestToken: token } = input;
  if (before.terminationProtection) {
    throw validationError(`Stack [${before.name}] cannot be deleted while TerminationProtection is enabled`);
  }
  const status = statusAfter(before, "delete");
  if (retained.length > 0 && before.status !== "DELETE_FAILED") {
    throw validationError(
      `Invalid operation on stack [${before.id}]. RetainResources can be specified only when a stack is in the DELETE_FAILED state.`,
    );
  }
  const inUse = exportInUse(host.state, before, []);
  // The call itself succeeds; the stack says in its reason why it stays (aws-cdk issue 604).
  if (inUse !== undefined) return withStatus(before, before.status, `Delete canceled. ${inUse}`);
  const { token: _, ...rest } = withStatus(before, status, "User Initiated");
  return {
    ...rest,
    caller: call.caller,
    retained,
    ...(token === undefined ? {} : { token }),
    ...(status === "DELETE_COMPLETE" ? { deletedAt: Date.now() } : {}),
  };
}
