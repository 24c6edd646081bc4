import { createHash } from "node:crypto";
import type { FunctionRecord } from "./function-record.ts";

/** Invocations of a function in one chain of requests after which the next is dropped: about 16, says Lambda's guide. */
const MOST_IN_A_CHAIN = 16;
/** Functions of which a chain tells; more are no loop that a header could hold. */
const MOST_FUNCTIONS = 32;

/** Where an invocation stands in the chain of requests that led to it. */
export interface ChainPlace {
  /** `Lineage` of the trace header that its process gets, and hands on with every call of the SDK. */
  readonly lineage: string;
  /** The function was invoked so often in this chain that Lambda drops this invocation. */
  readonly isLoop: boolean;
}

/**
 * Counts an invocation in its chain, as Lambda does: `Lineage=<hash>:<count>|…` of the trace header (AWS X-Ray's guide)
 * has, for each function, how often it ran before. Calls that hand no header on, such as those of a browser, begin a
 * chain of their own; many calls of one invocation are no chain, so that none of them counts twice.
 * @param lineage of the call that caused it
 */
export function inChain(
  { account, region, name, recursiveLoop }: FunctionRecord,
  lineage: string | undefined,
): ChainPlace {
  const own = createHash("sha256").update(`${account}/${region}/${name}`).digest("hex").slice(0, 8);
  const counts = new Map((lineage ?? "").split("|").flatMap((part) => readPart(part)));
  const before = counts.get(own);
  counts.delete(own);
  const count = before === undefined ? 0 : before + 1;
  const others = [...counts].slice(-(MOST_FUNCTIONS - 1));
  return {
    lineage: [...others, [own, count] as const].map(([hash, number]) => `${hash}:${number}`).join("|"),
    isLoop: count >= MOST_IN_A_CHAIN && recursiveLoop !== "Allow",
  };
}

function readPart(part: string): [string, number][] {
  const [, hash = "", count = ""] = /^([0-9a-f]{8}):(\d{1,5})$/.exec(part) ?? [];
  return hash === "" ? [] : [[hash, Number(count)]];
}
