import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type Metric,
} from "@aws-sdk/client-cloudwatch";
import { type TestEnvironment, start } from "doppelface/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { picturePath, pictures } from "../../fixtures/pictures.ts";

const portrait = pictures.find(({ use }) => use === "register");
if (portrait === undefined) throw new Error("no fixture");
const picture = picturePath(portrait);

let environment: TestEnvironment;
let cloudWatch: CloudWatchClient;

beforeAll(async () => {
  environment = await start();
  cloudWatch = new CloudWatchClient(environment.connection);
});

afterAll(async () => {
  cloudWatch.destroy();
  await environment.stop();
});

/** States of the stack's alarms by the alarm's name. */
async function states(): Promise<Record<string, string | undefined>> {
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({}));
  return Object.fromEntries(MetricAlarms.map(({ AlarmName = "", StateValue }) => [AlarmName, StateValue]));
}

test("what the function counts in its log lines are metrics", async () => {
  await environment.waitForRow(await environment.upload(picture));
  const counted = async (): Promise<Metric[]> =>
    (await cloudWatch.send(new ListMetricsCommand({ MetricName: "FacesIndexed" }))).Metrics ?? [];
  // The log line comes after the row.
  await expect.poll(counted, { timeout: 20_000 }).toHaveLength(1);
  const [metric] = await counted();
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: metric?.Namespace,
      MetricName: "FacesIndexed",
      Dimensions: metric?.Dimensions,
      StartTime: new Date(Date.now() - 600_000),
      EndTime: new Date(Date.now() + 120_000),
      Period: 3600,
      Statistics: ["Sum"],
    }),
  );
  expect(Datapoints).toMatchObject([{ Sum: 1, Unit: "Count" }]);
  await expect
    .poll(states, { timeout: 20_000 })
    .toMatchObject({ "rekognition-errors": "OK", "rekognition-throttles": "OK" });
});

test("an upload that fails for good raises the alarms on errors and on the queue", async () => {
  await environment.faults.add({ service: "rekognition", operation: "IndexFaces", kind: "access-denied" });
  await environment.upload(picture, "fails-always.jpg");
  await expect.poll(states, { timeout: 20_000 }).toEqual({
    "rekognition-errors": "ALARM",
    "rekognition-queue-depth": "ALARM",
    "rekognition-throttles": "OK",
  });
});
