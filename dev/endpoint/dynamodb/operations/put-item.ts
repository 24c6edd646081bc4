import type { Operation } from "../../service.ts";
import { type Dynamodb, permission, recordWrite } from "../context.ts";
import { checkInput, dynaliteShape } from "../expressions/grammar.ts";
import { type ConsumedCapacity, type ReturnConsumedCapacity, consumed } from "../items/capacity.ts";
import { type Put, checkPut, put } from "../items/write.ts";
import type { Item } from "../values/attribute-value.ts";
import { type ItemCollectionMetrics, collectionMetrics, unitsOf } from "./write-answer.ts";
import { withConditionFailure } from "./write-shapes.ts";

interface Input extends Put {
  readonly TableName: string;
  readonly ReturnValues?: "ALL_OLD" | "NONE";
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: "SIZE" | "NONE";
}

interface Output {
  readonly Attributes?: Item;
  readonly ConsumedCapacity?: ConsumedCapacity;
  readonly ItemCollectionMetrics?: ItemCollectionMetrics;
}

/** Stores an item in the place of the one that has its key. */
export function putItem(dynamodb: Dynamodb): Operation<Input, Output> {
  return {
    parse: (input) => checkInput(withConditionFailure(dynaliteShape("putItem")), input) as Input,
    permissions: (input, call) => [permission("PutItem", input.TableName, call)],
    run: (input, call) =>
      recordWrite(dynamodb, "PutItem", [input.TableName], call, () => {
        const table = dynamodb.tables.active(input.TableName, call);
        checkPut(table, input);
        const result = put(dynamodb.items, table, input);
        return {
          ...(input.ReturnValues === "ALL_OLD" && result.before !== undefined ? { Attributes: result.before } : {}),
          ...consumed(input.ReturnConsumedCapacity, input.TableName, table, unitsOf(result)),
          ...collectionMetrics(dynamodb.host.state, input, table, input.Item),
        };
      }),
  };
}
