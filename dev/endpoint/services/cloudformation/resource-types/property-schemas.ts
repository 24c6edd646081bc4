import * as v from "valibot";

/** A text; templates may write a number or a boolean for one. */
export const text = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));

/** A number; templates and `Ref` write texts for them. */
export const number = v.pipe(
  v.union([v.number(), v.pipe(v.string(), v.regex(/^-?\d+(\.\d+)?$/), v.transform(Number))]),
  v.number(),
);

/** A boolean; templates and `Ref` write texts for them. */
export const flag = v.union([
  v.boolean(),
  v.pipe(
    v.picklist(["true", "false"]),
    v.transform((value) => value === "true"),
  ),
]);

/** Tags as a list of keys and values. */
export const tags = v.array(v.strictObject({ Key: text, Value: text }));

/** A policy document: as JSON, or as its text. */
export const policyDocument = v.union([v.record(v.string(), v.unknown()), v.string()]);

/** A policy document as the APIs take it. */
export function policyText(document: v.InferOutput<typeof policyDocument>): string {
  return typeof document === "string" ? document : JSON.stringify(document);
}
