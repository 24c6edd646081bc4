import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudWatchLogsClient, FilterLogEventsCommand, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { PutFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { sharedFolder } from "../../../support/shared-folder.ts";
import { Functions, makeRole } from "./support.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;
let logs: CloudWatchLogsClient;
let sqs: SQSClient;
let queueUrl: string;
const folder = sharedFolder();
const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:failed-events";

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  const role = await makeRole(endpoint.client, "bad-handlers", [
    { Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], Resource: "*" },
    { Action: "sqs:SendMessage", Resource: QUEUE_ARN },
  ]);
  functions = new Functions(endpoint.client, role);
  logs = new CloudWatchLogsClient(endpoint.client);
  sqs = new SQSClient(endpoint.client);
  queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: "failed-events" }))).QueueUrl ?? "";
  await functions.create("neighbour", "export const handler = async () => 'unharmed';");
});

afterEach(async () => {
  expect((await functions.invoke("neighbour")).answer).toBe("unharmed");
});

afterAll(() => endpoint.stop());

async function linesOf(name: string): Promise<string[]> {
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}` }));
  return events.map((event) => event.message ?? "");
}

test.each([
  ["throws at once", "export const handler = () => { throw new RangeError('sync'); };", "RangeError", "sync"],
  ["rejects", "export const handler = async () => { throw new TypeError('async'); };", "TypeError", "async"],
  ["throws what is no error", "export const handler = async () => { throw 'a text'; };", "string", "a text"],
  [
    "never answers",
    "export const handler = () => new Promise(() => setInterval(() => {}, 1000));",
    "Sandbox.Timedout",
    "Task timed out after 1.00 seconds",
  ],
  ["loops", "export const handler = () => { for (;;); };", "Sandbox.Timedout", "Task timed out after 1.00 seconds"],
  ["exits", "export const handler = () => process.exit(1);", "Runtime.ExitError", "exit status 1"],
  [
    "kills itself",
    "export const handler = () => process.kill(process.pid, 'SIGKILL');",
    "Runtime.ExitError",
    "signal: killed",
  ],
  ["fails in init", "throw new Error('no init'); export const handler = 1;", "Error", "no init"],
  [
    "answers too much",
    "export const handler = async () => 'x'.repeat(7_000_000);",
    "Function.ResponseSizeTooLarge",
    "6291556",
  ],
])("an event whose handler %s is tried again, then goes to the destination", async (what, code, errorType, message) => {
  const name = `bad-${what.replaceAll(" ", "-")}`;
  await functions.create(name, code, { Timeout: 1 });
  await functions.lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: name,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: QUEUE_ARN } },
    }),
  );

  await functions.invoke(name, { for: name }, { InvocationType: "Event" });

  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 20, VisibilityTimeout: 600 }),
  );
  const record = JSON.parse(Messages[0]?.Body ?? "{}") as Record<string, unknown>;
  expect(record).toMatchObject({
    requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 2 },
    requestPayload: { for: name },
    responseContext: { functionError: "Unhandled" },
    responsePayload: { errorType, errorMessage: expect.stringContaining(message) as string },
  });
  const reports = (await linesOf(name)).filter((line) => line.startsWith("REPORT RequestId"));
  expect(reports).toHaveLength(2);
});

test("what a handler does after its answer fails the next event of the environment at most, and is logged", async () => {
  await functions.create(
    "afterthought",
    `export const handler = async ({ n }) => {
       if (n === 1) setTimeout(() => { throw new Error("too late"); }, 30);
       return n;
     };`,
  );

  expect((await functions.invoke("afterthought", { n: 1 })).answer).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const second = await functions.invoke("afterthought", { n: 2 });
  const third = await functions.invoke("afterthought", { n: 3 });

  // As on AWS, where the timer goes on once the environment is thawed: the answer may come before it or not.
  expect([2, expect.objectContaining({ errorMessage: "too late" })]).toContainEqual(second.answer);
  expect(third.answer).toBe(3);
  expect((await linesOf("afterthought")).join("")).toContain("too late");
});

test("timers that a handler leaves running do not run on between events, and keep no answer back", async () => {
  await functions.create(
    "ticking",
    "let n = 0; setInterval(() => n++, 1); export const handler = async () => { setInterval(() => n++, 1); return n; };",
  );

  const first = Number((await functions.invoke("ticking")).answer);
  await new Promise((resolve) => setTimeout(resolve, 400));
  const second = Number((await functions.invoke("ticking")).answer);

  expect(second - first).toBeLessThan(200);
});

test("a process that a handler has detached may write on where its environment was", async () => {
  const write = "for i in 1 2 3 4 5 6 7 8; do (while :; do mkdir -p d$i; : > d$i/a; : > d$i/b; done) & done; wait";
  await functions.create(
    "detaching",
    `import { spawn } from "node:child_process";
     import { existsSync, writeFileSync } from "node:fs"; import { tmpdir } from "node:os";
     export const handler = async () => {
       const child = spawn("sh", ["-c", ${JSON.stringify(write)}], { cwd: tmpdir(), detached: true, stdio: "ignore" });
       writeFileSync(${JSON.stringify(join(folder, "pid"))}, String(child.pid));
       while (!existsSync(tmpdir() + "/d8/b")) await new Promise((resolve) => setTimeout(resolve, 10));
       process.exit(1);
     };`,
    // As large as only a folder on disk is.
    { Timeout: 20, EphemeralStorage: { Size: 10_240 } },
  );
  try {
    expect((await functions.invoke("detaching")).answer).toMatchObject({ errorType: "Runtime.ExitError" });
    expect((await functions.invoke("neighbour")).answer).toBe("unharmed");
  } finally {
    process.kill(-Number(readFileSync(join(folder, "pid"), "utf8")), "SIGKILL");
  }
});

test.each([
  { how: "exit", errorType: "Runtime.ExitError" },
  { how: "never answer", errorType: "Sandbox.Timedout" },
])("a detached process that holds the output open keeps no event: $how", async ({ how, errorType }) => {
  const name = `holding-${how.replaceAll(" ", "-")}`;
  await functions.create(
    name,
    `import { spawn } from "node:child_process";
     import { writeFileSync } from "node:fs";
     export const handler = async () => {
       const child = spawn("sleep", ["60"], { detached: true, stdio: "inherit" });
       writeFileSync(${JSON.stringify(join(folder, "pid"))}, String(child.pid));
       console.log("the last line");
       if (${how === "exit"}) process.exit(1);
       await new Promise(() => setInterval(() => {}, 1000));
     };`,
    { Timeout: 2 },
  );
  try {
    expect((await functions.invoke(name)).answer).toMatchObject({ errorType });
    expect((await linesOf(name)).join("")).toContain("the last line");
  } finally {
    process.kill(Number(readFileSync(join(folder, "pid"), "utf8")), "SIGKILL");
  }
});

test("a flood on stdout is logged to its last line, in bounded memory", async () => {
  const lines = 40_000;
  await functions.create(
    "flooding",
    `export const handler = async () => {
       for (let n = 0; n < ${lines}; n++) process.stdout.write("line " + n + " " + "x".repeat(500) + "\\n");
       return "done";
     };`,
    { Timeout: 60 },
  );
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10);

  expect((await functions.invoke("flooding")).answer).toBe("done");

  clearInterval(watch);
  const seen: number[] = [];
  const pages = paginateFilterLogEvents({ client: logs }, { logGroupName: "/aws/lambda/flooding" });
  for await (const { events = [] } of pages) {
    for (const { message = "" } of events) {
      const [, n] = /^line (\d+) /.exec(message) ?? [];
      if (n !== undefined) seen.push(Number(n));
    }
  }
  expect(seen).toEqual(Array.from({ length: lines }, (_, n) => n));
  expect(most - before).toBeLessThan(300 << 20);
}, 120_000);

test("output without a line feed is kept in bounded memory too", async () => {
  await functions.create(
    "endless",
    `export const handler = async () => {
       const part = "yÿ".repeat(1 << 19);
       console.log("z".repeat(3_000_000));
       for (let n = 0; n < 20; n++) if (!process.stdout.write(part)) await new Promise((resolve) => process.stdout.once("drain", resolve));
       return "done";
     };`,
    { Timeout: 60 },
  );
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10);

  expect((await functions.invoke("endless")).answer).toBe("done");

  clearInterval(watch);
  expect(most - before).toBeLessThan(300 << 20);
  const text: string[] = [];
  const pages = paginateFilterLogEvents({ client: logs }, { logGroupName: "/aws/lambda/endless" });
  for await (const { events = [] } of pages) for (const { message = "" } of events) text.push(message);
  const all = text.join("");
  expect(all.match(/yÿ/g)).toHaveLength(20 << 19);
  expect(all.match(/z{9,}/g)?.join("")).toHaveLength(3_000_000);
}, 120_000);
