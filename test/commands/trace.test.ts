import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestEnvironment, type Upload, start } from "../../dev/testing/testing.ts";
import { Trace } from "../../dev/trace/trace.ts";
import { picturePath, pictures } from "../../fixtures/pictures.ts";
import { runCli } from "./run-cli.ts";

let env: TestEnvironment;
let upload: Upload;
const portrait = pictures.find(({ use }) => use === "register");
if (portrait === undefined) throw new Error("no fixtures");

beforeAll(async () => {
  env = await start();
  upload = await env.upload(picturePath(portrait));
  await finishedTimes(1);
});
afterAll(() => env.stop());

const events: string[] = [];

/** Resolves when so many invocations have gone well. */
function finishedTimes(count: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = env.bus.on("finished", ({ requestId }) => {
      events.push(requestId);
      if (events.length < count) return;
      stop();
      resolve();
    });
  });
}

function cli(...args: string[]) {
  const { endpoint, controlToken = "" } = env.connection;
  return runCli([...args, "--endpoint", endpoint], { DOPPELFACE_CONTROL_TOKEN: controlToken });
}

function json(text: string): Record<string, unknown> {
  return JSON.parse(text.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;
}

function traceOf(text: string): Trace {
  return v.parse(Trace, json(text)["trace"]);
}

test("an upload's trace has the put, the event, every call of the handler and its log lines", async () => {
  const { stdout, status } = await cli("trace", "--last", "--json");
  expect(status).toBe(0);
  const trace = traceOf(stdout);
  expect(trace).toMatchObject({ status: "finished", subject: `${upload.bucket}/${upload.key}`, dropped: 0 });
  const names = trace.spans.filter(({ kind }) => kind !== "log").map(({ name }) => name);
  expect(names).toEqual([
    "S3 PutObject",
    "ObjectCreated:Put",
    "queue",
    "cold start",
    env.resources.functionName,
    "DynamoDB GetItem",
    "Rekognition IndexFaces",
    // Where the function boots for longer than the model loads, the call has nothing to wait for.
    ...names.filter((name) => name === "load the face model"),
    "face model",
    "DynamoDB TransactWriteItems",
  ]);
  const lines = trace.spans.filter(({ kind }) => kind === "log").map(({ detail }) => detail);
  expect(lines[0]).toMatch(/^START RequestId/);
  expect(lines.join("\n")).toContain("Picture is REGISTERED.");
  expect(lines.at(-1)).toMatch(/^REPORT RequestId/);
});

test("it is drawn for people, and listed", async () => {
  const list = await cli("trace");
  expect(list.stdout).toMatch(/finished +\d+ ms {2}\S+ {2}\(3 calls\)/);
  const drawn = await cli("trace", "--last");
  expect(drawn.stdout).toContain("Rekognition IndexFaces");
  expect(drawn.stdout).toContain("INFO Picture is REGISTERED.");
});

test("an event that is sent again has a trace of its own, and registers the same face", async () => {
  const before = await env.rows();
  const again = finishedTimes(2);
  const { stdout, status } = await cli("trace", "resend", "last", "--json");
  expect(status).toBe(0);
  const { traceId } = v.parse(v.object({ traceId: v.string() }), json(stdout)["sent"]);
  await again;
  const shown = await cli("trace", traceId, "--json");
  expect(traceOf(shown.stdout)).toMatchObject({
    id: traceId,
    status: "finished",
    subject: `${upload.bucket}/${upload.key}`,
  });
  expect(await env.rows()).toHaveLength(before.length);
});

test("an id that is not there, and a command line that makes no sense", async () => {
  const unknown = await cli("trace", "abcdef");
  expect([unknown.status, unknown.stderr]).toEqual([1, expect.stringContaining("There is no trace abcdef")]);
  expect((await cli("trace", "resend")).status).toBe(2);
  expect((await cli("trace", "--limit", "0")).status).toBe(2);
});

test("on another engine steps are said not to be seen there", async () => {
  const other = createServer((_request, response) => response.writeHead(404).end("<Error/>"));
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const { status, stderr } = await runCli(["trace", "--endpoint", endpoint]);
  other.close();
  expect(status).toBe(1);
  expect(stderr).toContain(`Steps cannot be seen at ${endpoint}`);
});

test("fault add, list and clear; a redrive of what they brought into the queue", async () => {
  const added = await cli("fault", "add", "rekognition.IndexFaces", "access-denied", "--count", "3");
  expect(added.stdout).toBe("fault-1: 3 calls of rekognition IndexFaces by the function: answer access-denied\n");
  expect((await cli("fault", "list")).stdout).toContain("; 0 so far");
  expect((await cli("fault", "add", "s3.Nothing", "throttling")).stderr).toContain("s3 has no operation 'Nothing'");
  expect((await cli("fault", "add", "s3", "broken")).status).toBe(2);

  const delivered = new Promise((resolve) => env.bus.on("delivered", resolve));
  const failing = await env.upload(picturePath(portrait), "fails.jpg");
  await delivered;
  expect((await cli("fault", "list")).stdout).toBe("No faults.\n");

  const redriven = await cli("redrive", "--json");
  expect(redriven.status).toBe(0);
  expect(json(redriven.stdout)).toEqual({ redriven: { sent: 1, notDeleted: 0, kept: 0 } });
  expect(await env.waitForPicture(failing)).toMatchObject({ status: "REGISTERED" });
  expect((await cli("redrive")).stdout).toBe(`Nothing was taken from ${env.resources.queue}.\n`);
  expect((await cli("redrive", "--max", "0")).status).toBe(2);

  await cli("fault", "add", "sqs", "throttling");
  expect((await cli("fault", "clear")).stdout).toBe("1 cleared\n");
  expect((await cli("fault", "clear", "fault-9")).status).toBe(1);
});
