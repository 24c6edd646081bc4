import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { unsupported } from "../errors.ts";
import { nameAfter, page } from "../members.ts";
import { type ParameterStore, arnOf } from "../store.ts";

const parse = inputOf("ssm", "DescribeParameters", { Filters: [], ParameterFilters: [], MaxResults: 50 });

interface Output {
  readonly Parameters: object[];
  readonly NextToken?: string;
}

/** Lists the parameters without their values. */
export function describeParameters(store: ParameterStore): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: (_input, { region, caller }) => [
      { action: "ssm:DescribeParameters", resource: `arn:aws:ssm:${region}:${caller.account}:*` },
    ],
    run(input, call) {
      if (input.Filters.length + input.ParameterFilters.length > 0) {
        throw unsupported("DescribeParameters with filters");
      }
      return store.read(() => {
        const { items, ...rest } = page(store.list(call, "", nameAfter(input.NextToken)), input.MaxResults);
        const parameters = items.map((parameter) => ({
          Name: parameter.name,
          ARN: arnOf(call, parameter.name),
          Type: parameter.type,
          LastModifiedDate: parameter.modifiedAt / 1000,
          LastModifiedUser: parameter.modifiedBy,
          ...(parameter.description === "" ? {} : { Description: parameter.description }),
          ...(parameter.allowedPattern === "" ? {} : { AllowedPattern: parameter.allowedPattern }),
          Version: parameter.version,
          Tier: "Standard",
          Policies: [],
          DataType: parameter.dataType,
        }));
        return { Parameters: parameters, ...rest };
      });
    },
  };
}
