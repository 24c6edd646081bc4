import { ServiceError } from "../../endpoint/errors.ts";
import { asRecord } from "./model-shapes.ts";
import type { Upstream } from "./upstream.ts";

/** The upstream's collections that have the developer's prefix, by their full names. */
export async function remoteCollections(upstream: Upstream): Promise<string[]> {
  const found: string[] = [];
  let token: unknown;
  do {
    const input = token === undefined ? {} : { NextToken: token };
    const { CollectionIds, NextToken } = await outputOf(upstream, "ListCollections", input);
    found.push(...(Array.isArray(CollectionIds) ? CollectionIds.map(String) : []));
    token = NextToken;
  } while (token !== undefined && token !== null);
  return found.filter((name) => name.startsWith(upstream.options.prefix));
}

/** Deletes one of the upstream's collections. */
export async function destroyRemote(upstream: Upstream, name: string): Promise<void> {
  await outputOf(upstream, "DeleteCollection", { CollectionId: name });
}

async function outputOf(
  upstream: Upstream,
  operation: "ListCollections" | "DeleteCollection",
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const answer = await upstream.call(operation, input);
  if ("output" in answer) return asRecord(answer.output);
  throw new ServiceError(answer.error.code, `The upstream refuses ${operation}: ${answer.error.message}`);
}
