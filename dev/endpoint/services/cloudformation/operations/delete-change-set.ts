import * as v from "valibot";
import { ServiceError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { type ServiceParts, onStack } from "../service-parts.ts";
import { findChangeSet } from "./find-change-set.ts";
import { parseInput } from "./inputs.ts";

const Input = v.object({ ChangeSetName: v.string(), StackName: v.optional(v.string()) });

/** DeleteChangeSet; one that is not there is fine, since `cdk deploy` deletes before it looks. */
export function deleteChangeSet(parts: ServiceParts): Operation<v.InferOutput<typeof Input>, object> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("DeleteChangeSet", input.StackName, call),
    async run(input, call) {
      try {
        const { changeSet } = await findChangeSet(parts, input, call);
        await parts.host.state.write(() => parts.store.removeChangeSet(changeSet.id));
      } catch (error) {
        if (!(error instanceof ServiceError) || error.code !== "ChangeSetNotFound") throw error;
      }
      return {};
    },
  };
}
