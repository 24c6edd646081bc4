import type { CloudFormation } from "@aws-sdk/client-cloudformation";
import type { CloudWatch } from "@aws-sdk/client-cloudwatch";

/** Metrics, and alarms on them. */
export async function useCloudWatch(cloudwatch: CloudWatch): Promise<void> {
  await cloudwatch.putMetricAlarm({
    AlarmName: "fuzzed",
    Namespace: "AWS/Lambda",
    MetricName: "Errors",
    Dimensions: [{ Name: "FunctionName", Value: "fuzzed" }],
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    TreatMissingData: "notBreaching",
  });
  const Dimensions = [{ Name: "a", Value: "b" }];
  await cloudwatch.putMetricData({
    Namespace: "Fuzz",
    MetricData: [
      { MetricName: "Tries", Dimensions, Timestamp: new Date(), Value: 1.5, Unit: "Count", StorageResolution: 1 },
      { MetricName: "Tries", Values: [1, 2], Counts: [3, 1] },
      { MetricName: "Tries", StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 } },
    ],
  });
  const StartTime = new Date(Date.now() - 600_000);
  const EndTime = new Date();
  const metric = { Namespace: "Fuzz", MetricName: "Tries", Dimensions };
  await cloudwatch.getMetricStatistics({
    ...metric,
    StartTime,
    EndTime,
    Period: 60,
    Statistics: ["Sum"],
    ExtendedStatistics: ["p90"],
  });
  await cloudwatch.getMetricData({
    StartTime,
    EndTime,
    MetricDataQueries: [{ Id: "q", MetricStat: { Metric: metric, Period: 60, Stat: "p99.9" } }],
    MaxDatapoints: 3,
  });
  await cloudwatch.listMetrics({ Namespace: "Fuzz", Dimensions, RecentlyActive: "PT3H" });
  await cloudwatch.describeAlarmHistory({ AlarmName: "fuzzed", StartDate: StartTime, MaxRecords: 3 });
  await cloudwatch.describeAlarmsForMetric({ Namespace: "Fuzz", MetricName: "Tries", Period: 60 });
  await cloudwatch.describeAlarms({ AlarmNamePrefix: "f", MaxRecords: 3 });
  await cloudwatch.setAlarmState({ AlarmName: "fuzzed", StateValue: "OK", StateReason: "fuzz" });
}

const TEMPLATE = {
  AWSTemplateFormatVersion: "2010-09-09",
  Parameters: { Stage: { Type: "String", Default: "dev", AllowedPattern: "[a-z]+", MaxLength: 8 } },
  Conditions: { IsDev: { "Fn::Equals": [{ Ref: "Stage" }, "dev"] } },
  Mappings: { Sizes: { dev: { Days: "3" } } },
  Resources: {
    Queue: {
      Type: "AWS::SQS::Queue",
      Properties: { VisibilityTimeout: 5, Tags: [{ Key: "stage", Value: { Ref: "Stage" } }] },
    },
    Parameter: {
      Type: "AWS::SSM::Parameter",
      Condition: "IsDev",
      DependsOn: ["Queue"],
      Properties: {
        Type: "String",
        Value: { "Fn::Join": ["-", [{ "Fn::Sub": "${Stage}/${AWS::Region}" }, { "Fn::GetAtt": ["Queue", "Arn"] }]] },
      },
    },
  },
  Outputs: { Url: { Value: { "Fn::If": ["IsDev", { Ref: "Queue" }, { Ref: "AWS::NoValue" }] } } },
};

/** Stacks and change sets. */
export async function useCloudFormation(cloudformation: CloudFormation): Promise<void> {
  const TemplateBody = JSON.stringify(TEMPLATE);
  await cloudformation.validateTemplate({ TemplateBody });
  await cloudformation.createStack({
    StackName: "fuzzed",
    TemplateBody,
    Parameters: [{ ParameterKey: "Stage", ParameterValue: "dev" }],
    Tags: [{ Key: "a", Value: "b" }],
  });
  await cloudformation.createChangeSet({
    StackName: "fuzzed-too",
    ChangeSetName: "first",
    ChangeSetType: "CREATE",
    TemplateBody,
  });
  await cloudformation.describeChangeSet({ StackName: "fuzzed-too", ChangeSetName: "first" });
  await cloudformation.describeStacks({ StackName: "fuzzed" });
  await cloudformation.describeStackEvents({ StackName: "fuzzed" });
  await cloudformation.listStackResources({ StackName: "fuzzed" });
  await cloudformation.getTemplate({ StackName: "fuzzed", TemplateStage: "Processed" });
  await cloudformation.updateStack({ StackName: "fuzzed", UsePreviousTemplate: true }).catch(() => undefined);
}
