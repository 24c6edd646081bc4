import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  StartQueryCommand,
  TagResourceCommand,
  UntagResourceCommand,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientConfig, startTestEndpoint } from "../../../support/endpoint.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  logs = new CloudWatchLogsClient(endpoint.client);
});
afterAll(() => endpoint.stop());

const HOUR = 60 * 60_000;

async function makeStream(logGroupName: string, ...streams: string[]): Promise<void> {
  await logs.send(new CreateLogGroupCommand({ logGroupName })).catch(() => undefined);
  for (const logStreamName of streams) await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
}

async function put(logGroupName: string, logStreamName: string, first: number, ...messages: string[]): Promise<void> {
  const logEvents = messages.map((message, index) => ({ timestamp: first + index, message }));
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
}

test("describes groups by prefix and pattern, in pages", async () => {
  for (const name of ["/app/a", "/app/b", "/app/c", "/web/APP"]) {
    await logs.send(new CreateLogGroupCommand({ logGroupName: name }));
  }

  const first = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/app/", limit: 2 }));
  const second = await logs.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: "/app/", limit: 2, nextToken: first.nextToken }),
  );
  const pattern = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePattern: "app" }));

  expect([...(first.logGroups ?? []), ...(second.logGroups ?? [])].map((group) => group.logGroupName)).toEqual([
    "/app/a",
    "/app/b",
    "/app/c",
  ]);
  expect(second.nextToken).toBeUndefined();
  expect(first.logGroups?.[0]).toMatchObject({
    arn: "arn:aws:logs:us-east-1:000000000000:log-group:/app/a:*",
    logGroupArn: "arn:aws:logs:us-east-1:000000000000:log-group:/app/a",
    storedBytes: 0,
    metricFilterCount: 0,
    logGroupClass: "STANDARD",
  });
  expect(pattern.logGroups).toHaveLength(4);
});

test("answers what CloudWatch answers to what cannot be", async () => {
  await makeStream("errors", "here");
  const logGroupName = "errors";
  await expect(logs.send(new CreateLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
    name: "ResourceAlreadyExistsException",
    message: "The specified log group already exists",
    $metadata: { httpStatusCode: 400 },
  });
  await expect(logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: "here" }))).rejects.toMatchObject({
    message: "The specified log stream already exists",
  });
  await expect(logs.send(new FilterLogEventsCommand({ logGroupName: "nowhere" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "The specified log group does not exist.",
  });
  await expect(put(logGroupName, "nowhere", Date.now(), "a")).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "The specified log stream does not exist.",
  });
  const now = Date.now();
  await expect(
    logs.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName: "here",
        logEvents: [
          { timestamp: now, message: "b" },
          { timestamp: now - 1, message: "a" },
        ],
      }),
    ),
  ).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "Log events in a single PutLogEvents request must be in chronological order.",
  });
  await expect(
    logs.send(new StartQueryCommand({ logGroupName, startTime: 0, endTime: 1, queryString: "fields @message" })),
  ).rejects.toMatchObject({ message: expect.stringContaining("logs StartQuery is not supported") as string });
});

test("keeps accounts and regions apart", async () => {
  await logs.send(new CreateLogGroupCommand({ logGroupName: "apart" }));
  for (const other of [
    clientConfig(endpoint.url, "111122223333"),
    { ...clientConfig(endpoint.url), region: "eu-central-1" },
  ]) {
    const { logGroups } = await new CloudWatchLogsClient(other).send(new DescribeLogGroupsCommand({}));
    expect(logGroups).toEqual([]);
  }
});

test("orders streams by their last event", async () => {
  await makeStream("streams", "a", "b", "c");
  const now = Date.now();
  await put("streams", "b", now - 2000, "late");
  await put("streams", "a", now - 5000, "early");

  const { logStreams } = await logs.send(
    new DescribeLogStreamsCommand({ logGroupName: "streams", orderBy: "LastEventTime", descending: true }),
  );

  expect(logStreams?.map((stream) => stream.logStreamName)).toEqual(["b", "a", "c"]);
  expect(logStreams?.[0]).toMatchObject({ firstEventTimestamp: now - 2000, lastEventTimestamp: now - 2000 });
  expect(logStreams?.[2]?.lastEventTimestamp).toBeUndefined();
  await expect(
    logs.send(
      new DescribeLogStreamsCommand({ logGroupName: "streams", orderBy: "LastEventTime", logStreamNamePrefix: "a" }),
    ),
  ).rejects.toMatchObject({ message: "Cannot order by LastEventTime with a logStreamNamePrefix." });
});

test("reads a stream forward and backward, and the token stays at its ends", async () => {
  await makeStream("reading", "s");
  const now = Date.now();
  await put("reading", "s", now, "1", "2", "3", "4", "5");
  const read = async (options: object) => {
    const page = await logs.send(
      new GetLogEventsCommand({ logGroupName: "reading", logStreamName: "s", limit: 2, ...options }),
    );
    return { ...page, messages: page.events?.map((event) => event.message) };
  };

  const head = await read({ startFromHead: true });
  const next = await read({ nextToken: head.nextForwardToken });
  const last = await read({ nextToken: next.nextForwardToken });
  const end = await read({ nextToken: last.nextForwardToken });
  const tail = await read({});
  const before = await read({ nextToken: tail.nextBackwardToken });

  expect([head, next, last, end].map((page) => page.messages)).toEqual([["1", "2"], ["3", "4"], ["5"], []]);
  expect(end.nextForwardToken).toBe(last.nextForwardToken);
  expect(tail.messages).toEqual(["4", "5"]);
  expect(before.messages).toEqual(["2", "3"]);
  const between = await read({ startFromHead: true, startTime: now + 1, endTime: now + 2 });
  expect(between.messages).toEqual(["2"]);
});

test.each([
  ["a regular expression", "expression", `${"a".repeat(64)}b`, "%^a*a*a*a*a*a*a*a*a*a*c$%"],
  ["reading the fields of an event with brackets that are never closed", "fields", "[ ".repeat(120_000), "[a, b]"],
])("%s that takes for ever is refused", async (_what, logGroupName, message, pattern) => {
  await makeStream(logGroupName, "one");
  await put(logGroupName, "one", Date.now(), message);
  await expect(logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern: pattern }))).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: expect.stringContaining("too long") as string,
  });
});

test("filters a group by time, stream and pattern, in pages of the order of time", async () => {
  await makeStream("filtering", "web-1", "web-2", "db");
  const now = Date.now();
  await put("filtering", "web-1", now, "GET /a", "POST /b", "GET /c");
  await put("filtering", "web-2", now + 1, "GET /d");
  await put("filtering", "db", now + 2, "GET lock");
  const filter = async (options: object) => {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: "filtering", ...options }));
    return events.map((event) => event.message);
  };

  expect(await filter({})).toEqual(["GET /a", "POST /b", "GET /d", "GET /c", "GET lock"]);
  expect(await filter({ filterPattern: "GET -lock" })).toEqual(["GET /a", "GET /d", "GET /c"]);
  expect(await filter({ filterPattern: "%^[GP].*[ab]$%" })).toEqual(["GET /a", "POST /b"]);
  expect(await filter({ logStreamNamePrefix: "web-" })).toHaveLength(4);
  expect(await filter({ logStreamNames: ["db", "web-2"] })).toEqual(["GET /d", "GET lock"]);
  expect(await filter({ startTime: now + 1, endTime: now + 1 })).toEqual(["POST /b", "GET /d"]);
  expect(
    await filter({
      logGroupName: undefined,
      logGroupIdentifier: "arn:aws:logs:us-east-1:000000000000:log-group:filtering",
    }),
  ).toHaveLength(5);

  const pages: (string | undefined)[][] = [];
  const paginator = paginateFilterLogEvents({ client: logs, pageSize: 2 }, { logGroupName: "filtering" });
  for await (const { events = [] } of paginator) pages.push(events.map((event) => event.message));
  expect(pages.flat()).toEqual(["GET /a", "POST /b", "GET /d", "GET /c", "GET lock"]);
  expect(pages.slice(0, 2).map((page) => page.length)).toEqual([2, 2]);
});

test("leaves out events that are too old or too new, and says which", async () => {
  await makeStream("times", "s");
  const now = Date.now();
  const send = (...times: number[]) =>
    logs.send(
      new PutLogEventsCommand({
        logGroupName: "times",
        logStreamName: "s",
        logEvents: times.map((timestamp) => ({ timestamp, message: String(timestamp) })),
      }),
    );

  const old = await send(now - 14 * 24 * HOUR - HOUR, now - 14 * 24 * HOUR + HOUR);
  const future = await send(now, now + 3 * HOUR);

  expect(old.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 });
  expect(future.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 });
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: "times" }));
  expect(events).toHaveLength(2);
});

test("removes events that are older than a group keeps them", async () => {
  await makeStream("retention", "s");
  const now = Date.now();
  await put("retention", "s", now - 3 * 24 * HOUR, "old");
  await put("retention", "s", now, "new");

  await logs.send(new PutRetentionPolicyCommand({ logGroupName: "retention", retentionInDays: 1 }));

  const messages = async () => {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: "retention" }));
    return events.map((event) => event.message);
  };
  await expect.poll(messages).toEqual(["new"]);
  const describe = new DescribeLogGroupsCommand({ logGroupNamePrefix: "retention" });
  expect((await logs.send(describe)).logGroups?.[0]).toMatchObject({ retentionInDays: 1, storedBytes: 29 });
  await logs.send(new DeleteRetentionPolicyCommand({ logGroupName: "retention" }));
  expect((await logs.send(describe)).logGroups?.[0]?.retentionInDays).toBeUndefined();
  await expect(
    logs.send(new PutRetentionPolicyCommand({ logGroupName: "retention", retentionInDays: 2 })),
  ).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("removes the events of deleted streams and groups", async () => {
  await makeStream("deleting", "a", "b");
  const now = Date.now();
  const many = Array.from({ length: 1200 }, (_, index) => `line ${index}`);
  await put("deleting", "a", now, ...many);
  await put("deleting", "b", now, "kept");

  await logs.send(new DeleteLogStreamCommand({ logGroupName: "deleting", logStreamName: "a" }));

  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: "deleting" }));
  expect(events?.map((event) => event.message)).toEqual(["kept"]);
  await logs.send(new DeleteLogGroupCommand({ logGroupName: "deleting" }));
  const rows = () =>
    endpoint.state.sql("SELECT count(*) AS n FROM logs_event WHERE message LIKE 'line %' OR message = 'kept'").get()?.[
      "n"
    ];
  await expect.poll(rows).toBe(0);
  await expect(logs.send(new FilterLogEventsCommand({ logGroupName: "deleting" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("keeps the tags of a group", async () => {
  await logs.send(new CreateLogGroupCommand({ logGroupName: "tagged", tags: { team: "faces" } }));
  const resourceArn = "arn:aws:logs:us-east-1:000000000000:log-group:tagged";

  await logs.send(new TagResourceCommand({ resourceArn, tags: { stage: "dev" } }));
  await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ["team"] }));

  expect((await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ stage: "dev" });
});
