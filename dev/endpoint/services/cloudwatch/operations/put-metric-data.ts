import * as v from "valibot";
import { inputParser } from "../../validation/constraints.ts";
import { ServiceError } from "../../../errors.ts";
import { LARGEST_VALUE, outOfTime } from "../../../exchange/metric-limits.ts";
import type { Call, Operation } from "../../../service.ts";
import type { CloudWatchContext } from "../context.ts";
import { Collected, type Distribution } from "../distribution.ts";
import { unsupported } from "../errors.ts";
import { Dimensions, MetricName, Namespace, Timestamp, Unit, metricOf, ownerOf } from "../metric.ts";
import type { Gain } from "../metric-recorder.ts";

const Value = v.pipe(v.number(), v.finite());
const Datum = v.object({
  MetricName,
  Dimensions: v.optional(Dimensions, []),
  Timestamp: v.optional(Timestamp),
  Value: v.optional(Value),
  StatisticValues: v.optional(v.object({ SampleCount: Value, Sum: Value, Minimum: Value, Maximum: Value })),
  Values: v.optional(v.pipe(v.array(Value), v.minLength(1), v.maxLength(150))),
  Counts: v.optional(v.pipe(v.array(Value), v.maxLength(150))),
  Unit: v.optional(Unit, "None"),
  StorageResolution: v.optional(v.picklist([1, 60])),
});
type Datum = v.InferOutput<typeof Datum>;

const parse = inputParser(
  v.object({
    Namespace,
    MetricData: v.optional(v.pipe(v.array(Datum), v.maxLength(1000)), []),
    EntityMetricData: v.optional(v.unknown()),
    StrictEntityValidation: v.optional(v.boolean()),
  }),
  "ValidationException",
);

/** Adds values to metrics. They are kept by the minute, whatever `StorageResolution` says. */
export function putMetricData({ recorder }: CloudWatchContext): Operation<ReturnType<typeof parse>, undefined> {
  return {
    parse,
    permissions: () => [{ action: "cloudwatch:PutMetricData", resource: "*" }],
    async run({ Namespace: namespace, MetricData, EntityMetricData }, call) {
      if (EntityMetricData !== undefined) throw unsupported("PutMetricData with EntityMetricData");
      if (namespace.startsWith("AWS/")) throw invalid("Namespace", namespace);
      if (MetricData.length === 0) {
        throw new ServiceError("MissingRequiredParameterException", "The parameter MetricData is required.");
      }
      const now = Date.now();
      await recorder.record(MetricData.map((datum, index) => gainOf(namespace, datum, index + 1, now, call)));
      return undefined;
    },
  };
}

function gainOf(namespace: string, datum: Datum, place: number, now: number, call: Call): Gain {
  const parameter = `MetricData.member.${place}`;
  const at = datum.Timestamp === undefined ? now : datum.Timestamp * 1000;
  const where = outOfTime(at, now);
  if (where === "past") throw invalidTime(parameter, "no more than two weeks in the past");
  if (where === "future") throw invalidTime(parameter, "no more than two hours in the future");
  const { MetricName: name, Dimensions: dimensions, Unit: unit } = datum;
  const metric = metricOf(ownerOf(call), { Namespace: namespace, MetricName: name, Dimensions: dimensions });
  return { metric, unit, at, distribution: distributionIn(datum, parameter) };
}

function distributionIn(datum: Datum, parameter: string): Distribution {
  const { Value: value, Values: values, Counts: counts, StatisticValues: set } = datum;
  if ([value, values, set].filter((given) => given !== undefined).length !== 1) {
    throw new ServiceError(
      "InvalidParameterCombinationException",
      `One of the parameters ${parameter}.Value, ${parameter}.Values and ${parameter}.StatisticValues is required, and only one.`,
    );
  }
  for (const [name, given] of numbersOf(datum)) {
    if (Math.abs(given) > LARGEST_VALUE) throw invalid(`${parameter}.${name}`, String(given));
  }
  if (value !== undefined) return new Collected().add(value, 1).distribution();
  if (set !== undefined) {
    if (set.SampleCount <= 0) throw invalid(`${parameter}.StatisticValues.SampleCount`, String(set.SampleCount));
    return { count: set.SampleCount, sum: set.Sum, min: set.Minimum, max: set.Maximum, values: undefined };
  }
  if (counts !== undefined && counts.length !== values?.length) {
    throw new ServiceError(
      "InvalidParameterValueException",
      `The parameters ${parameter}.Values and ${parameter}.Counts must be of the same size.`,
    );
  }
  // What AWS says of them is not known; a metric without a sample has no average.
  const without = counts?.find((count) => count <= 0);
  if (without !== undefined) throw invalid(`${parameter}.Counts`, String(without));
  const collected = new Collected();
  for (const [index, each] of (values ?? []).entries()) collected.add(each, counts?.[index] ?? 1);
  return collected.distribution();
}

function numbersOf({ Value: value, Values: values = [], Counts: counts = [], StatisticValues: set }: Datum) {
  return [
    ...(value === undefined ? [] : [["Value", value] as const]),
    ...values.map((one) => ["Values", one] as const),
    ...counts.map((one) => ["Counts", one] as const),
    ...Object.entries(set ?? {}).map(([name, one]) => [`StatisticValues.${name}`, one] as const),
  ];
}

function invalid(parameter: string, value: string): ServiceError {
  return new ServiceError(
    "InvalidParameterValueException",
    `The value ${value} for parameter ${parameter} is invalid.`,
  );
}

function invalidTime(parameter: string, rule: string): ServiceError {
  return new ServiceError(
    "InvalidParameterValueException",
    `The parameter ${parameter}.Timestamp must specify a time ${rule}.`,
  );
}
