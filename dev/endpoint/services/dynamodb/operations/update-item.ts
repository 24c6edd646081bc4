import type { Operation } from "../../../service.ts";
import type { Dynamodb } from "../context.ts";
import type { Path } from "../expressions/ast.ts";
import { project } from "../expressions/document-path.ts";
import { type UpdateOf, type WriteResult, checkUpdate, update } from "../items/write.ts";
import type { Item } from "../values/attribute-value.ts";
import { type WriteInput, type WriteOutput, writeOperation } from "./write-operation.ts";

interface Input extends WriteInput, UpdateOf {
  readonly ReturnValues?: "ALL_NEW" | "ALL_OLD" | "UPDATED_NEW" | "UPDATED_OLD" | "NONE";
}

/** Changes attributes of an item, or makes the item. */
export function updateItem(dynamodb: Dynamodb): Operation<Input, WriteOutput> {
  return writeOperation<Input>(dynamodb, {
    name: "UpdateItem",
    shape: "updateItem",
    write(table, input) {
      checkUpdate(table, input);
      return update(dynamodb.items, table, input);
    },
    returned,
    keyOf: (input) => input.Key,
  });
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
