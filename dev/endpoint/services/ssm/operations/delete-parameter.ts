import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { parameterNotFound } from "../errors.ts";
import { type ParameterStore, arnOf, splitSelector } from "../store.ts";

const parse = inputOf("ssm", "DeleteParameter");

/** Deletes a parameter with all its versions. */
export function deleteParameter(store: ParameterStore): Operation<ReturnType<typeof parse>, object> {
  return {
    parse,
    permissions: (input, call) => [{ action: "ssm:DeleteParameter", resource: arnOf(call, input.Name) }],
    run(input, call) {
      return store.write(() => {
        const { name } = splitSelector(call, input.Name);
        if (!store.delete(call, name)) throw parameterNotFound(name);
        return {};
      });
    },
  };
}
