import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import { ServiceError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import type { CloudWatchContext } from "../context.ts";
import { Dimensions, MetricName, Namespace, Timestamp, Unit, metricOf, ownerOf } from "../metric.ts";
import { Period, checkTimes } from "../period.ts";
import { readPeriods, spanOf } from "../read-periods.ts";
import { STATISTICS, statisticOf } from "../statistic.ts";

const parse = inputParser(
  v.object({
    Namespace,
    MetricName,
    Dimensions: v.optional(Dimensions, []),
    StartTime: Timestamp,
    EndTime: Timestamp,
    Period,
    Statistics: v.optional(v.pipe(v.array(v.picklist(STATISTICS)), v.minLength(1), v.maxLength(5))),
    ExtendedStatistics: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(10))),
    Unit: v.optional(Unit),
  }),
  "ValidationException",
);

type Input = ReturnType<typeof parse>;

interface Output {
  readonly Label: string;
  readonly Datapoints: object[];
}

const DATAPOINT_LIMIT = 1440;

/** Answers statistics of one metric, a datapoint for each period and unit that has values. */
export function getMetricStatistics(context: CloudWatchContext): Operation<Input, Output> {
  return {
    parse,
    permissions: () => [{ action: "cloudwatch:GetMetricStatistics", resource: "*" }],
    async run(input, call) {
      check(input);
      await context.recorder.flush();
      const plain = (input.Statistics ?? []).map((name) => ({ name, compute: statisticOf(name, "Statistics") }));
      const extended = (input.ExtendedStatistics ?? []).map((name) => ({
        name,
        compute: statisticOf(name, "ExtendedStatistics"),
      }));
      const span = spanOf(input.StartTime, input.EndTime);
      const periods = await readPeriods(context, metricOf(ownerOf(call), input), input.Unit, span, input.Period * 1000);
      return {
        Label: input.MetricName,
        Datapoints: periods.map(({ at, unit, distribution }) => ({
          Timestamp: at / 1000,
          ...Object.fromEntries(plain.map(({ name, compute }) => [name, compute(distribution)])),
          ...(extended.length === 0
            ? {}
            : {
                ExtendedStatistics: Object.fromEntries(
                  extended
                    .map(({ name, compute }) => [name, compute(distribution)] as const)
                    .filter(([, value]) => value !== undefined),
                ),
              }),
          Unit: unit,
        })),
      };
    },
  };
}

function check({ StartTime, EndTime, Period: period, Statistics, ExtendedStatistics }: Input): void {
  checkTimes(StartTime, EndTime, "InvalidParameterValueException");
  if (Statistics === undefined && ExtendedStatistics === undefined) {
    throw new ServiceError(
      "MissingRequiredParameterException",
      "At least one of the parameters Statistics and ExtendedStatistics must be specified.",
    );
  }
  const asked = Math.ceil((EndTime - StartTime) / period);
  if (asked > DATAPOINT_LIMIT) {
    throw new ServiceError(
      "InvalidParameterCombinationException",
      `You have requested up to ${asked} datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  }
}
