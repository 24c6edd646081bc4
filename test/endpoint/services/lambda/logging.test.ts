import { CloudWatchLogsClient, CreateLogGroupCommand, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EventOf } from "../../../../dev/trace/events.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "logging-role"));
  logs = new CloudWatchLogsClient(endpoint.client);
});
afterAll(() => endpoint.stop());

async function linesOf(logGroupName: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, { logGroupName })) {
    lines.push(...events.map((event) => event.message ?? ""));
  }
  return lines;
}

test("answers the last 4 KB of the log where the caller asks for the tail", async () => {
  await functions.create("tail", "export const handler = async ({ size }) => { console.log('x'.repeat(size)); };");

  const small = await functions.invoke("tail", { size: 10 }, { LogType: "Tail" });
  const large = await functions.invoke("tail", { size: 10_000 }, { LogType: "Tail" });

  expect(small.log).toMatch(/^START RequestId: .*\n.*\tINFO\txxxxxxxxxx\nEND RequestId: .*\nREPORT RequestId: .*\n$/);
  expect(large.log).toHaveLength(4096);
  expect(large.log).toMatch(/REPORT RequestId: .*\n$/);
  expect((await functions.invoke("tail", { size: 1 })).log).toBe("");
});

test("keeps the order of console, stdout and stderr, of the init phase too", async () => {
  await functions.create(
    "ordered",
    `console.log("loading");
     export const handler = async () => {
       for (let n = 0; n < 20; n++) {
         console.log("a" + n); process.stdout.write("b" + n + "\\n"); process.stderr.write("c" + n + "\\n"); console.error("d" + n);
       }
       process.stdout.write("no line feed");
     };`,
  );

  await functions.invoke("ordered");

  const lines = await linesOf("/aws/lambda/ordered");
  expect(lines[0]).toMatch(/\tundefined\tINFO\tloading\n$/);
  expect(lines[1]).toMatch(/^START/);
  const own = lines.slice(2, 82).map((line) => line.trim().split("\t").at(-1));
  expect(own).toEqual(Array.from({ length: 20 }, (_, n) => [`a${n}`, `b${n}`, `c${n}`, `d${n}`]).flat());
  expect(lines[82]).toBe("no line feed");
  expect(lines[83]).toMatch(/^END/);
});

test("writes JSON where the function's LogFormat is JSON, from its level on", async () => {
  await functions.create(
    "json",
    "export const handler = async () => { console.debug('hidden'); console.log('seen', 1); console.error(new TypeError('bad')); };",
    { LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "INFO", LogGroup: "/json/group" } },
  );

  await functions.invoke("json");

  const lines = (await linesOf("/json/group")).map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toMatchObject([
    { type: "platform.start", record: { version: "$LATEST" } },
    { level: "INFO", message: "seen 1", requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
    { level: "ERROR", message: { errorType: "TypeError", errorMessage: "bad" } },
    { type: "platform.report", record: { status: "success", metrics: { memorySizeMB: 128 } } },
  ]);
});

test("puts lines while the handler still runs", async () => {
  const logged = new Promise<EventOf<"logged">>((resolve) => {
    const stop = endpoint.bus.on("logged", (event) => {
      if (!event.lines.some((line) => line.includes("half way"))) return;
      stop();
      resolve(event);
    });
  });
  await functions.create(
    "slow",
    "export const handler = async () => { console.log('half way'); await new Promise((resolve) => setTimeout(resolve, 600)); return 'end'; };",
  );

  const answer = functions.invoke("slow");

  const { lines, logGroup } = await logged;
  expect(logGroup).toBe("/aws/lambda/slow");
  expect(lines.join("")).not.toContain("REPORT");
  expect((await answer).answer).toBe("end");
});

test("leaves no lines where the role may not write them, and says so once", async () => {
  await logs.send(new CreateLogGroupCommand({ logGroupName: "/aws/lambda/silent" }));
  const role = await makeRole(endpoint.client, "silent-role", [
    { Action: "logs:PutLogEvents", Resource: "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/silent:*" },
  ]);
  await functions.create("silent", "export const handler = async () => { console.log('unheard'); return 'ran'; };", {
    Role: role,
  });
  const notices: string[] = [];
  const stop = endpoint.bus.on("notice", ({ message }) => notices.push(message));

  const answers = await Promise.all([functions.invoke("silent"), functions.invoke("silent")]);
  await functions.invoke("silent");

  stop();
  expect(answers.map(({ answer }) => answer)).toEqual(["ran", "ran"]);
  expect(await linesOf("/aws/lambda/silent")).toEqual([]);
  expect(notices).toHaveLength(1);
  expect(notices[0]).toContain("logs:CreateLogStream");
  expect(notices[0]).toContain("assumed-role/silent-role/silent");
});

test("needs CreateLogStream and PutLogEvents on the group's streams, and no more where the group is there", async () => {
  await logs.send(new CreateLogGroupCommand({ logGroupName: "/aws/lambda/least" }));
  const role = await makeRole(endpoint.client, "least-role", [
    {
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/least:*",
    },
  ]);
  await functions.create("least", "export const handler = async () => console.log('heard');", { Role: role });

  await functions.invoke("least");

  expect((await linesOf("/aws/lambda/least")).join("")).toContain("heard");
});

test("a line that is longer than an event is cut between characters", async () => {
  // Of two units each: in one of the two lines an event would end within one.
  const many = "'🙂'.repeat(131_100)";
  await functions.create(
    "long",
    `export const handler = async () => { for (const x of ["", "x"]) console.log(x + ${many}); };`,
  );

  await functions.invoke("long");

  const told = (await linesOf("/aws/lambda/long")).join("");
  expect(told).not.toContain("\ufffd");
  expect(told.match(/🙂/gu)).toHaveLength(2 * 131_100);
});
