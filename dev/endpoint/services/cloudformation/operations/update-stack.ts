import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";
import { passRole } from "../../../identity/pass-role.ts";
import type { Call, Operation } from "../../../service.ts";
import { planChanges } from "../engine/plan-changes.ts";
import { prepare } from "../engine/prepare.ts";
import { beginUpdate } from "../engine/begin-update.ts";
import { notInThisEngine, validationError } from "../errors.ts";
import { type ServiceParts, findLivingStack, onStack } from "../service-parts.ts";
import { statusAfter } from "../stack-life.ts";
import { flag, parseInput, stackReference, templateMembers } from "./inputs.ts";

const Input = v.object({ ...templateMembers, StackName: stackReference, DisableRollback: flag });

/** UpdateStack: answers at once, the resources are updated in the background. */
export function updateStack(parts: ServiceParts): Operation<v.InferOutput<typeof Input>, { StackId: string }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => [
      ...onStack("UpdateStack", input.StackName, call),
      ...passRole(input.RoleARN, "cloudformation.amazonaws.com"),
    ],
    async run(input, call) {
      for (;;) {
        const id = await attempt(parts, input, call);
        if (id !== undefined) return { StackId: id };
      }
    },
  };
}

/** Begins the update; undefined where the stack has become another one while the request was checked against it. */
async function attempt(
  parts: ServiceParts,
  input: v.InferOutput<typeof Input>,
  call: Call,
): Promise<string | undefined> {
  const stack = await findLivingStack(parts, input.StackName, call);
  if (stack === undefined) throw validationError(`Stack [${input.StackName}] does not exist`);
  statusAfter(stack, "update");
  if (input.DisableRollback === true) throw notInThisEngine("DisableRollback of an update");
  const request = {
    ...input,
    Parameters: input.Parameters ?? [],
    Capabilities: input.Capabilities ?? [],
  };
  const prepared = await prepare(parts, request, { name: stack.name, id: stack.id, previous: stack }, call);
  const rows = await parts.host.state.read(() => parts.store.resources(stack.id));
  if (planChanges(prepared, stack, rows).isEmpty) throw validationError("No updates are to be performed.");
  const update = { input: prepared.input, caller: call.caller, token: input.ClientRequestToken };
  const begun = await beginUpdate(parts, stack.id, update, (before) => isDeepStrictEqual(before, stack));
  return begun ? stack.id : undefined;
}
