import type { Operation } from "../../../service.ts";
import { type Dynamodb, permission } from "../context.ts";
import type { Projection } from "../expressions/ast.ts";
import { project } from "../expressions/document-path.ts";
import { checkInput, dynaliteShape } from "../check-input.ts";
import { type ConsumedCapacity, type ReturnConsumedCapacity, readUnits } from "../items/capacity.ts";
import { ConsumedByTable } from "../items/consumed-by-table.ts";
import { TWICE_IN_BATCH, checkDistinct } from "../items/distinct.ts";
import { projectionPaths } from "../items/search.ts";
import { checkKey, checkNestedPaths } from "../tables/keys.ts";
import type { Item } from "../values/attribute-value.ts";

interface KeysAndAttributes {
  readonly Keys: readonly Item[];
  readonly ConsistentRead?: boolean;
  readonly AttributesToGet?: readonly string[];
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly _projection?: Projection;
}

interface Input {
  readonly RequestItems: Readonly<Record<string, KeysAndAttributes>>;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

interface Output {
  readonly Responses: Record<string, Item[]>;
  readonly UnprocessedKeys: Record<string, Omit<KeysAndAttributes, "_projection">>;
  readonly ConsumedCapacity?: ConsumedCapacity[];
}

/** Bytes of items after which the rest is left unprocessed. */
const ANSWER_BYTES = 16 * 1024 * 1024;

/** Reads up to 100 items of any tables. */
export function batchGetItem({ host, tables, items }: Dynamodb): Operation<Input, Output> {
  return {
    parse: (input) => checkInput(dynaliteShape("batchGetItem"), input) as Input,
    permissions: (input, call) =>
      Object.keys(input.RequestItems).map((table) => permission("BatchGetItem", table, call)),
    run: (input, call) =>
      host.state.read(() => {
        const output: Output = { Responses: {}, UnprocessedKeys: {} };
        const consumed = new ConsumedByTable();
        const requests = Object.entries(input.RequestItems).map(([name, request]) => {
          const table = tables.active(name, call);
          checkNestedPaths(table.definition, request._projection?.nestedPaths);
          for (const key of request.Keys) checkKey(table.definition, key);
          checkDistinct(
            request.Keys.map((item) => ({ table, item })),
            TWICE_IN_BATCH,
          );
          return { name, request, table };
        });
        let left = ANSWER_BYTES;
        for (const { name, request, table } of requests) {
          const paths = projectionPaths(request);
          const units = consumed.of(name, table);
          const found: Item[] = [];
          const unprocessed: Item[] = [];
          for (const key of request.Keys) {
            const stored = left > 0 ? items.get(table, key) : undefined;
            if (left <= 0 || (stored?.size ?? 0) > left) {
              left = 0;
              unprocessed.push(key);
              continue;
            }
            units.table += readUnits(stored?.size ?? 0, request.ConsistentRead === true);
            left -= stored?.size ?? 0;
            if (stored !== undefined) found.push(paths === undefined ? stored.item : project(paths, stored.item));
          }
          output.Responses[name] = found;
          const { _projection: _, ...asked } = request;
          if (unprocessed.length > 0) output.UnprocessedKeys[name] = { ...asked, Keys: unprocessed };
        }
        return { ...output, ...consumed.answer(input.ReturnConsumedCapacity) };
      }),
  };
}
