import * as v from "valibot";
import { unlessMissing } from "./missing.ts";
import { flag, number, text } from "./property-schemas.ts";
import { type ResourceContext, resourceType } from "./resource-type.ts";

const properties = v.strictObject({
  AlarmName: v.optional(text),
  AlarmDescription: v.optional(text),
  ActionsEnabled: v.optional(flag),
  AlarmActions: v.optional(v.array(text)),
  InsufficientDataActions: v.optional(v.array(text)),
  OKActions: v.optional(v.array(text)),
  ComparisonOperator: text,
  DatapointsToAlarm: v.optional(number),
  Dimensions: v.optional(v.array(v.strictObject({ Name: text, Value: text }))),
  EvaluationPeriods: number,
  ExtendedStatistic: v.optional(text),
  MetricName: v.optional(text),
  Namespace: v.optional(text),
  Period: v.optional(number),
  Statistic: v.optional(text),
  Threshold: v.optional(number),
  TreatMissingData: v.optional(text),
  Unit: v.optional(text),
});

const Alarms = v.object({ MetricAlarms: v.optional(v.array(v.unknown()), []) });

/** AWS::CloudWatch::Alarm on one metric. */
export const alarm = resourceType({
  type: "AWS::CloudWatch::Alarm",
  properties,
  replacedBy: ["AlarmName"],
  attributeNames: ["Arn"],
  name: { property: "AlarmName", maxLength: 255 },
  async exists(context) {
    const answer = await context.dispatch("monitoring", "DescribeAlarms", { AlarmNames: [context.name] });
    return v.parse(Alarms, answer).MetricAlarms.length > 0;
  },
  async create(given, context) {
    await put(given, context);
    return context.name;
  },
  update: (given, _before, context) => put(given, context),
  async delete(_given, context) {
    await unlessMissing(context.dispatch("monitoring", "DeleteAlarms", { AlarmNames: [context.name] }));
  },
  attributes: async (_given, { region, account, name }) => ({
    Arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
  }),
});

async function put(given: v.InferOutput<typeof properties>, context: ResourceContext): Promise<void> {
  await context.dispatch("monitoring", "PutMetricAlarm", { ...given, AlarmName: context.name });
}
