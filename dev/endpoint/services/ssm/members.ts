import * as v from "valibot";
import type { Call } from "../../service.ts";
import { type Parameter, arnOf } from "./store.ts";

/** Name, ARN, or either with `:<version>`. */
export const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(2048));

/** 1–10 names. */
export const Names = v.pipe(v.array(Name), v.minLength(1), v.maxLength(10));

/** Tags as the API has them. */
export const Tags = v.array(
  v.object({ Key: v.pipe(v.string(), v.minLength(1), v.maxLength(128)), Value: v.pipe(v.string(), v.maxLength(256)) }),
);

/** Tags are on parameters only; documents and the other kinds are not here. */
export const TaggedResource = {
  ResourceType: v.literal("Parameter"),
  ResourceId: Name,
};

/** A parameter with its value. `LastModifiedDate`: epoch seconds. */
export function parameterShape(call: Call, parameter: Parameter, selector = "") {
  const version = /:\d+$/.exec(selector)?.[0];
  return {
    ARN: arnOf(call, parameter.name),
    DataType: parameter.dataType,
    LastModifiedDate: parameter.modifiedAt / 1000,
    Name: parameter.name,
    ...(version === undefined ? {} : { Selector: version }),
    Type: parameter.type,
    Value: parameter.value,
    Version: parameter.version,
  };
}

/** One page, and where the next begins. */
export function page<Item extends { readonly name: string }>(
  items: readonly Item[],
  size: number,
): { items: Item[]; NextToken?: string } {
  const here = items.slice(0, size);
  const last = here.at(-1);
  if (last === undefined || items.length <= size) return { items: here };
  return { items: here, NextToken: Buffer.from(last.name).toString("base64url") };
}

/** The name that a page begins after, or an empty one. */
export function nameAfter(token: string | undefined): string {
  return token === undefined ? "" : Buffer.from(token, "base64url").toString("utf8");
}
