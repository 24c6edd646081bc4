import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { ServiceError } from "../../../errors.ts";
import { parameterShape } from "../members.ts";
import { type ParameterStore, arnOf } from "../store.ts";

const parse = inputOf("ssm", "GetParameters");

interface Output {
  readonly Parameters: object[];
  readonly InvalidParameters: string[];
}

/** Answers several parameters; those that are not there are named. */
export function getParameters(store: ParameterStore): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: (input, call) =>
      input.Names.map((name) => ({ action: "ssm:GetParameters", resource: arnOf(call, name) })),
    run(input, call) {
      return store.read(() => {
        const output: Output = { Parameters: [], InvalidParameters: [] };
        for (const name of new Set(input.Names)) {
          try {
            output.Parameters.push(parameterShape(call, store.select(call, name), name));
          } catch (error) {
            if (!(error instanceof ServiceError)) throw error;
            output.InvalidParameters.push(name);
          }
        }
        return output;
      });
    },
  };
}
