import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { type ParameterStore, arnOf, splitSelector } from "../store.ts";

const parse = inputOf("ssm", "DeleteParameters");

interface Output {
  readonly DeletedParameters: string[];
  readonly InvalidParameters: string[];
}

/** Deletes several parameters; those that are not there are named. */
export function deleteParameters(store: ParameterStore): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: (input, call) =>
      input.Names.map((name) => ({ action: "ssm:DeleteParameters", resource: arnOf(call, name) })),
    run(input, call) {
      return store.write(() => {
        const output: Output = { DeletedParameters: [], InvalidParameters: [] };
        for (const name of new Set(input.Names)) {
          const deleted = store.delete(call, splitSelector(call, name).name);
          (deleted ? output.DeletedParameters : output.InvalidParameters).push(name);
        }
        return output;
      });
    },
  };
}
