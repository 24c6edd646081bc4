import type { Call } from "../../service.ts";
import { unsupported } from "./errors.ts";
import { type Parameter, arnOf } from "./store.ts";

/** Tags are on parameters only; documents and the other kinds are not here, and are refused by name. */
export function checkTagged(operation: string, { ResourceType }: { readonly ResourceType: string }): void {
  if (ResourceType !== "Parameter") throw unsupported(`${operation} of a ${ResourceType}`);
}

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
