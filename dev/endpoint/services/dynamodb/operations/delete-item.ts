import type { Operation } from "../../../service.ts";
import type { Dynamodb } from "../context.ts";
import { validationError } from "../errors.ts";
import { type Delete, checkDelete, remove } from "../items/write.ts";
import { type WriteInput, type WriteOutput, oldItem, writeOperation } from "./write-operation.ts";

interface Input extends WriteInput, Delete {
  readonly ReturnValues?: "ALL_OLD" | "NONE";
}

/** Deletes an item; one that is not there is no error. */
export function deleteItem(dynamodb: Dynamodb): Operation<Input, WriteOutput> {
  return writeOperation<Input>(dynamodb, {
    name: "DeleteItem",
    shape: "deleteItem",
    check({ ReturnValues }) {
      // dynalite lets the values of UpdateItem pass here.
      if ([undefined, "NONE", "ALL_OLD"].includes(ReturnValues)) return;
      throw validationError("ReturnValues can only be ALL_OLD or NONE");
    },
    write(table, input) {
      checkDelete(table, input);
      return remove(dynamodb.items, table, input);
    },
    returned: oldItem,
    keyOf: (input) => input.Key,
  });
}
