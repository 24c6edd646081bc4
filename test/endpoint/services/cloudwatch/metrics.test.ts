import {
  CloudWatchClient,
  type CloudWatchClientConfig,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
  ListMetricsCommand,
  PutMetricDataCommand,
  type MetricDatum,
  paginateGetMetricData,
  paginateListMetrics,
} from "@aws-sdk/client-cloudwatch";
import { SmithyRpcV2CborProtocol } from "@smithy/core/cbor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";

const PROTOCOLS: readonly [string, Pick<CloudWatchClientConfig, "protocol" | "disableRequestCompression">][] = [
  ["JSON", {}],
  // The SDK (3.1164) announces the length of a compressed CBOR body as that of the plain one, and so never ends it.
  ["CBOR", { protocol: SmithyRpcV2CborProtocol, disableRequestCompression: true }],
];

const MINUTE = 60_000;
/** A whole hour, an hour or two ago. */
const HOUR = Math.floor(Date.now() / (60 * MINUTE) - 1) * 60 * MINUTE;
const at = (minutes: number): Date => new Date(HOUR + minutes * MINUTE);

describe.each(PROTOCOLS)("in %s", (_name, protocol) => {
  let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
  let cloudWatch: CloudWatchClient;

  beforeAll(async () => {
    endpoint = await startTestEndpoint();
    cloudWatch = new CloudWatchClient({ ...endpoint.client, ...protocol });
  });

  afterAll(() => endpoint.stop());

  const put = (Namespace: string, ...MetricData: MetricDatum[]) =>
    cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData }));

  test("values come back as statistics of periods", async () => {
    const Dimensions = [{ Name: "Stage", Value: "dev" }];
    await put(
      "Shop",
      { MetricName: "Latency", Dimensions, Unit: "Milliseconds", Timestamp: at(0), Values: [10, 20], Counts: [3, 1] },
      { MetricName: "Latency", Dimensions, Unit: "Milliseconds", Timestamp: at(1), Value: 50 },
      {
        MetricName: "Latency",
        Dimensions,
        Unit: "Milliseconds",
        Timestamp: at(7),
        StatisticValues: { SampleCount: 2, Sum: 6, Minimum: 1, Maximum: 5 },
      },
    );
    const { Label, Datapoints } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: "Shop",
        MetricName: "Latency",
        Dimensions,
        StartTime: at(0),
        EndTime: at(60),
        Period: 300,
        Statistics: ["SampleCount", "Average", "Sum", "Minimum", "Maximum"],
        ExtendedStatistics: ["p50", "p100"],
      }),
    );
    expect(Label).toBe("Latency");
    expect(Datapoints).toEqual([
      {
        Timestamp: at(0),
        SampleCount: 5,
        Average: 20,
        Sum: 100,
        Minimum: 10,
        Maximum: 50,
        ExtendedStatistics: { p50: 10, p100: 50 },
        Unit: "Milliseconds",
      },
      // Of sums alone there are no percentiles.
      {
        Timestamp: at(5),
        SampleCount: 2,
        Average: 3,
        Sum: 6,
        Minimum: 1,
        Maximum: 5,
        ExtendedStatistics: {},
        Unit: "Milliseconds",
      },
    ]);
  });

  test("several metrics are asked for at once, newest values first, in pages", async () => {
    const minutes = [0, 1, 2, 3, 4];
    await put("Pages", ...minutes.map((minute) => ({ MetricName: "A", Timestamp: at(minute), Value: minute })));
    await put("Pages", ...minutes.map((minute) => ({ MetricName: "B", Timestamp: at(minute), Value: 10 + minute })));
    const query = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: { Metric: { Namespace: "Pages", MetricName }, Period: 60, Stat: "Sum" },
    });
    const input: GetMetricDataCommandInput = {
      StartTime: at(0),
      EndTime: at(10),
      MetricDataQueries: [
        query("a", "A"),
        { ...query("b", "B"), Label: "second" },
        { ...query("c", "A"), ReturnData: false },
      ],
    };
    const all = await cloudWatch.send(new GetMetricDataCommand(input));
    expect(all.NextToken).toBeUndefined();
    expect(all.MetricDataResults).toEqual([
      { Id: "a", Label: "A", StatusCode: "Complete", Timestamps: [4, 3, 2, 1, 0].map(at), Values: [4, 3, 2, 1, 0] },
      {
        Id: "b",
        Label: "second",
        StatusCode: "Complete",
        Timestamps: [4, 3, 2, 1, 0].map(at),
        Values: [14, 13, 12, 11, 10],
      },
    ]);
    const values: Record<string, number[]> = { a: [], b: [] };
    let pages = 0;
    const ascending = { ...input, ScanBy: "TimestampAscending", MaxDatapoints: 3 } as const;
    for await (const page of paginateGetMetricData({ client: cloudWatch }, ascending)) {
      pages++;
      for (const { Id = "", Values = [] } of page.MetricDataResults ?? []) values[Id]?.push(...Values);
    }
    expect({ pages, values }).toEqual({ pages: 4, values: { a: [0, 1, 2, 3, 4], b: [10, 11, 12, 13, 14] } });
  });

  test("metrics are listed by namespace, name and dimensions, in pages", async () => {
    const many = Array.from({ length: 501 }, (_, index) => ({
      MetricName: `M${String(index).padStart(3, "0")}`,
      Dimensions: [{ Name: "Parity", Value: index % 2 === 0 ? "even" : "odd" }],
      Value: 1,
    }));
    // In JSON the SDK compresses a body of this size.
    await put("Many", ...many);
    const sizes: number[] = [];
    for await (const page of paginateListMetrics({ client: cloudWatch }, { Namespace: "Many" })) {
      sizes.push(page.Metrics?.length ?? 0);
    }
    expect(sizes).toEqual([500, 1]);
    const list = async (filter: object) =>
      (await cloudWatch.send(new ListMetricsCommand({ Namespace: "Many", ...filter }))).Metrics;
    expect(await list({ MetricName: "M001" })).toEqual([
      { Namespace: "Many", MetricName: "M001", Dimensions: [{ Name: "Parity", Value: "odd" }] },
    ]);
    expect(await list({ Dimensions: [{ Name: "Parity", Value: "odd" }] })).toHaveLength(250);
    expect(await list({ Dimensions: [{ Name: "Parity" }], RecentlyActive: "PT3H" })).toHaveLength(500);
    expect(await list({ Dimensions: [{ Name: "None" }] })).toEqual([]);
  });

  test("accounts and regions have metrics of their own", async () => {
    await put("Apart", { MetricName: "A", Value: 1 });
    const elsewhere = new CloudWatchClient({ ...endpoint.client, ...protocol, region: "eu-west-1" });
    const { Metrics } = await elsewhere.send(new ListMetricsCommand({ Namespace: "Apart" }));
    expect(Metrics).toEqual([]);
  });

  const STATISTICS = {
    Namespace: "Shop",
    MetricName: "Latency",
    StartTime: at(0),
    EndTime: at(60),
    Period: 60,
    Statistics: ["Sum"],
  } satisfies GetMetricStatisticsCommandInput;

  test.each([
    [{ StartTime: at(60), EndTime: at(0) }, "InvalidParameterValueException", "StartTime must be less than"],
    [{ StartTime: at(-1500) }, "InvalidParameterCombinationException", "requested up to 1560 datapoints"],
    [{ Statistics: undefined }, "MissingRequiredParameterException", "Statistics and ExtendedStatistics"],
    [{ Period: 7 }, "ValidationException", "'period'"],
    [{ ExtendedStatistics: ["tm90"] }, "UnsupportedOperation", "the statistic tm90"],
    [{ ExtendedStatistics: ["median"] }, "InvalidParameterValueException", "median"],
  ])("statistics with %j are refused", async (change, name, text) => {
    const input = { ...STATISTICS, ...change } as GetMetricStatisticsCommandInput;
    await expect(cloudWatch.send(new GetMetricStatisticsCommand(input))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(text) as string,
    });
  });

  test.each([
    [{ Namespace: "AWS/Mine" }, {}, "InvalidParameterValueException", "AWS/Mine"],
    [{}, { Value: undefined }, "InvalidParameterCombinationException", "MetricData.member.1.Values"],
    [{}, { Value: undefined, Values: [1], Counts: [1, 2] }, "InvalidParameterValueException", "same size"],
    [{}, { Value: undefined, Values: [1], Counts: [0] }, "InvalidParameterValueException", "Counts"],
    [{}, { Value: 1e300 }, "InvalidParameterValueException", "MetricData.member.1.Value"],
    [{}, { Timestamp: new Date(Date.now() - 15 * 24 * 60 * MINUTE) }, "InvalidParameterValueException", "two weeks"],
    [{}, { Timestamp: new Date(Date.now() + 3 * 60 * MINUTE) }, "InvalidParameterValueException", "two hours"],
    [{}, { Unit: "Furlongs" }, "ValidationException", "'metricData.1.member.unit'"],
  ])("data with %j and %j are refused", async (request, datum, name, text) => {
    const MetricData = [{ MetricName: "A", Value: 1, ...datum } as MetricDatum];
    const sent = cloudWatch.send(new PutMetricDataCommand({ Namespace: "Refused", ...request, MetricData }));
    await expect(sent).rejects.toMatchObject({ name, message: expect.stringContaining(text) as string });
  });

  test("whatever time is asked for, values are looked for where they can be", async () => {
    await put("Ever", { MetricName: "A", Timestamp: at(0), Value: 7 });
    const { MetricDataResults } = await cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(0),
        EndTime: new Date(8.64e15),
        MetricDataQueries: [
          { Id: "a", MetricStat: { Metric: { Namespace: "Ever", MetricName: "A" }, Period: 3600, Stat: "Sum" } },
        ],
      }),
    );
    expect(MetricDataResults).toMatchObject([{ Timestamps: [at(0)], Values: [7] }]);
  });

  test("metric math is refused by name", async () => {
    const sent = cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: at(0),
        EndTime: at(1),
        MetricDataQueries: [{ Id: "e", Expression: "SUM(METRICS())" }],
      }),
    );
    await expect(sent).rejects.toMatchObject({
      name: "UnsupportedOperation",
      message: expect.stringContaining("metric math") as string,
    });
  });
});
