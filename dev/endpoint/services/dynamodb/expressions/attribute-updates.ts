import { type AttributeValue, typeOf } from "../values/attribute-value.ts";
import type { UpdateAction } from "./ast.ts";

/** `AttributeUpdates` of UpdateItem, from before update expressions. */
export type AttributeUpdates = Readonly<
  Record<string, { readonly Action?: "PUT" | "ADD" | "DELETE"; readonly Value?: AttributeValue }>
>;

/** The same update as actions of an update expression. dynalite's checks have refused what cannot be one. */
export function toActions(updates: AttributeUpdates): UpdateAction[] {
  return Object.entries(updates).map(([name, { Action: action = "PUT", Value: value }]) => {
    const path = [name];
    if (value === undefined) return { type: "remove", path };
    const attrType = typeOf(value);
    if (action === "PUT") return { type: "set", path, val: value, attrType };
    return { type: action === "ADD" ? "add" : "delete", path, val: value, attrType };
  });
}
