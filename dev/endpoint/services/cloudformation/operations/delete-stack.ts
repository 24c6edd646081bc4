import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { exportInUse } from "../engine/imports.ts";
import { validationError } from "../errors.ts";
import { type ServiceParts, findLivingStack, onStack } from "../service-parts.ts";
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
      const { host, store, engine } = parts;
      const stack = await findLivingStack(parts, input.StackName, call);
      if (stack === undefined || stack.status === "DELETE_IN_PROGRESS") return undefined;
      refuse(stack, input.RetainResources ?? []);
      const others = await host.state.read(() => store.list(call.caller.account, call.region));
      const inUse = exportInUse(others, stack, []);
      // The call itself succeeds; the stack says in its reason why it stays (aws-cdk issue 604).
      if (inUse !== undefined) {
        await engine.journal.stack(stack.id, stack.status, `Delete canceled. ${inUse}`);
        return undefined;
      }
      if (stack.status === "CREATE_IN_PROGRESS") await engine.halt(stack.id);
      const begin = (now: Stack): Stack => {
        const { token: _, ...rest } = now;
        return {
          ...rest,
          caller: call.caller,
          retained: input.RetainResources ?? [],
          ...(input.ClientRequestToken === undefined ? {} : { token: input.ClientRequestToken }),
        };
      };
      if (stack.status === "REVIEW_IN_PROGRESS") {
        await engine.journal.stack(stack.id, "DELETE_COMPLETE", "User Initiated", (now) => ({
          ...begin(now),
          deletedAt: Date.now(),
        }));
        return undefined;
      }
      await engine.journal.stack(stack.id, "DELETE_IN_PROGRESS", "User Initiated", begin);
      engine.delete(stack.id);
      await engine.settled(stack.id);
      return undefined;
    },
  };
}

function refuse(stack: Stack, retained: readonly string[]): void {
  if (stack.terminationProtection) {
    throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  }
  if (stack.status.endsWith("_IN_PROGRESS") && !/^(CREATE|REVIEW)_/.test(stack.status)) {
    throw validationError(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
  }
  if (retained.length > 0 && stack.status !== "DELETE_FAILED") {
    throw validationError(
      `Invalid operation on stack [${stack.id}]. RetainResources can be specified only when a stack is in the DELETE_FAILED state.`,
    );
  }
}
