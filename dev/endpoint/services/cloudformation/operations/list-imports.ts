import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { importersOf } from "../engine/imports.ts";
import { validationError } from "../errors.ts";
import { type ServiceParts, onStack } from "../service-parts.ts";
import { parseInput } from "./inputs.ts";

const Input = v.object({ ExportName: v.pipe(v.string(), v.minLength(1)), NextToken: v.optional(v.string()) });

/** ListImports: the stacks of the account and region that import an export. */
export function listImports(parts: ServiceParts): Operation<v.InferOutput<typeof Input>, { Imports: string[] }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (_input, call) => onStack("ListImports", undefined, call),
    async run({ ExportName }, call) {
      const { state } = parts.host;
      const at = { account: call.caller.account, region: call.region };
      const Imports = await state.read(() => importersOf(state, at, ExportName).map(({ name }) => name));
      if (Imports.length === 0) throw validationError(`Export '${ExportName}' is not imported by any stack.`);
      return { Imports };
    },
  };
}
