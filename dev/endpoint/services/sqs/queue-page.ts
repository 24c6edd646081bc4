import type { Queue } from "./queue-store.ts";

/** A page of queues. */
export interface QueuePage {
  readonly urls: string[];
  readonly next: { readonly NextToken?: string };
}

interface Paging {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

const LIMIT = 1000;

/** The URLs of queues after a token, at most `MaxResults`; only where that is given is there a next page, as on AWS. */
export function pageOfQueues(queues: readonly Queue[], { MaxResults, NextToken }: Paging, endpoint: string): QueuePage {
  const after = NextToken === undefined ? "" : Buffer.from(NextToken, "base64url").toString("utf8");
  const found = queues.filter(({ name }) => name > after);
  const here = found.slice(0, MaxResults ?? LIMIT);
  const more = MaxResults !== undefined && here.length < found.length;
  return {
    urls: here.map(({ account, name }) => `${endpoint}/${account}/${name}`),
    next: more ? { NextToken: Buffer.from(here.at(-1)?.name ?? "").toString("base64url") } : {},
  };
}
