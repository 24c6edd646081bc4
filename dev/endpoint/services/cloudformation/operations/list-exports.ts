import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type ServiceParts, onStack } from "../service-parts.ts";
import { parseInput } from "./inputs.ts";

const Input = v.object({ NextToken: v.optional(v.string()) });

/** ListExports: the exported outputs of every stack of the account and region. */
export function listExports(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, { Exports: Record<string, unknown>[] }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (_input, call) => onStack("ListExports", undefined, call),
    async run(_input, call) {
      const stacks = await parts.host.state.read(() => parts.store.list(call.caller.account, call.region));
      return {
        Exports: stacks
          .filter((stack) => stack.deletedAt === undefined)
          .flatMap((stack) =>
            stack.outputs.flatMap(({ ExportName: Name, OutputValue: Value }) =>
              Name === undefined ? [] : [{ ExportingStackId: stack.id, Name, Value }],
            ),
          ),
      };
    },
  };
}
