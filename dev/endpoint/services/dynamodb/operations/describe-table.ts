import type { Operation } from "../../../service.ts";
import { type Dynamodb, permission } from "../context.ts";
import { checkInput, dynaliteShape } from "../check-input.ts";
import { type TableDescription, describeTable as describe } from "../tables/describe.ts";

interface Input {
  readonly TableName: string;
}

/** Tells keys, indexes, status, settings, items and bytes of a table. */
export function describeTable({ host, tables }: Dynamodb): Operation<Input, { readonly Table: TableDescription }> {
  return {
    parse: (input) => checkInput(dynaliteShape("describeTable"), input) as Input,
    permissions: (input, call) => [permission("DescribeTable", input.TableName, call)],
    run: (input, call) => host.state.read(() => ({ Table: describe(tables, tables.existing(input.TableName, call)) })),
  };
}
