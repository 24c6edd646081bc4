import * as v from "valibot";
import { type InputSchema, inputParser } from "../validation/constraints.ts";

/** A parser of an operation's input; its error names the member as Lambda's validation does. */
export function lambdaParser<const Schema extends InputSchema>(
  schema: Schema,
): (input: unknown) => v.InferOutput<Schema> {
  return inputParser(schema, "ValidationException");
}

/** A whole number between two others. */
export function wholeNumber(least: number, most: number) {
  return v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
}
