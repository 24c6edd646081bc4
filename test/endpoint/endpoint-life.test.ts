import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { startEndpoint } from "../../dev/endpoint/endpoint.ts";
import { DRAIN_MS, EndpointLife } from "../../dev/endpoint/endpoint-life.ts";
import { KMS_SERVICE } from "../../dev/endpoint/services/kms/definition.ts";
import { servicesWith } from "../../dev/endpoint/services/services.ts";
import { Bus } from "../../dev/trace/bus.ts";
import type { DevEvent } from "../../dev/trace/events.ts";
import { changed } from "../support/changed-service.ts";
import { startTestEndpoint } from "../support/endpoint.ts";
import { Functions, makeRole } from "./services/lambda/support.ts";

/** What a bus tells from now on. */
function heard(bus: Bus): DevEvent[] {
  const events: DevEvent[] = [];
  bus.onEvery((event) => events.push(event));
  return events;
}

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "endpoint-life-"));
}

test("each state follows the one before it, and an end is one end", async () => {
  const life = new EndpointLife();
  const closed: string[] = [];
  life.opened(() => void closed.push("first"));
  life.opened(() => void closed.push("second"));
  expect(() => life.enter("serving")).toThrow("An endpoint that is opening cannot be serving.");
  life.enter("recovering");

  await Promise.all([life.end(), life.end()]);

  expect(life.state).toBe("closed");
  expect(closed).toEqual(["second", "first"]);
  expect(life.closing.aborted).toBe(true);
});

test("everything is closed although a step fails, and the failure is told", async () => {
  const life = new EndpointLife();
  const closed: string[] = [];
  life.opened(() => void closed.push("folder"));
  life.opened(() => Promise.reject(new Error("the disk is full")));

  await expect(life.end()).rejects.toThrow("the disk is full");

  expect(closed).toEqual(["folder"]);
});

test("a stop lets what runs end while every service is there, and gives back what has not begun", async () => {
  const folder = temporaryFolder();
  const bus = new Bus();
  const events = heard(bus);
  let endedAtStop = 0;
  const ended = (): DevEvent[] => events.filter(({ type }) => type === "finished" || type === "failed");
  const stop = async (): Promise<void> => {
    endedAtStop = ended().length;
  };
  const services = servicesWith(changed(KMS_SERVICE, () => ({ stop })));
  const endpoint = await startTestEndpoint({ state: { folder }, bus, services });
  const functions = new Functions(endpoint.client, await makeRole(endpoint.client, "stopped-role"));
  await functions.create(
    "stopped",
    "export const handler = async () => { await new Promise((resolve) => setTimeout(resolve, 500)); };",
    { Timeout: 20 },
  );
  for (let count = 0; count < 30; count++) await functions.invoke("stopped", {}, { InvocationType: "Event" });
  const begun = (): number => events.filter(({ type }) => type === "invoked").length;
  await expect.poll(begun, { timeout: 10_000 }).toBeGreaterThan(0);

  await endpoint.stop();

  const begunBeforeStop = begun();
  expect(endedAtStop).toBe(begunBeforeStop);
  expect(ended().map(({ type }) => type)).not.toContain("failed");
  expect(events.filter(({ type }) => type === "notice")).toEqual([]);

  const second = await startTestEndpoint({ state: { folder }, settings: { awaitLive: true } });
  const left = second.state.sql("SELECT tries FROM event").all();
  await second.stop();
  expect(left).toHaveLength(30 - begunBeforeStop);
  expect(left.every(({ tries }) => tries === 0)).toBe(true);
});

test("what does not end in time is broken off, and its event spends no attempt", async () => {
  const folder = temporaryFolder();
  const bus = new Bus();
  const events = heard(bus);
  const endpoint = await startTestEndpoint({ state: { folder }, bus });
  const functions = new Functions(endpoint.client, await makeRole(endpoint.client, "endless-role"));
  await functions.create("endless", "export const handler = () => new Promise(() => setInterval(() => 0, 1000));", {
    Timeout: 60,
  });
  await functions.invoke("endless", {}, { InvocationType: "Event" });
  await expect.poll(() => events.some(({ type }) => type === "invoked"), { timeout: 10_000 }).toBe(true);
  const startedAt = performance.now();

  await endpoint.stop();

  const seconds = (performance.now() - startedAt) / 1000;
  expect(seconds).toBeGreaterThanOrEqual(DRAIN_MS / 1000 - 0.1);
  expect(seconds).toBeLessThan(DRAIN_MS / 1000 + 5);
  expect(events.filter(({ type }) => type === "failed" || type === "notice")).toEqual([]);
  const second = await startTestEndpoint({ state: { folder }, settings: { awaitLive: true } });
  expect(second.state.sql("SELECT tries FROM event").all()).toEqual([{ tries: 0 }]);
  await second.stop();
});

test("a caller who waits for a function gets its answer", async () => {
  const endpoint = await startTestEndpoint();
  const functions = new Functions(endpoint.client, await makeRole(endpoint.client, "answered-role"));
  await functions.create(
    "answered",
    "export const handler = async () => { await new Promise((resolve) => setTimeout(resolve, 300)); return 'answer'; };",
    { Timeout: 20 },
  );
  const begun = new Promise<void>((resolve) => endpoint.bus.on("invoked", () => resolve()));
  const answer = functions.invoke("answered");
  await begun;

  await endpoint.stop();

  expect((await answer).answer).toBe("answer");
});

test("a call that waits for a message is answered", async () => {
  const endpoint = await startTestEndpoint();
  const sqs = new SQSClient(endpoint.client);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "waited-for" }));
  const received = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const startedAt = performance.now();

  await endpoint.stop();

  expect((await received).Messages).toBeUndefined();
  expect(performance.now() - startedAt).toBeLessThan(3000);
});

test("a start that fails leaves the port of the debugger, the folder and the events as they were", async () => {
  const folder = temporaryFolder();
  const first = await startTestEndpoint({ state: { folder } });
  const functions = new Functions(first.client, await makeRole(first.client, "waiting-role"));
  const mark = join(folder, "mark");
  await functions.create(
    "waiting",
    `import { appendFileSync } from "node:fs"; export const handler = async () => appendFileSync(${JSON.stringify(mark)}, "x");`,
  );
  first.bus.dispatch({ type: "sourceChanged", functions: ["waiting"], files: [] });
  await functions.lambda.send(new InvokeCommand({ FunctionName: "waiting", InvocationType: "Event" }));
  await first.stop();
  const [taken, free] = [createServer(), createServer()];
  for (const server of [taken, free]) await once(server.listen(0, "127.0.0.1"), "listening");
  const portOf = (server: typeof taken): number => (server.address() as AddressInfo).port;
  const inspectPort = portOf(free);
  free.close();
  await once(free, "close");
  const settings = {
    account: "000000000000",
    region: "us-east-1",
    retryDelay: 0,
    iam: "enforce",
    strict: false,
  } as const;
  const start = (port: number) =>
    startEndpoint({ state: { folder }, address: "127.0.0.1", port, settings: { ...settings, inspectPort } });

  await expect(start(portOf(taken))).rejects.toMatchObject({ code: "EADDRINUSE" });

  expect(existsSync(mark)).toBe(false);
  taken.close();
  const second = await start(0);
  await expect.poll(() => existsSync(mark) && readFileSync(mark, "utf8"), { timeout: 10_000 }).toBe("x");
  await second.stop();
});
