import type { Operation } from "../../../service.ts";
import { type Dynamodb, permission } from "../context.ts";
import type { Projection } from "../expressions/ast.ts";
import { project } from "../expressions/document-path.ts";
import { checkCustom, checkInput } from "../check-input.ts";
import { type ConsumedCapacity, type ReturnConsumedCapacity, readUnits } from "../items/capacity.ts";
import { ConsumedByTable } from "../items/consumed-by-table.ts";
import { TWICE_IN_TRANSACTION, checkDistinct } from "../items/distinct.ts";
import { projectionPaths } from "../items/search.ts";
import { checkKey, checkNestedPaths } from "../tables/keys.ts";
import type { Item } from "../values/attribute-value.ts";
import { actionShape, transactGetShape } from "./transaction-shapes.ts";

interface Input {
  readonly TransactItems: readonly {
    readonly Get: { readonly TableName: string; readonly Key: Item; readonly _projection?: Projection };
  }[];
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

interface Output {
  readonly Responses: readonly { readonly Item?: Item }[];
  readonly ConsumedCapacity?: ConsumedCapacity[];
}

/** Reads up to 100 items as they stood at one moment. */
export function transactGetItems({ host, tables, items }: Dynamodb): Operation<Input, Output> {
  return {
    parse(input) {
      const parsed = checkInput(transactGetShape(), input) as Input;
      for (const { Get: get } of parsed.TransactItems) checkCustom(actionShape("Get"), get);
      return parsed;
    },
    permissions: (input, call) => input.TransactItems.map(({ Get: get }) => permission("GetItem", get.TableName, call)),
    run: (input, call) =>
      host.state.read(() => {
        const steps = input.TransactItems.map(({ Get: get }) => ({ get, table: tables.active(get.TableName, call) }));
        for (const { get, table } of steps) {
          checkKey(table.definition, get.Key);
          checkNestedPaths(table.definition, get._projection?.nestedPaths);
        }
        checkDistinct(
          steps.map(({ get, table }) => ({ table, item: get.Key })),
          TWICE_IN_TRANSACTION,
        );
        const consumed = new ConsumedByTable();
        const responses = steps.map(({ get, table }) => {
          const found = items.get(table, get.Key);
          consumed.of(get.TableName, table).table += 2 * readUnits(found?.size ?? 0, true);
          const paths = projectionPaths(get);
          if (found === undefined) return {};
          return { Item: paths === undefined ? found.item : project(paths, found.item) };
        });
        return { Responses: responses, ...consumed.answer(input.ReturnConsumedCapacity, "ReadCapacityUnits") };
      }),
  };
}
