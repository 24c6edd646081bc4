import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { setTimeout as sleep } from "node:timers/promises";
import { StackFailed } from "./stack-failed.ts";

/** One step of a stack, as it is shown while one waits. */
export interface StackProgress {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
}

/** What is waited for. */
export interface Watched {
  /** `settle`: whatever runs has ended, well or not. */
  readonly verb: "create" | "update" | "delete" | "settle";
  /** Epoch milliseconds at which the operation was asked for; older events are not of it. */
  readonly since: number;
  readonly progress: (event: StackProgress) => void;
}

const GOAL = { create: "CREATE_COMPLETE", update: "UPDATE_COMPLETE", delete: "DELETE_COMPLETE" } as const;

/** Clocks of this machine and of the endpoint may differ by this much, in milliseconds. */
const CLOCK_SKEW_MS = 5_000;

/**
 * Waits until nothing runs on a stack (by its ARN), telling of each event. The pauses grow from 10 ms to 2 s: a local
 * deploy takes milliseconds, one on AWS minutes. Throws StackFailed where it did not come to what was asked for.
 */
export async function watchStack(client: CloudFormationClient, id: string, watched: Watched): Promise<Stack> {
  const seen = new Set<string>();
  let failures: StackEvent[] = [];
  for (let pause = 10; ; pause = Math.min(pause * 1.5, 2_000)) {
    // The status first: the events that are asked for after it hold everything up to it.
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: id }));
    const [stack] = Stacks ?? [];
    const events = await newEvents(client, id, seen, watched.since - CLOCK_SKEW_MS);
    const begin = events.findLastIndex((event) => isBegin(event, id));
    // What comes before it is of an operation that had ended shortly before.
    if (begin >= 0) failures = [];
    for (const event of events.slice(Math.max(begin, 0))) {
      watched.progress(toProgress(event));
      if (event.ResourceStatus?.endsWith("_FAILED") === true) failures.push(event);
    }
    const status = stack?.StackStatus ?? "";
    if (stack !== undefined && !status.endsWith("_IN_PROGRESS")) {
      if (watched.verb !== "settle" && status !== GOAL[watched.verb]) {
        throw new StackFailed(watched.verb, stack, failures);
      }
      return stack;
    }
    await sleep(pause);
  }
}

/** Whether an operation begins with an event, as it was asked for; a rollback has another reason. */
function isBegin({ PhysicalResourceId, ResourceStatus, ResourceStatusReason }: StackEvent, id: string): boolean {
  return (
    PhysicalResourceId === id &&
    /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(ResourceStatus ?? "") &&
    ResourceStatusReason === "User Initiated"
  );
}

/** Events that were not seen yet, oldest first. */
async function newEvents(
  client: CloudFormationClient,
  id: string,
  seen: Set<string>,
  since: number,
): Promise<StackEvent[]> {
  const fresh: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new DescribeStackEventsCommand({ StackName: id, NextToken }));
    const events = page.StackEvents ?? [];
    const unseen = events.filter(
      ({ EventId = "", Timestamp }) => !seen.has(EventId) && (Timestamp?.getTime() ?? 0) >= since,
    );
    for (const { EventId = "" } of unseen) seen.add(EventId);
    fresh.push(...unseen);
    // Newest come first: what follows a page with something known is known.
    NextToken = unseen.length === events.length ? page.NextToken : undefined;
  } while (NextToken !== undefined);
  return fresh.reverse();
}

function toProgress(event: StackEvent): StackProgress {
  return {
    logicalId: event.LogicalResourceId ?? "",
    type: event.ResourceType ?? "",
    status: event.ResourceStatus ?? "",
    reason: event.ResourceStatusReason,
  };
}
