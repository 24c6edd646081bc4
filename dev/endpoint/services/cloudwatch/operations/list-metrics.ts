import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import type { Operation } from "../../../service.ts";
import type { CloudWatchContext } from "../context.ts";
import { MetricName, Namespace, dimensionsIn, ownerOf } from "../metric.ts";
import { offsetIn, offsetToken } from "../paging.ts";

const parse = inputParser(
  v.object({
    Namespace: v.optional(Namespace),
    MetricName: v.optional(MetricName),
    Dimensions: v.optional(
      v.pipe(v.array(v.object({ Name: v.string(), Value: v.optional(v.string()) })), v.maxLength(10)),
      [],
    ),
    RecentlyActive: v.optional(v.picklist(["PT3H"])),
    NextToken: v.optional(v.string()),
  }),
  "ValidationException",
);

interface Output {
  readonly Metrics: object[];
  readonly NextToken?: string;
}

const PAGE = 500;
const THREE_HOURS_MS = 3 * 60 * 60_000;

/** Lists metrics that have had values in the last 15 days, by namespace, name and dimensions. */
export function listMetrics({
  state,
  metrics,
  recorder,
}: CloudWatchContext): Operation<ReturnType<typeof parse>, Output> {
  return {
    parse,
    permissions: () => [{ action: "cloudwatch:ListMetrics", resource: "*" }],
    async run(input, call) {
      await recorder.flush();
      const since = input.RecentlyActive === undefined ? 0 : Date.now() - THREE_HOURS_MS;
      const filter = { namespace: input.Namespace ?? "", name: input.MetricName ?? "", since };
      const known = await state.read(() => metrics.list(ownerOf(call), filter));
      const found = known
        .map(({ namespace, name, dimensions }) => ({
          Namespace: namespace,
          MetricName: name,
          Dimensions: dimensionsIn(dimensions),
        }))
        .filter(({ Dimensions }) =>
          input.Dimensions.every(({ Name, Value }) =>
            Dimensions.some((one) => one.Name === Name && (Value === undefined || one.Value === Value)),
          ),
        );
      const offset = offsetIn(input.NextToken);
      const next = offset + PAGE;
      return {
        Metrics: found.slice(offset, next),
        ...(next < found.length ? { NextToken: offsetToken(next) } : {}),
      };
    },
  };
}
