import * as v from "valibot";
import { ServiceError } from "../../../errors.ts";
import { passRole } from "../../../identity/pass-role.ts";
import type { Operation } from "../../../service.ts";
import { prepare } from "../engine/prepare.ts";
import { withInput } from "../engine/stack-input.ts";
import { validationError } from "../errors.ts";
import { newStack } from "../new-stack.ts";
import { type ServiceParts, findLivingStack, newStackId, onStack } from "../service-parts.ts";
import type { Stack } from "../stack.ts";
import { flag, parseInput, stackName, templateMembers } from "./inputs.ts";

const Input = v.object({
  ...templateMembers,
  StackName: stackName,
  DisableRollback: flag,
  OnFailure: v.optional(v.picklist(["ROLLBACK", "DELETE", "DO_NOTHING"])),
  EnableTerminationProtection: flag,
});

/** CreateStack: answers at once, the resources are made in the background. */
export function createStack(parts: ServiceParts): Operation<v.InferOutput<typeof Input>, { StackId: string }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => [
      ...onStack("CreateStack", input.StackName, call),
      ...passRole(input.RoleARN, "cloudformation.amazonaws.com"),
    ],
    async run(input, call) {
      const { store, engine } = parts;
      const { StackName: name } = input;
      if ((await findLivingStack(parts, name, call)) !== undefined) throw alreadyExists(name);
      if (input.DisableRollback !== undefined && input.OnFailure !== undefined) {
        throw validationError("You can specify either DisableRollback or OnFailure, but not both.");
      }
      const id = newStackId(name, call);
      const request = { ...input, Parameters: input.Parameters ?? [], Capabilities: input.Capabilities ?? [] };
      const prepared = await prepare(parts, request, { name, id, previous: undefined }, call);
      const stack: Stack = {
        ...withInput(newStack(id, name, call), prepared.input),
        status: "CREATE_IN_PROGRESS",
        reason: "User Initiated",
        onFailure: input.OnFailure ?? (input.DisableRollback === true ? "DO_NOTHING" : "ROLLBACK"),
        terminationProtection: input.EnableTerminationProtection ?? false,
        ...(input.ClientRequestToken === undefined ? {} : { token: input.ClientRequestToken }),
      };
      await engine.journal.write(() => {
        if (store.find(stack.account, stack.region, name) !== undefined) throw alreadyExists(name);
        return stack;
      });
      engine.proceed(id);
      return { StackId: id };
    },
  };
}

function alreadyExists(name: string): ServiceError {
  return new ServiceError("AlreadyExistsException", `Stack [${name}] already exists`);
}
