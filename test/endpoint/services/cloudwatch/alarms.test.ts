import {
  CloudWatchClient,
  type CloudWatchClientConfig,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  SetAlarmStateCommand,
  TagResourceCommand,
  UntagResourceCommand,
  paginateDescribeAlarms,
} from "@aws-sdk/client-cloudwatch";
import { SmithyRpcV2CborProtocol } from "@smithy/core/cbor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";

const ERRORS = {
  AlarmName: "errors",
  AlarmDescription: "The function has failed.",
  AlarmActions: ["arn:aws:sns:us-east-1:000000000000:mail"],
  MetricName: "Errors",
  Namespace: "AWS/Lambda",
  Statistic: "Sum",
  Dimensions: [{ Name: "FunctionName", Value: "rekognition" }],
  Period: 300,
  EvaluationPeriods: 1,
  Threshold: 0.5,
  ComparisonOperator: "GreaterThanOrEqualToThreshold",
  TreatMissingData: "notBreaching",
} satisfies PutMetricAlarmCommandInput;
const ARN = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors";

/** The SDK for JavaScript speaks JSON by itself, botocore CBOR: here the SDK speaks both. */
const PROTOCOLS: readonly [string, Pick<CloudWatchClientConfig, "protocol">][] = [
  ["JSON", {}],
  ["CBOR", { protocol: SmithyRpcV2CborProtocol }],
];

describe.each(PROTOCOLS)("in %s", (_name, protocol) => {
  let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
  let cloudWatch: CloudWatchClient;

  beforeAll(async () => {
    endpoint = await startTestEndpoint();
    cloudWatch = new CloudWatchClient({ ...endpoint.client, ...protocol });
  });

  afterAll(() => endpoint.stop());

  test("an alarm is put, described and put again without losing its state", async () => {
    await cloudWatch.send(new PutMetricAlarmCommand(ERRORS));
    const describe = () => cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ["errors", "none"] }));
    const { MetricAlarms, CompositeAlarms } = await describe();
    expect(CompositeAlarms).toEqual([]);
    expect(MetricAlarms).toEqual([
      {
        ...ERRORS,
        AlarmArn: ARN,
        ActionsEnabled: true,
        OKActions: [],
        InsufficientDataActions: [],
        StateValue: "INSUFFICIENT_DATA",
        StateReason: "Unchecked: Initial alarm creation",
        AlarmConfigurationUpdatedTimestamp: expect.any(Date) as Date,
        StateUpdatedTimestamp: expect.any(Date) as Date,
        StateTransitionedTimestamp: expect.any(Date) as Date,
      },
    ]);
    const updatedAt = MetricAlarms?.[0]?.AlarmConfigurationUpdatedTimestamp?.getTime() ?? 0;
    expect(Math.abs(updatedAt - Date.now())).toBeLessThan(60_000);

    await cloudWatch.send(
      new SetAlarmStateCommand({
        AlarmName: "errors",
        StateValue: "ALARM",
        StateReason: "tried",
        StateReasonData: "{}",
      }),
    );
    await cloudWatch.send(new PutMetricAlarmCommand({ ...ERRORS, Threshold: 2 }));
    const again = await describe();
    expect(again.MetricAlarms?.[0]).toMatchObject({ Threshold: 2, StateValue: "ALARM", StateReason: "tried" });
  });

  test("alarms are found by prefix, state and action, in pages", async () => {
    for (const AlarmName of ["page-a", "page-b", "page-c"]) {
      await cloudWatch.send(new PutMetricAlarmCommand({ ...ERRORS, AlarmName, AlarmActions: [] }));
    }
    const pages: (string | undefined)[][] = [];
    for await (const page of paginateDescribeAlarms(
      { client: cloudWatch, pageSize: 2 },
      { AlarmNamePrefix: "page-" },
    )) {
      pages.push((page.MetricAlarms ?? []).map(({ AlarmName }) => AlarmName));
    }
    expect(pages).toEqual([["page-a", "page-b"], ["page-c"]]);
    const byAction = await cloudWatch.send(new DescribeAlarmsCommand({ ActionPrefix: "arn:aws:sns" }));
    expect(byAction.MetricAlarms?.map(({ AlarmName }) => AlarmName)).toEqual(["errors"]);
    const byState = await cloudWatch.send(new DescribeAlarmsCommand({ StateValue: "INSUFFICIENT_DATA" }));
    expect(byState.MetricAlarms).toHaveLength(3);
    const elsewhere = new CloudWatchClient({ ...endpoint.client, ...protocol, region: "eu-west-1" });
    expect((await elsewhere.send(new DescribeAlarmsCommand({}))).MetricAlarms).toEqual([]);
  });

  test("tags are put with an alarm, set and taken", async () => {
    await cloudWatch.send(
      new PutMetricAlarmCommand({ ...ERRORS, AlarmName: "tagged", Tags: [{ Key: "a", Value: "1" }] }),
    );
    const ResourceARN = ARN.replace("errors", "tagged");
    await cloudWatch.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: "b", Value: "2" }] }));
    await cloudWatch.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["a"] }));
    const { Tags } = await cloudWatch.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual([{ Key: "b", Value: "2" }]);
    for (const other of [ARN.replace("errors", "none"), ResourceARN.replace("us-east-1", "us-west-2")]) {
      await expect(cloudWatch.send(new ListTagsForResourceCommand({ ResourceARN: other }))).rejects.toMatchObject({
        name: "ResourceNotFoundException",
        $metadata: { httpStatusCode: 404 },
      });
    }
  });

  test("alarms are deleted, all that are named or none", async () => {
    await cloudWatch.send(new PutMetricAlarmCommand({ ...ERRORS, AlarmName: "gone" }));
    await expect(cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ["gone", "never"] }))).rejects.toMatchObject({
      name: "ResourceNotFound",
    });
    const find = async () =>
      (await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ["gone"] }))).MetricAlarms?.length;
    expect(await find()).toBe(1);
    await cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: ["gone"] }));
    expect(await find()).toBe(0);
  });

  test.each([
    [{ ComparisonOperator: undefined }, "MissingRequiredParameterException", "ComparisonOperator"],
    [{ Statistic: undefined }, "InvalidParameterCombinationException", "ExtendedStatistic"],
    [{ Statistic: "Median" }, "ValidationException", "enum value set: [SampleCount, Average, Sum, Minimum, Maximum]"],
    [{ AlarmName: "" }, "ValidationException", "'alarmName'"],
    [{ Metrics: [{ Id: "m" }] }, "UnsupportedOperation", "PutMetricAlarm on anything but one metric"],
  ])("an alarm with %j is refused", async (change, name, text) => {
    const input = { ...ERRORS, AlarmName: "refused", ...change } as PutMetricAlarmCommandInput;
    await expect(cloudWatch.send(new PutMetricAlarmCommand(input))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(text) as string,
    });
  });
});
