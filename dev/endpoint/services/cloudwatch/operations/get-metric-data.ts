import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import { ServiceError } from "../../../errors.ts";
import type { Call, Operation } from "../../../service.ts";
import type { CloudWatchContext } from "../context.ts";
import { unsupported } from "../errors.ts";
import { Dimensions, MetricName, Namespace, Timestamp, Unit, metricOf, ownerOf } from "../metric.ts";
import { offsetIn, offsetToken } from "../paging.ts";
import { Period, checkTimes } from "../period.ts";
import { type Span, readPeriods, spanOf } from "../read-periods.ts";
import { statisticOf } from "../statistic.ts";

const Query = v.object({
  Id: v.pipe(v.string(), v.regex(/^[a-z]\w{0,254}$/)),
  MetricStat: v.optional(
    v.object({
      Metric: v.object({ Namespace, MetricName, Dimensions: v.optional(Dimensions, []) }),
      Period,
      Stat: v.string(),
      Unit: v.optional(Unit),
    }),
  ),
  Expression: v.optional(v.unknown()),
  Label: v.optional(v.string()),
  ReturnData: v.optional(v.boolean(), true),
  Period: v.optional(v.number()),
  AccountId: v.optional(v.string()),
});
type Query = v.InferOutput<typeof Query>;

const parse = inputParser(
  v.object({
    MetricDataQueries: v.pipe(v.array(Query), v.maxLength(500)),
    StartTime: Timestamp,
    EndTime: Timestamp,
    NextToken: v.optional(v.string()),
    ScanBy: v.optional(v.picklist(["TimestampDescending", "TimestampAscending"]), "TimestampDescending"),
    MaxDatapoints: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_800)), 100_800),
  }),
  "ValidationException",
);

type Input = ReturnType<typeof parse>;

interface Output {
  readonly MetricDataResults: readonly Result[];
  readonly Messages: readonly object[];
  readonly NextToken?: string;
}

interface Result {
  readonly Id: string;
  readonly Label: string;
  readonly Timestamps: readonly number[];
  readonly Values: readonly number[];
  readonly StatusCode: "Complete" | "PartialData";
}

/** Answers statistics of up to 500 metrics, in pages of `MaxDatapoints`. Metric math is refused by name. */
export function getMetricData(context: CloudWatchContext): Operation<Input, Output> {
  return {
    parse,
    permissions: () => [{ action: "cloudwatch:GetMetricData", resource: "*" }],
    async run(input, call) {
      check(input);
      await context.recorder.flush();
      const results: Result[] = [];
      const offset = offsetIn(input.NextToken);
      let passed = 0;
      let more = false;
      for (const query of input.MetricDataQueries) {
        if (!query.ReturnData) continue;
        const points = await pointsOf(context, query, input, call);
        const from = Math.min(points.length, Math.max(0, offset - passed));
        const until = Math.min(points.length, Math.max(from, offset + input.MaxDatapoints - passed));
        passed += points.length;
        if (until < points.length) more = true;
        const here = points.slice(from, until);
        results.push({
          Id: query.Id,
          Label: query.Label ?? query.MetricStat?.Metric.MetricName ?? query.Id,
          Timestamps: here.map(({ at }) => at / 1000),
          Values: here.map(({ value }) => value),
          StatusCode: until < points.length ? "PartialData" : "Complete",
        });
      }
      const next = more ? { NextToken: offsetToken(offset + input.MaxDatapoints) } : {};
      return { MetricDataResults: results, Messages: [], ...next };
    },
  };
}

async function pointsOf(
  context: CloudWatchContext,
  { MetricStat: asked }: Query,
  { StartTime, EndTime, ScanBy }: Input,
  call: Call,
): Promise<{ at: number; value: number }[]> {
  if (asked === undefined) return [];
  const compute = statisticOf(asked.Stat, "MetricDataQueries.member.MetricStat.Stat");
  const span: Span = spanOf(StartTime, EndTime);
  const metric = metricOf(ownerOf(call), asked.Metric);
  const periods = await readPeriods(context, metric, asked.Unit, span, asked.Period * 1000);
  const points = periods.flatMap(({ at, distribution }) => {
    const value = compute(distribution);
    return value === undefined ? [] : [{ at, value }];
  });
  const ascending = points.toSorted((a, b) => a.at - b.at);
  return ScanBy === "TimestampAscending" ? ascending : ascending.toReversed();
}

function check({ MetricDataQueries, StartTime, EndTime }: Input): void {
  checkTimes(StartTime, EndTime, "ValidationError");
  for (const { Id, MetricStat, Expression, AccountId } of MetricDataQueries) {
    if (Expression !== undefined) throw unsupported("GetMetricData with an Expression (metric math)");
    if (AccountId !== undefined) throw unsupported("GetMetricData of another account");
    if (MetricStat === undefined) {
      throw new ServiceError("ValidationError", `MetricStat or Expression is required in the query '${Id}'.`);
    }
  }
  const ids = MetricDataQueries.map(({ Id }) => Id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw new ServiceError(
      "ValidationError",
      `The values for parameter id in MetricDataQueries are not unique: ${twice}.`,
    );
  }
}
