import type { Call } from "../../service.ts";
import type { Stack } from "./stack.ts";

/** A stack of which nothing is known but its name: it stands under review until a creation begins. */
export function newStack(id: string, name: string, { caller, region }: Call): Stack {
  return {
    id,
    name,
    account: caller.account,
    region,
    status: "REVIEW_IN_PROGRESS",
    reason: "User Initiated",
    template: "",
    parameters: [],
    tags: [],
    capabilities: [],
    outputs: [],
    onFailure: "ROLLBACK",
    terminationProtection: false,
    everComplete: false,
    retained: [],
    caller,
    createdAt: Date.now(),
  };
}
