import type { Operation } from "../../../service.ts";
import { type Dynamodb, permission, recordWrite } from "../context.ts";
import { type InputShape, checkInput, dynaliteShape } from "../check-input.ts";
import { type ConsumedCapacity, type ReturnConsumedCapacity, consumed } from "../items/capacity.ts";
import type { WriteResult } from "../items/write.ts";
import type { Table } from "../tables/table-store.ts";
import type { Item } from "../values/attribute-value.ts";
import { type ItemCollectionMetrics, collectionMetrics, unitsOf } from "./write-answer.ts";

/** What the inputs of PutItem, UpdateItem and DeleteItem have in common. */
export interface WriteInput {
  readonly TableName: string;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
  readonly ReturnItemCollectionMetrics?: "SIZE" | "NONE";
}

/** What the three answer. */
export interface WriteOutput {
  readonly Attributes?: Item;
  readonly ConsumedCapacity?: ConsumedCapacity;
  readonly ItemCollectionMetrics?: ItemCollectionMetrics;
}

/** How one of the three differs from the others. */
interface ItemWrite<Input> {
  readonly name: "PutItem" | "UpdateItem" | "DeleteItem";
  /** dynalite's name of its shape. */
  readonly shape: string;
  /** Throws what the shape does not say. */
  readonly check?: (input: Input) => void;
  /** Checks the input against the table and writes. */
  readonly write: (table: Table, input: Input) => WriteResult;
  /** What the caller asked to have back. */
  readonly returned: (input: Input, result: WriteResult) => Item | undefined;
  /** The item or its key. */
  readonly keyOf: (input: Input) => Item;
}

/** Makes the operation that writes one item. */
export function writeOperation<Input extends WriteInput>(
  dynamodb: Dynamodb,
  { name, shape, check, write, returned, keyOf }: ItemWrite<Input>,
): Operation<Input, WriteOutput> {
  return {
    parse(input) {
      const parsed = checkInput(withConditionFailure(dynaliteShape(shape)), input) as Input;
      check?.(parsed);
      return parsed;
    },
    permissions: (input, call) => [permission(name, input.TableName, call)],
    run: (input, call) =>
      recordWrite(dynamodb, name, [{ table: input.TableName, item: written(name, keyOf(input)) }], call, () => {
        const table = dynamodb.tables.active(input.TableName, call);
        const result = write(table, input);
        const attributes = returned(input, result);
        return {
          ...(attributes === undefined ? {} : { Attributes: attributes }),
          ...consumed(input.ReturnConsumedCapacity, input.TableName, table, unitsOf(result)),
          ...collectionMetrics(dynamodb.host.state, input, table, keyOf(input)),
        };
      }),
  };
}

function written(name: ItemWrite<unknown>["name"], item: Item): Item | undefined {
  return name === "DeleteItem" ? undefined : item;
}

/** What PutItem and DeleteItem give back where they are asked to. */
export function oldItem(
  { ReturnValues }: { readonly ReturnValues?: "ALL_OLD" | "NONE" },
  { before }: WriteResult,
): Item | undefined {
  return ReturnValues === "ALL_OLD" ? before : undefined;
}

/** Adds the member that the three have got since dynalite's shapes were written. */
function withConditionFailure(shape: InputShape): InputShape {
  return {
    ...shape,
    types: {
      ...shape.types,
      ReturnValuesOnConditionCheckFailure: { type: "String", enum: ["ALL_OLD", "NONE"] },
    },
  };
}
