import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import { parameterNotFound } from "../errors.ts";
import { Name } from "../members.ts";
import { type ParameterStore, arnOf, splitSelector } from "../store.ts";

const parse = inputParser(v.object({ Name }), "ValidationException");

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
