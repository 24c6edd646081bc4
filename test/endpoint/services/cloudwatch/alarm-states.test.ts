import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DescribeAlarmsForMetricCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  DeleteAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  paginateDescribeAlarmHistory,
} from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AlarmStore } from "../../../../dev/endpoint/services/cloudwatch/store.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let cloudWatch: CloudWatchClient;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  cloudWatch = new CloudWatchClient(endpoint.client);
});

afterAll(() => endpoint.stop());

async function putAlarm(AlarmName: string, change: Partial<PutMetricAlarmCommandInput> = {}): Promise<void> {
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Namespace: "Test",
      MetricName: AlarmName,
      Statistic: "Sum",
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      TreatMissingData: "notBreaching",
      ...change,
    }),
  );
}

async function putValue(MetricName: string, Value: number, minutesAgo = 0): Promise<void> {
  const Timestamp = new Date(Date.now() - minutesAgo * 60_000);
  await cloudWatch.send(
    new PutMetricDataCommand({ Namespace: "Test", MetricData: [{ MetricName, Value, Timestamp }] }),
  );
}

async function stateOf(name: string): Promise<object> {
  const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  const { StateValue, StateReason } = MetricAlarms?.[0] ?? {};
  return { StateValue, StateReason };
}

test("an alarm follows its metric, and its history tells how", async () => {
  await putAlarm("follows");
  await putValue("follows", 0);
  expect(await stateOf("follows")).toMatchObject({
    StateValue: "OK",
    StateReason: expect.stringContaining("was not greater than or equal to the threshold (1.0).") as string,
  });
  await putValue("follows", 3);
  expect(await stateOf("follows")).toMatchObject({
    StateValue: "ALARM",
    StateReason: expect.stringMatching(/^Threshold Crossed: 1 datapoint \[3\.0 \(/) as string,
  });
  await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ["follows"] }));
  const items: unknown[] = [];
  for await (const page of paginateDescribeAlarmHistory(
    { client: cloudWatch, pageSize: 3 },
    { AlarmName: "follows", ScanBy: "TimestampAscending" },
  )) {
    items.push(page.AlarmHistoryItems?.map(({ HistoryItemType, HistorySummary }) => [HistoryItemType, HistorySummary]));
  }
  expect(items).toEqual([
    [
      ["ConfigurationUpdate", 'Alarm "follows" created'],
      ["StateUpdate", "Alarm updated from INSUFFICIENT_DATA to OK"],
      ["StateUpdate", "Alarm updated from OK to ALARM"],
    ],
    [["ConfigurationUpdate", 'Alarm "follows" deleted']],
  ]);
});

test("history is found by kind and time, with the states as JSON", async () => {
  await putAlarm("history");
  await putValue("history", 5);
  const find = async (query: object) =>
    (await cloudWatch.send(new DescribeAlarmHistoryCommand({ AlarmName: "history", ...query }))).AlarmHistoryItems ??
    [];
  const [update, ...more] = await find({ HistoryItemType: "StateUpdate" });
  expect(more).toEqual([]);
  expect(update).toMatchObject({ AlarmName: "history", AlarmType: "MetricAlarm", Timestamp: expect.any(Date) as Date });
  expect(JSON.parse(update?.HistoryData ?? "")).toMatchObject({
    version: "1.0",
    oldState: { stateValue: "INSUFFICIENT_DATA", stateReason: "Unchecked: Initial alarm creation" },
    newState: { stateValue: "ALARM", stateReasonData: { period: 300, recentDatapoints: [5], threshold: 1 } },
  });
  expect(await find({ EndDate: new Date(Date.now() - 60_000) })).toEqual([]);
  expect(await find({ StartDate: new Date(Date.now() - 60_000) })).toHaveLength(2);
});

test("a state that was set stays until the metric has a value", async () => {
  await putAlarm("set");
  await putValue("set", 0);
  const set = { AlarmName: "set", StateValue: "ALARM", StateReason: "trying the alarm" } as const;
  await cloudWatch.send(new SetAlarmStateCommand(set));
  expect(await stateOf("set")).toEqual({ StateValue: "ALARM", StateReason: "trying the alarm" });
  await putValue("set", 0);
  expect(await stateOf("set")).toMatchObject({ StateValue: "OK" });
});

test("values of earlier periods count, those of another unit or set of dimensions do not", async () => {
  await putAlarm("periods", { EvaluationPeriods: 2, Period: 60, Unit: "Count" });
  await putValue("periods", 5);
  const datum = { MetricName: "periods", Value: 5, Unit: "Count" } as const;
  const earlier = new Date(Date.now() - 60_000);
  await cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: "Test",
      MetricData: [datum, { ...datum, Timestamp: earlier, Dimensions: [{ Name: "a", Value: "b" }] }],
    }),
  );
  expect(await stateOf("periods")).toMatchObject({ StateValue: "OK" });
  await cloudWatch.send(
    new PutMetricDataCommand({ Namespace: "Test", MetricData: [{ ...datum, Timestamp: earlier }] }),
  );
  expect(await stateOf("periods")).toMatchObject({ StateValue: "ALARM" });
});

test("alarms are found by their metric", async () => {
  await putAlarm("metric-a", { MetricName: "shared" });
  await putAlarm("metric-b", { MetricName: "shared", Period: 60 });
  const find = async (query: object) => {
    const input = { Namespace: "Test", MetricName: "shared", ...query };
    const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsForMetricCommand(input));
    return MetricAlarms?.map(({ AlarmName }) => AlarmName);
  };
  expect(await find({})).toEqual(["metric-a", "metric-b"]);
  expect(await find({ Period: 60, Statistic: "Sum" })).toEqual(["metric-b"]);
  expect(await find({ Dimensions: [{ Name: "a", Value: "b" }] })).toEqual([]);
});

test("actions are switched off and on", async () => {
  await putAlarm("actions");
  const enabled = async () =>
    (await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ["actions"] }))).MetricAlarms?.[0]?.ActionsEnabled;
  await cloudWatch.send(new DisableAlarmActionsCommand({ AlarmNames: ["actions", "never"] }));
  expect(await enabled()).toBe(false);
  await cloudWatch.send(new EnableAlarmActionsCommand({ AlarmNames: ["actions"] }));
  expect(await enabled()).toBe(true);
});

test.each([
  [{ Period: 10 }, "UnsupportedOperation", "a period of 10 seconds"],
  [{ ComparisonOperator: "GreaterThanUpperThreshold" }, "UnsupportedOperation", "anomaly detector"],
  [{ DatapointsToAlarm: 2 }, "ValidationException", "DatapointsToAlarm"],
  [{ EvaluationPeriods: 289 }, "ValidationException", "must be <= 86400"],
  [{ Statistic: undefined, ExtendedStatistic: "iqm" }, "UnsupportedOperation", "the statistic iqm"],
] as const)("an alarm with %j is refused", async (change, name, text) => {
  await expect(putAlarm("refused", change)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(text) as string,
  });
});

test("an alarm of an older state folder on a statistic that is not here keeps its state, and holds up no other", async () => {
  await putAlarm("older");
  await endpoint.state.write(() => {
    const store = new AlarmStore(endpoint.state);
    const owner = { account: "000000000000", region: "us-east-1" };
    const alarm = store.find(owner, "older");
    if (alarm === undefined) throw new Error("The alarm is not there.");
    const { Statistic: _, ...configuration } = alarm.configuration;
    store.put(owner, { ...alarm, configuration: { ...configuration, ExtendedStatistic: "tm90" } });
  });
  await putAlarm("younger");
  await putValue("older", 2);
  await putValue("younger", 2);
  expect(await stateOf("older")).toMatchObject({ StateValue: "INSUFFICIENT_DATA" });
  expect(await stateOf("younger")).toMatchObject({ StateValue: "ALARM" });
});
