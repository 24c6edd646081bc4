import type { InputShape } from "../expressions/grammar.ts";

/** Adds the member that PutItem, UpdateItem and DeleteItem have got since dynalite's shapes were written. */
export function withConditionFailure(shape: InputShape): InputShape {
  return {
    ...shape,
    types: {
      ...shape.types,
      ReturnValuesOnConditionCheckFailure: { type: "String", enum: ["ALL_OLD", "NONE"] },
    },
  };
}
