import type { Operation } from "../../service.ts";
import { type Dynamodb, permission, recordWrite } from "../context.ts";
import type { Path } from "../expressions/ast.ts";
import { project } from "../expressions/document-path.ts";
import { checkInput, dynaliteShape } from "../expressions/grammar.ts";
import { type ConsumedCapacity, type ReturnConsumedCapacity, consumed } from "../items/capacity.ts";
import { type UpdateOf, type WriteResult, checkUpdate, update } from "../items/write.ts";
import type { Item } from "../values/attribute-value.ts";
import { type ItemCollectionMetrics, collectionMetrics, unitsOf } from "./write-answer.ts";
import { withConditionFailure } from "./write-shapes.ts";

interface Input extends UpdateOf {
  readonly TableName: string;
  readonly ReturnValues?: "ALL_NEW" | "ALL_OLD" | "UPDATED_NEW" | "UPDATED_OLD" | "NONE";
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: "SIZE" | "NONE";
}

interface Output {
  readonly Attributes?: Item;
  readonly ConsumedCapacity?: ConsumedCapacity;
  readonly ItemCollectionMetrics?: ItemCollectionMetrics;
}

/** Changes attributes of an item, or makes the item. */
export function updateItem(dynamodb: Dynamodb): Operation<Input, Output> {
  return {
    parse: (input) => checkInput(withConditionFailure(dynaliteShape("updateItem")), input) as Input,
    permissions: (input, call) => [permission("UpdateItem", input.TableName, call)],
    run: (input, call) =>
      recordWrite(dynamodb, "UpdateItem", [input.TableName], call, () => {
        const table = dynamodb.tables.active(input.TableName, call);
        checkUpdate(table, input);
        const result = update(dynamodb.items, table, input);
        const attributes = returned(input, result);
        return {
          ...(attributes === undefined ? {} : { Attributes: attributes }),
          ...consumed(input.ReturnConsumedCapacity, input.TableName, table, unitsOf(result)),
          ...collectionMetrics(dynamodb.host.state, input, table, input.Key),
        };
      }),
  };
}

function returned(input: Input, { before, after }: WriteResult): Item | undefined {
  const paths: readonly Path[] =
    input._updates?.paths ?? Object.keys(input.AttributeUpdates ?? {}).map((name) => [name]);
  switch (input.ReturnValues) {
    case "ALL_NEW":
      return after;
    case "ALL_OLD":
      return before;
    case "UPDATED_NEW":
      return updated(paths, after);
    case "UPDATED_OLD":
      return updated(paths, before);
    case "NONE":
    case undefined:
      return undefined;
  }
}

function updated(paths: readonly Path[], item: Item | undefined): Item | undefined {
  const attributes = item === undefined ? {} : project(paths, item);
  return Object.keys(attributes).length === 0 ? undefined : attributes;
}
