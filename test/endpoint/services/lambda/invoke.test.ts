import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "handler-role"));
});
afterAll(() => endpoint.stop());

test("answers what an ESM handler returns, and keeps the environment warm", async () => {
  await functions.create(
    "greeter",
    "let count = 0; export const handler = async (event) => ({ hello: event.name, count: ++count });",
  );

  const first = await functions.invoke("greeter", { name: "Ada" });
  const second = await functions.invoke("greeter", { name: "Grace" });

  expect(first).toMatchObject({ status: 200, error: undefined, answer: { hello: "Ada", count: 1 } });
  expect(second.answer).toEqual({ hello: "Grace", count: 2 });
});

test("writes the lines of an invocation into its log group, between START and REPORT", async () => {
  await functions.create(
    "talker",
    "export const handler = async () => { console.log('one\\ntwo'); process.stdout.write('raw\\n'); console.error('three'); };",
  );

  await functions.invoke("talker");

  const logs = new CloudWatchLogsClient(endpoint.client);
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: "/aws/lambda/talker" }));
  const lines = events.map((event) => event.message ?? "");
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST\n$/);
  expect(lines[1]).toMatch(/^\S+Z\t[0-9a-f-]{36}\tINFO\tone\ntwo\n$/);
  expect(lines[2]).toBe("raw\n");
  expect(lines[3]).toMatch(/\tERROR\tthree\n$/);
  expect(lines[4]).toMatch(/^END RequestId/);
  expect(lines[5]).toMatch(
    /^REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t\n$/,
  );
  expect(events[0]?.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
});
