import {
  type CloudWatchClient,
  type Datapoint,
  GetMetricStatisticsCommand,
  type Statistic,
} from "@aws-sdk/client-cloudwatch";

/** What was measured of a metric in the last ten minutes: one datapoint for each unit. */
export async function lastStatistics(
  cloudWatch: CloudWatchClient,
  metric: { readonly Namespace: string; readonly MetricName: string },
  dimensions: Readonly<Record<string, string>>,
  ...Statistics: Statistic[]
): Promise<Datapoint[]> {
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      ...metric,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      StartTime: new Date(Date.now() - 600_000),
      EndTime: new Date(Date.now() + 120_000),
      Period: 3600,
      Statistics,
    }),
  );
  return Datapoints;
}
