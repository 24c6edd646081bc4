import { expect, test } from "vitest";
import { ServiceError } from "../../../../dev/endpoint/errors.ts";
import {
  STACK_LIFE,
  type StackRequest,
  type StackStatus,
  stackState,
  statusAfter,
} from "../../../../dev/endpoint/services/cloudformation/stack-life.ts";

const STATUSES = Object.keys(STACK_LIFE) as StackStatus[];

/** Where one arrow leads, by its step, by a stop, by an error of ours or by a request. */
function arrowsFrom(status: StackStatus): StackStatus[] {
  const { next, afterStop, broken, asks } = stackState(status);
  return [...next, ...[afterStop, broken].filter((one) => one !== undefined), ...Object.values(asks)];
}

test("something is at work exactly where the status says so, and comes to an end of its own", () => {
  for (const status of STATUSES) {
    const { step, next, broken } = stackState(status);
    const isAtWork = status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS";
    expect({ status, isAtWork: step !== undefined }).toEqual({ status, isAtWork });
    expect({ status, hasEnd: next.length > 0 }).toEqual({ status, hasEnd: isAtWork });
    expect({ status, canBreak: broken !== undefined }).toEqual({ status, canBreak: isAtWork });
  }
});

test("each status is come to, and none but the end of a stack is without a way on", () => {
  const reached = new Set<StackStatus>(["REVIEW_IN_PROGRESS"]);
  for (const status of reached) for (const next of arrowsFrom(status)) reached.add(next);
  expect([...reached].toSorted()).toEqual(STATUSES.toSorted());
  const ways = (status: StackStatus) => arrowsFrom(status).filter((next) => next !== status);
  expect(STATUSES.filter((status) => ways(status).length === 0)).toEqual(["DELETE_COMPLETE"]);
});

test("whatever a request has begun is at work, or at its end", () => {
  for (const status of STATUSES) {
    const { protect: _, ...moving } = stackState(status).asks;
    for (const next of Object.values(moving)) {
      expect([status, next, stackState(next).step !== undefined || next === "DELETE_COMPLETE"]).toEqual([
        status,
        next,
        true,
      ]);
    }
  }
});

/** What may be asked in each status; the rest is refused. As AWS's guide, "Stack status codes", has it. */
const MAY_ASK: Readonly<Record<Exclude<StackRequest, "protect">, readonly StackStatus[]>> = {
  create: ["REVIEW_IN_PROGRESS"],
  update: ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"],
  continueRollback: ["UPDATE_ROLLBACK_FAILED"],
  delete: [
    "REVIEW_IN_PROGRESS",
    "CREATE_IN_PROGRESS",
    "CREATE_COMPLETE",
    "CREATE_FAILED",
    "ROLLBACK_COMPLETE",
    "ROLLBACK_FAILED",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_COMPLETE",
    "UPDATE_ROLLBACK_FAILED",
    "DELETE_FAILED",
  ],
};

test.each(Object.entries(MAY_ASK))("%s is for some, and refused by others in AWS's words", (name, allowed) => {
  const request = name as StackRequest;
  const answers = STATUSES.map((status) => {
    try {
      statusAfter({ id: "arn", name: "own", status }, request);
      return "allowed";
    } catch (error) {
      return error instanceof ServiceError && error.message.includes(status) ? "refused by its status" : error;
    }
  });
  const expected = STATUSES.map((status) => (allowed.includes(status) ? "allowed" : "refused by its status"));
  expect(Object.fromEntries(STATUSES.map((status, at) => [status, answers[at]]))).toEqual(
    Object.fromEntries(STATUSES.map((status, at) => [status, expected[at]])),
  );
});
