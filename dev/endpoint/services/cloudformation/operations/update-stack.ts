import * as v from "valibot";
import { passRole } from "../../../identity/pass-role.ts";
import type { Operation } from "../../../service.ts";
import { planChanges } from "../engine/plan-changes.ts";
import { prepare } from "../engine/prepare.ts";
import { beginUpdate } from "../engine/begin-update.ts";
import { notInThisEngine, validationError } from "../errors.ts";
import { type ServiceParts, findLivingStack, onStack, requireUpdatable } from "../service-parts.ts";
import { flag, parseInput, stackReference, templateMembers } from "./inputs.ts";

const Input = v.object({ ...templateMembers, StackName: stackReference, DisableRollback: flag });

/** UpdateStack: answers at once, the resources are updated in the background. */
export function updateStack(parts: ServiceParts): Operation<v.InferOutput<typeof Input>, { StackId: string }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => [...onStack("UpdateStack", input.StackName, call), ...passRole(input.RoleARN)],
    async run(input, call) {
      const { host, store } = parts;
      const stack = await findLivingStack(parts, input.StackName, call);
      if (stack === undefined) throw validationError(`Stack [${input.StackName}] does not exist`);
      requireUpdatable(stack);
      if (input.DisableRollback === true) throw notInThisEngine("DisableRollback of an update");
      const request = {
        ...input,
        Parameters: input.Parameters ?? [],
        Capabilities: input.Capabilities ?? [],
      };
      const prepared = await prepare(parts, request, { name: stack.name, id: stack.id, previous: stack }, call);
      const rows = await host.state.read(() => store.resources(stack.id));
      if (planChanges(prepared, stack, rows).isEmpty) throw validationError("No updates are to be performed.");
      await beginUpdate(parts, stack.id, prepared, { caller: call.caller, token: input.ClientRequestToken });
      return { StackId: stack.id };
    },
  };
}
