import { CloudWatchClient, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { lastStatistics } from "../../../support/statistics.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let cloudWatch: CloudWatchClient;
let logs: CloudWatchLogsClient;

const WHERE = { logGroupName: "metrics", logStreamName: "stream" };

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  cloudWatch = new CloudWatchClient(endpoint.client);
  logs = new CloudWatchLogsClient(endpoint.client);
  await logs.send(new CreateLogGroupCommand(WHERE));
  await logs.send(new CreateLogStreamCommand(WHERE));
});

afterAll(() => endpoint.stop());

async function log(...messages: string[]): Promise<void> {
  const logEvents = messages.map((message) => ({ message, timestamp: Date.now() }));
  await logs.send(new PutLogEventsCommand({ ...WHERE, logEvents }));
}

function document(namespace: string, change: object = {}, directive: object = {}): string {
  return JSON.stringify({
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [["service"], ["service", "stage"]],
          Metrics: [{ Name: "Faces", Unit: "Count" }, { Name: "Latency" }],
          ...directive,
        },
      ],
    },
    service: "pictures",
    stage: "dev",
    Faces: 2,
    Latency: [1.5, 2.5],
    ...change,
  });
}

function documentOf(Timestamp: number): string {
  const CloudWatchMetrics = [{ Namespace: "Times", Dimensions: [[]], Metrics: [{ Name: "Faces" }] }];
  return JSON.stringify({ _aws: { Timestamp, CloudWatchMetrics }, Faces: 1 });
}

async function sumOf(Namespace: string, MetricName: string, dimensions: Record<string, string>): Promise<object[]> {
  const found = await lastStatistics(cloudWatch, { Namespace, MetricName }, dimensions, "Sum", "SampleCount");
  return found.map(({ Sum, SampleCount, Unit }) => ({ Sum, SampleCount, Unit }));
}

test("log events in the embedded metric format become metrics, once for each set of dimensions", async () => {
  await log(document("Lines"), "a plain line", document("Lines", { Faces: 3 }));
  const both = { service: "pictures", stage: "dev" };
  expect(await sumOf("Lines", "Faces", both)).toEqual([{ Sum: 5, SampleCount: 2, Unit: "Count" }]);
  expect(await sumOf("Lines", "Faces", { service: "pictures" })).toEqual([{ Sum: 5, SampleCount: 2, Unit: "Count" }]);
  expect(await sumOf("Lines", "Latency", both)).toEqual([{ Sum: 8, SampleCount: 4, Unit: "None" }]);
  const { Metrics } = await cloudWatch.send(new ListMetricsCommand({ Namespace: "Lines" }));
  expect(Metrics).toHaveLength(4);
});

test("also behind what Lambda puts before a console line", async () => {
  await log(`2026-11-24T12:00:00.000Z\t8d6a\tINFO\t${document("Console")}\n`);
  expect(await sumOf("Console", "Faces", { service: "pictures" })).toEqual([{ Sum: 2, SampleCount: 1, Unit: "Count" }]);
});

test.each([
  ["of a namespace of AWS", document("AWS/Lambda")],
  ["cut off", document("Cut").slice(0, -2)],
  ["without metrics", document("None", {}, { Metrics: undefined })],
  ["whose values are texts", document("Texts", { Faces: "2", Latency: "no" })],
  ["whose dimensions are not there", document("Dimensions", { service: undefined })],
  ["of long ago", documentOf(Date.now() - 15 * 24 * 60 * 60_000)],
  ["of a time that no date has", documentOf(1e300)],
  ["of values that cannot be added up", document("Large", { Faces: 1e300, Latency: [-1e300] })],
])("a log event %s becomes none", async (_what, message) => {
  await log(message);
  const { Metrics = [] } = await cloudWatch.send(new ListMetricsCommand({}));
  const namespaces = Metrics.map(({ Namespace }) => Namespace);
  expect(namespaces.filter((name) => !["Lines", "Console"].includes(name ?? ""))).toEqual([]);
});
