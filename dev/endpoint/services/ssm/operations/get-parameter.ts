import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { parameterShape } from "../members.ts";
import { type ParameterStore, arnOf } from "../store.ts";

const parse = inputOf("ssm", "GetParameter");

/** Answers a parameter, by name or ARN, the newest version or the one after `:`. */
export function getParameter(store: ParameterStore): Operation<ReturnType<typeof parse>, { Parameter: object }> {
  return {
    parse,
    permissions: (input, call) => [{ action: "ssm:GetParameter", resource: arnOf(call, input.Name) }],
    run: (input, call) =>
      store.read(() => ({ Parameter: parameterShape(call, store.select(call, input.Name), input.Name) })),
  };
}
