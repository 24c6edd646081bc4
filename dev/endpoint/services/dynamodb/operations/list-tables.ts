import type { Operation } from "../../../service.ts";
import type { Dynamodb } from "../context.ts";
import { checkInput, dynaliteShape } from "../check-input.ts";

interface Input {
  readonly Limit?: number;
  readonly ExclusiveStartTableName?: string;
}

interface Output {
  readonly TableNames: string[];
  readonly LastEvaluatedTableName?: string;
}

/** Names of the tables of an account in a region, 100 a page. */
export function listTables({ host, tables }: Dynamodb): Operation<Input, Output> {
  return {
    parse: (input) => checkInput(dynaliteShape("listTables"), input),
    permissions: () => [{ action: "dynamodb:ListTables", resource: "*" }],
    run: ({ Limit: limit = 100, ExclusiveStartTableName: start = "" }, call) =>
      host.state.read(() => {
        const names = tables.names(call, start, limit + 1);
        const last = names.length > limit ? names[limit - 1] : undefined;
        return {
          TableNames: names.slice(0, limit),
          ...(last === undefined ? {} : { LastEvaluatedTableName: last }),
        };
      }),
  };
}
