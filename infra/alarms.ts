import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import type { Names } from "./names.ts";

/** Adds the alarms: a failed invocation, a throttled one, and an event that all retries have given up on. */
export function addAlarms(scope: Construct, names: Names): void {
  const functionMetric = (metricName: string) =>
    new Metric({
      namespace: "AWS/Lambda",
      metricName,
      dimensionsMap: { FunctionName: names.function },
      statistic: "Sum",
      period: Duration.minutes(5),
    });
  addAlarm(scope, "ErrorsAlarm", {
    name: names.errorsAlarm,
    description: "The function has failed. Lambda retries; the log lines of the request say why.",
    metric: functionMetric("Errors"),
  });
  addAlarm(scope, "ThrottlesAlarm", {
    name: names.throttlesAlarm,
    description: "Uploads wait because the function is at its concurrency limit.",
    metric: functionMetric("Throttles"),
  });
  addAlarm(scope, "QueueDepthAlarm", {
    name: names.queueDepthAlarm,
    description: "Events that no retry could handle wait in the queue to be looked at and sent again.",
    metric: new Metric({
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensionsMap: { QueueName: names.failedEventsQueue },
      statistic: "Maximum",
      period: Duration.minutes(5),
    }),
  });
}

interface AlarmOn {
  readonly name: string;
  readonly description: string;
  readonly metric: Metric;
}

function addAlarm(scope: Construct, id: string, { name, description, metric }: AlarmOn): void {
  new Alarm(scope, id, {
    alarmName: name,
    alarmDescription: description,
    metric,
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
