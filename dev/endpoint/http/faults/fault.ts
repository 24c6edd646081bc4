import * as v from "valibot";
import type { ServiceName } from "../../service.ts";

/** What can be put in a call's way. The last three are errors of the API, by their names. */
export const FAULT_KINDS = [
  "throttling",
  "server-error",
  "unavailable",
  "slow",
  "access-denied",
  "InvalidImageFormatException",
  "ImageTooLargeException",
  "ProvisionedThroughputExceededException",
] as const;

/** One of `FAULT_KINDS`. */
export type FaultKind = (typeof FAULT_KINDS)[number];

const SERVICES = [
  "s3",
  "dynamodb",
  "lambda",
  "logs",
  "sqs",
  "sts",
  "iam",
  "monitoring",
  "cloudformation",
  "ssm",
  "rekognition",
] as const satisfies readonly ServiceName[];

/** A fault as it is asked for; unknown members are refused, so that a misspelt one is not taken as "every call". */
export const FaultRequest = v.pipe(
  v.strictObject({
    service: v.picklist(SERVICES, `service: one of ${SERVICES.join(", ")}`),
    operation: v.optional(v.string()),
    kind: v.picklist(FAULT_KINDS, `kind: one of ${FAULT_KINDS.join(", ")}`),
    share: v.optional(
      v.pipe(
        v.number("share: more than 0, at most 1"),
        v.gtValue(0, "share: more than 0, at most 1"),
        v.maxValue(1, "share: more than 0, at most 1"),
      ),
    ),
    count: v.optional(
      v.pipe(
        v.number("count: a whole number from 1"),
        v.integer("count: a whole number from 1"),
        v.minValue(1, "count: a whole number from 1"),
      ),
    ),
    delayMs: v.optional(
      v.pipe(
        v.number("delayMs: milliseconds, from 1 to 900000"),
        v.minValue(1, "delayMs: milliseconds, from 1 to 900000"),
        v.maxValue(900_000, "delayMs: milliseconds, from 1 to 900000"),
      ),
    ),
    caller: v.optional(v.picklist(["function", "any"], "caller: function or any"), "function"),
  }),
  v.check(({ share, count }) => share === undefined || count === undefined, "Give share or count, not both."),
  v.check(({ kind, delayMs }) => (kind === "slow") === (delayMs !== undefined), "delayMs belongs to kind slow."),
);

/** A fault as it is asked for. `count`: so many calls, then it is over; `share`: of the calls, at random; neither: all. */
export type FaultRequest = v.InferInput<typeof FaultRequest>;

/** A fault that stands. */
export const FaultState = v.object({
  id: v.string(),
  service: v.picklist(SERVICES),
  operation: v.optional(v.string()),
  kind: v.picklist(FAULT_KINDS),
  share: v.optional(v.number()),
  count: v.optional(v.number()),
  delayMs: v.optional(v.number()),
  /** `function`: calls that are signed with a function's credentials. */
  caller: v.picklist(["function", "any"]),
  /** Calls that it was put in the way of. */
  hits: v.number(),
});

/** A fault that stands. */
export type FaultState = v.InferOutput<typeof FaultState>;
