import type { Operation } from "../../../service.ts";
import { type Dynamodb, permission } from "../context.ts";
import type { Projection } from "../expressions/ast.ts";
import { project } from "../expressions/document-path.ts";
import { checkInput, dynaliteShape } from "../check-input.ts";
import { type ConsumedCapacity, type ReturnConsumedCapacity, consumed, readUnits } from "../items/capacity.ts";
import { projectionPaths } from "../items/search.ts";
import { checkKey, checkNestedPaths } from "../tables/keys.ts";
import type { Item } from "../values/attribute-value.ts";

interface Input {
  readonly TableName: string;
  readonly Key: Item;
  readonly ConsistentRead?: boolean;
  readonly AttributesToGet?: readonly string[];
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly _projection?: Projection;
}

interface Output {
  readonly Item?: Item;
  readonly ConsumedCapacity?: ConsumedCapacity;
}

/** Reads one item by its key. */
export function getItem({ host, tables, items }: Dynamodb): Operation<Input, Output> {
  return {
    parse: (input) => checkInput(dynaliteShape("getItem"), input) as Input,
    permissions: (input, call) => [permission("GetItem", input.TableName, call)],
    run: (input, call) =>
      host.state.read(() => {
        const table = tables.active(input.TableName, call);
        checkKey(table.definition, input.Key);
        checkNestedPaths(table.definition, input._projection?.nestedPaths);
        const found = items.get(table, input.Key);
        const paths = projectionPaths(input);
        const units = { table: readUnits(found?.size ?? 0, input.ConsistentRead === true), indexes: new Map() };
        return {
          ...(found === undefined ? {} : { Item: paths === undefined ? found.item : project(paths, found.item) }),
          ...consumed(input.ReturnConsumedCapacity, input.TableName, table, units),
        };
      }),
  };
}
