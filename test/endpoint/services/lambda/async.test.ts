import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  DeleteFunctionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DevEvent, EventOf } from "../../../../dev/trace/events.ts";
import { Bus } from "../../../../dev/trace/bus.ts";
import { clientConfig, startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

const HOST = fileURLToPath(new URL("host-process.ts", import.meta.url));

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "async-role"));
});
afterAll(() => endpoint.stop());

function next<Type extends DevEvent["type"]>(
  bus: Bus,
  type: Type,
  matches: (event: EventOf<Type>) => boolean = () => true,
): Promise<EventOf<Type>> {
  return new Promise((resolve) => {
    const stop = bus.on(type, (event) => {
      if (!matches(event)) return;
      stop();
      resolve(event);
    });
  });
}

function pending(name: string): number {
  return endpoint.state.sql("SELECT count(*) AS n FROM event WHERE target LIKE '%:' || ?").get(name)?.["n"] as number;
}

test("answers 202 at once and runs the event", async () => {
  await functions.create("async-ok", "export const handler = async (event) => event.name;");
  const finished = next(endpoint.bus, "finished", ({ functionName }) => functionName === "async-ok");

  const { status, answer } = await functions.invoke("async-ok", { name: "Ada" }, { InvocationType: "Event" });

  expect(status).toBe(202);
  expect(answer).toBeUndefined();
  await finished;
  await expect.poll(() => pending("async-ok")).toBe(0);
});

test("tries a failing event three times with one request id, then drops it", async () => {
  await functions.create("async-failing", "export const handler = async () => { throw new Error('again'); };");
  const invoked: EventOf<"invoked">[] = [];
  const failed: EventOf<"failed">[] = [];
  const stop = [
    endpoint.bus.on("invoked", (event) => invoked.push(event)),
    endpoint.bus.on("failed", (event) => failed.push(event)),
  ];

  await functions.invoke("async-failing", {}, { InvocationType: "Event" });

  await expect.poll(() => failed.length, { timeout: 10_000 }).toBe(3);
  await expect.poll(() => pending("async-failing")).toBe(0);
  for (const unsubscribe of stop) unsubscribe();
  expect(invoked.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  expect(new Set(invoked.map(({ requestId }) => requestId)).size).toBe(1);
  expect(failed.map(({ willRetry }) => willRetry)).toEqual([true, true, false]);
  expect(failed[0]).toMatchObject({ errorType: "Error", errorMessage: "again" });
});

test("tries once where MaximumRetryAttempts is 0", async () => {
  await functions.create("async-once", "export const handler = async () => { throw new Error('once'); };");
  await functions.lambda.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName: "async-once", MaximumRetryAttempts: 0 }),
  );
  const failed = next(endpoint.bus, "failed", ({ functionName }) => functionName === "async-once");

  await functions.invoke("async-once", {}, { InvocationType: "Event" });

  expect(await failed).toMatchObject({ willRetry: false });
  await expect.poll(() => pending("async-once")).toBe(0);
});

test("runs more events than the concurrency allows one after the other, none is lost", async () => {
  await functions.create("async-many", "let n = 0; export const handler = async () => ++n;");
  await functions.lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName: "async-many", ReservedConcurrentExecutions: 1 }),
  );
  let finished = 0;
  const stop = endpoint.bus.on("finished", ({ functionName }) => {
    if (functionName === "async-many") finished++;
  });

  await Promise.all(Array.from({ length: 25 }, () => functions.invoke("async-many", {}, { InvocationType: "Event" })));

  await expect.poll(() => finished, { timeout: 10_000 }).toBe(25);
  stop();
  expect((await functions.invoke("async-many")).answer).toBe(26);
});

test("drops the events of a function that is gone, and says so", async () => {
  await functions.create("async-gone", "export const handler = async () => { throw new Error('x'); };");
  await functions.lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName: "async-gone", ReservedConcurrentExecutions: 1 }),
  );
  const notice = next(endpoint.bus, "notice", ({ message }) => message.includes("async-gone"));
  const invoked = next(endpoint.bus, "invoked", ({ functionName }) => functionName === "async-gone");
  await functions.invoke("async-gone", {}, { InvocationType: "Event" });
  await functions.invoke("async-gone", {}, { InvocationType: "Event" });
  await invoked;

  await functions.lambda.send(new DeleteFunctionCommand({ FunctionName: "async-gone" }));

  expect((await notice).message).toMatch(/dropped: there is no such function/);
  await expect.poll(() => pending("async-gone")).toBe(0);
});

test("keeps an event over a restart of the endpoint while its handler runs", async () => {
  const folder = mkdtempSync(join(tmpdir(), "kept-event-"));
  try {
    const first = await startTestEndpoint({ state: { folder } });
    const before = new Functions(first.client, await makeRole(first.client, "kept-role"));
    await before.create(
      "kept",
      `import { existsSync, writeFileSync } from "node:fs";
       export const handler = async ({ mark }) => {
         if (existsSync(mark)) return "second time";
         writeFileSync(mark, "");
         await new Promise(() => setInterval(() => {}, 1000));
       };`,
      { Timeout: 60 },
    );
    const began = next(first.bus, "invoked");
    await before.invoke("kept", { mark: join(folder, "mark") }, { InvocationType: "Event" });
    await began;
    await expect.poll(() => first.state.sql("SELECT tries FROM event").all()).toHaveLength(1);
    await expect.poll(() => existsSync(join(folder, "mark"))).toBe(true);
    await first.stop();

    const bus = new Bus();
    const finished = next(bus, "finished");
    const second = await startTestEndpoint({ state: { folder }, bus });
    expect(await finished).toMatchObject({ functionName: "kept" });
    await expect.poll(() => second.state.sql("SELECT id FROM event").all()).toHaveLength(0);
    await second.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("runs every event that was accepted before the endpoint was killed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "killed-"));
  const host = fork(HOST, [folder], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  try {
    const client = clientConfig(
      await new Promise<string>((resolve) => host.once("message", (url: string) => resolve(url))),
    );
    const before = new Functions(client, await makeRole(client, "killed-role"));
    await before.create(
      "recorder",
      `import { appendFileSync } from "node:fs";
       export const handler = async ({ file, n }) => {
         appendFileSync(file, n + "\\n");
         await new Promise((resolve) => setTimeout(resolve, 20));
       };`,
    );
    const file = join(folder, "seen");
    const seen = (): Set<string> => new Set(existsSync(file) ? readFileSync(file, "utf8").split("\n") : []);
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        before.invoke("recorder", { file, n: `event-${n}` }, { InvocationType: "Event" }),
      ),
    );
    await expect.poll(() => seen().size, { timeout: 10_000 }).toBeGreaterThan(1);
    host.kill("SIGKILL");
    await once(host, "exit");

    const after = await startTestEndpoint({ state: { folder } });

    const all = Array.from({ length: 40 }, (_, n) => `event-${n}`);
    await expect.poll(() => all.filter((name) => !seen().has(name)), { timeout: 15_000 }).toEqual([]);
    await expect.poll(() => after.state.sql("SELECT id FROM event").all()).toHaveLength(0);
    await after.stop();
  } finally {
    host.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
});
