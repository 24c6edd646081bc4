import type { Operation } from "../../service.ts";
import { type Dynamodb, permission, recordWrite } from "../context.ts";
import { validationError } from "../errors.ts";
import { checkInput, dynaliteShape } from "../expressions/grammar.ts";
import { type ConsumedCapacity, type ReturnConsumedCapacity, consumed } from "../items/capacity.ts";
import { type Delete, checkDelete, remove } from "../items/write.ts";
import type { Item } from "../values/attribute-value.ts";
import { type ItemCollectionMetrics, collectionMetrics, unitsOf } from "./write-answer.ts";
import { withConditionFailure } from "./write-shapes.ts";

interface Input extends Delete {
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

/** Deletes an item; one that is not there is no error. */
export function deleteItem(dynamodb: Dynamodb): Operation<Input, Output> {
  return {
    parse(input) {
      const parsed = checkInput(withConditionFailure(dynaliteShape("deleteItem")), input) as Input;
      // dynalite lets the values of UpdateItem pass here.
      if (![undefined, "NONE", "ALL_OLD"].includes(parsed.ReturnValues)) {
        throw validationError("ReturnValues can only be ALL_OLD or NONE");
      }
      return parsed;
    },
    permissions: (input, call) => [permission("DeleteItem", input.TableName, call)],
    run: (input, call) =>
      recordWrite(dynamodb, "DeleteItem", [input.TableName], call, () => {
        const table = dynamodb.tables.active(input.TableName, call);
        checkDelete(table, input);
        const result = remove(dynamodb.items, table, input);
        return {
          ...(input.ReturnValues === "ALL_OLD" && result.before !== undefined ? { Attributes: result.before } : {}),
          ...consumed(input.ReturnConsumedCapacity, input.TableName, table, unitsOf(result)),
          ...collectionMetrics(dynamodb.host.state, input, table, input.Key),
        };
      }),
  };
}
