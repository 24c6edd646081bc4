import type { Operation } from "../../../service.ts";
import type { Dynamodb } from "../context.ts";
import { type Put, checkPut, put } from "../items/write.ts";
import { type WriteInput, type WriteOutput, oldItem, writeOperation } from "./write-operation.ts";

interface Input extends WriteInput, Put {
  readonly ReturnValues?: "ALL_OLD" | "NONE";
}

/** Stores an item in the place of the one that has its key. */
export function putItem(dynamodb: Dynamodb): Operation<Input, WriteOutput> {
  return writeOperation<Input>(dynamodb, {
    name: "PutItem",
    shape: "putItem",
    write(table, input) {
      checkPut(table, input);
      return put(dynamodb.items, table, input);
    },
    returned: oldItem,
    keyOf: (input) => input.Item,
  });
}
