import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type ServiceParts, onStack } from "../service-parts.ts";
import { exportsAfter } from "../stored-exports.ts";
import { parseInput } from "./inputs.ts";
import { PAGE, nameIn, pageOf } from "./paging.ts";

const Input = v.object({ NextToken: v.optional(v.string()) });

/** ListExports: the exported outputs of every stack of the account and region, by their names. */
export function listExports(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, { Exports: Record<string, unknown>[]; NextToken: string | undefined }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (_input, call) => onStack("ListExports", undefined, call),
    async run({ NextToken }, call) {
      const { state } = parts.host;
      const after = nameIn(NextToken);
      const at = { account: call.caller.account, region: call.region };
      const found = await state.read(() => exportsAfter(state, at, after, PAGE + 1));
      const { entries, NextToken: next } = pageOf(found, ({ name }) => name);
      return {
        NextToken: next,
        Exports: entries.map(({ stackId, name, value }) => ({ ExportingStackId: stackId, Name: name, Value: value })),
      };
    },
  };
}
