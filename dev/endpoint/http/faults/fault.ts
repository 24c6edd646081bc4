import * as v from "valibot";
import { FAULT_KINDS } from "../../service-definition.ts";
import type { ServiceName } from "../../service.ts";

/** Which services there are is known to the endpoint alone. */
const Service = v.custom<ServiceName>((name) => typeof name === "string", "service: a name");

/** A fault as it is asked for; unknown members are refused, so that a misspelt one is not taken as "every call". */
export const FaultRequest = v.pipe(
  v.strictObject({
    service: Service,
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
  service: Service,
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
