import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { invalid, unsupported } from "../errors.ts";
import { nameAfter, page, parameterShape } from "../members.ts";
import { type ParameterStore, arnOf } from "../store.ts";

const parse = inputOf("ssm", "GetParametersByPath", { Recursive: false, ParameterFilters: [], MaxResults: 10 });

interface Output {
  readonly Parameters: object[];
  readonly NextToken?: string;
}

/** Answers the parameters under a path, those of deeper levels with `Recursive`. */
export function getParametersByPath(store: ParameterStore): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: (input, call) => [{ action: "ssm:GetParametersByPath", resource: arnOf(call, input.Path) }],
    run(input, call) {
      if (input.ParameterFilters.length > 0) throw unsupported("GetParametersByPath with ParameterFilters");
      if (!input.Path.startsWith("/")) {
        throw invalid(
          'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/".',
        );
      }
      const prefix = input.Path.endsWith("/") ? input.Path : `${input.Path}/`;
      return store.read(() => {
        const under = store
          .list(call, prefix, nameAfter(input.NextToken))
          .filter(({ name }) => input.Recursive || !name.slice(prefix.length).includes("/"));
        const { items, ...rest } = page(under, input.MaxResults);
        return { Parameters: items.map((parameter) => parameterShape(call, parameter)), ...rest };
      });
    },
  };
}
