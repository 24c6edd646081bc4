import * as v from "valibot";
import { validationError } from "../errors.ts";
import type { Position } from "../store.ts";

/** Entries on one page: of events as on AWS, of the other lists AWS does not say. */
export const PAGE = 100;

/** The first page's worth of what was read, and where the next one begins; `read` has one entry more than fits. */
export function pageOf<Entry>(
  read: readonly Entry[],
  positionOf: (last: Entry) => unknown,
): { entries: readonly Entry[]; NextToken: string | undefined } {
  const entries = read.slice(0, PAGE);
  const last = entries.at(-1);
  const NextToken = last === undefined || read.length <= PAGE ? undefined : encode(positionOf(last));
  return { entries, NextToken };
}

/** Where a page begins in a list that is newest first. Throws a ValidationError for a token that is none of ours. */
export function positionIn(token: string | undefined): Position | undefined {
  return token === undefined ? undefined : decode(v.object({ createdAt: v.number(), id: v.string() }), token);
}

/** Where a page begins in a list that is ordered by names. */
export function nameIn(token: string | undefined): string {
  return token === undefined ? "" : decode(v.string(), token);
}

/** Where a page begins in a list that is ordered by numbers, the highest first. */
export function numberIn(token: string | undefined): number | undefined {
  return token === undefined ? undefined : decode(v.number(), token);
}

function encode(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

function decode<Schema extends v.GenericSchema>(schema: Schema, token: string): v.InferOutput<Schema> {
  try {
    return v.parse(schema, JSON.parse(Buffer.from(token, "base64url").toString()));
  } catch {
    throw validationError("NextToken is not valid.");
  }
}
