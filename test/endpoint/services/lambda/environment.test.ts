import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  DeleteFunctionCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  process.env["AWS_SECRET_ACCESS_KEY"] = "a-real-secret";
  process.env["ONLY_ON_THE_HOST"] = "yes";
  endpoint = await startTestEndpoint();
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "environment-role"));
});
afterAll(() => endpoint.stop());

test("gives a handler Lambda's variables and the function's own, none of the host", async () => {
  await functions.create("variables", "export const handler = async () => ({ ...process.env });", {
    Environment: { Variables: { TABLE: "people", NODE_OPTIONS: "--enable-source-maps" } },
    MemorySize: 256,
  });

  const { answer } = await functions.invoke("variables");

  const variables = answer as Record<string, string>;
  expect(variables).toMatchObject({
    TABLE: "people",
    NODE_OPTIONS: "--enable-source-maps",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_LAMBDA_FUNCTION_NAME: "variables",
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
    AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/variables",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_ENDPOINT_URL: endpoint.url,
    _HANDLER: "index.handler",
    TZ: ":UTC",
    LANG: "en_US.UTF-8",
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    LAMBDA_TASK_ROOT: expect.stringContaining("functions") as string,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    _X_AMZN_TRACE_ID: expect.stringMatching(
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1;Lineage=[0-9a-f]{8}:0$/,
    ) as string,
  });
  expect(variables["AWS_ACCESS_KEY_ID"]).toMatch(/^ASIA/);
  expect(variables["AWS_SECRET_ACCESS_KEY"]).not.toBe("a-real-secret");
  expect(variables["ONLY_ON_THE_HOST"]).toBeUndefined();
  expect(variables["HOME"]).toBeUndefined();
  expect(variables["NODE_COMPILE_CACHE"]).toBeUndefined();
});

test("gives a handler the context that Lambda documents", async () => {
  const arn = await functions.create(
    "context",
    "export const handler = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() });",
    { Timeout: 7 },
  );

  const { answer } = await functions.invoke(
    "context",
    {},
    {
      ClientContext: Buffer.from(JSON.stringify({ custom: { a: 1 } })).toString("base64"),
    },
  );

  expect(answer).toMatchObject({
    functionName: "context",
    functionVersion: "$LATEST",
    memoryLimitInMB: "128",
    logGroupName: "/aws/lambda/context",
    invokedFunctionArn: arn,
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    clientContext: { custom: { a: 1 } },
  });
  const { remaining } = answer as { remaining: number };
  expect(remaining).toBeGreaterThan(4000);
  expect(remaining).toBeLessThanOrEqual(7000);
});

test("runs CommonJS, nested handlers, and callbacks on Node 22", async () => {
  await functions.create("commonjs", {
    "index.js": "exports.handler = async () => require('./other.js');",
    "other.js": "module.exports = 'cjs';",
  });
  await functions.create(
    "nested",
    { "src/app.mjs": "export const routes = { get: async () => 'nested' };" },
    { Handler: "src/app.routes.get" },
  );
  await functions.create(
    "callback",
    `export const handler = (event, context, callback) => {
       if (event.fail) callback(new Error("by callback"));
       else if (event.done) context.done(null, "done");
       else setTimeout(() => callback(null, "called back"), 1);
     };`,
    { Runtime: "nodejs22.x" },
  );

  expect((await functions.invoke("commonjs")).answer).toBe("cjs");
  expect((await functions.invoke("nested")).answer).toBe("nested");
  expect((await functions.invoke("callback")).answer).toBe("called back");
  expect((await functions.invoke("callback", { done: true })).answer).toBe("done");
  expect((await functions.invoke("callback", { fail: true })).answer).toMatchObject({ errorMessage: "by callback" });
});

test("freezes an environment between its invocations", async () => {
  await functions.create(
    "ticker",
    "let ticks = 0; setInterval(() => ticks++, 1); export const handler = async () => ticks;",
  );
  const before = (await functions.invoke("ticker")).answer as number;

  await new Promise((resolve) => setTimeout(resolve, 300));
  const after = (await functions.invoke("ticker")).answer as number;

  // Running, it would have ticked some 300 times.
  expect(after - before).toBeLessThan(100);
});

test("runs events side by side in environments of their own, with temporary files of their own", async () => {
  await functions.create(
    "parallel",
    `import { existsSync, writeFileSync } from "node:fs"; import { tmpdir } from "node:os";
     export const handler = async () => {
       await new Promise((resolve) => setTimeout(resolve, 100));
       const others = existsSync(tmpdir() + "/mine");
       writeFileSync(tmpdir() + "/mine", "x");
       return { pid: process.pid, others };
     };`,
  );

  const answers = await Promise.all([1, 2, 3].map(async () => (await functions.invoke("parallel")).answer));

  const seen = answers as { pid: number; others: boolean }[];
  expect(new Set(seen.map(({ pid }) => pid)).size).toBe(3);
  expect(seen.map(({ others }) => others)).toEqual([false, false, false]);
});

test("throttles synchronous calls beyond the reserved concurrency", async () => {
  await functions.create(
    "reserved",
    "export const handler = async () => { await new Promise((resolve) => setTimeout(resolve, 300)); return 1; };",
  );
  await functions.lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName: "reserved", ReservedConcurrentExecutions: 1 }),
  );

  const results = await Promise.allSettled([functions.invoke("reserved"), functions.invoke("reserved")]);

  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const refused = results.find((result) => result.status === "rejected");
  expect(refused?.reason).toMatchObject({
    name: "TooManyRequestsException",
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    $metadata: { httpStatusCode: 429 },
  });
});

test("runs the new code and settings from the first event after their change", async () => {
  await functions.create("changing", "export const handler = async () => ['old', process.env.MODE];");
  expect((await functions.invoke("changing")).answer).toEqual(["old", null]);

  await functions.replace("changing", "export const handler = async () => ['new', process.env.MODE];");
  expect((await functions.invoke("changing")).answer).toEqual(["new", null]);

  await functions.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: "changing", Environment: { Variables: { MODE: "fast" } } }),
  );
  expect((await functions.invoke("changing")).answer).toEqual(["new", "fast"]);
});

test("ends the environments of a deleted function, and leaves none of its folders", async () => {
  await functions.create(
    "leaving",
    "export const handler = async () => ({ pid: process.pid, stream: process.env.AWS_LAMBDA_LOG_STREAM_NAME });",
  );
  const { pid, stream } = (await functions.invoke("leaving")).answer as { pid: number; stream: string };
  const name = stream.split("]").at(-1) ?? "";
  expect(readdirSync(join(endpoint.state.folder, "environments"))).toContain(name);

  await functions.lambda.send(new DeleteFunctionCommand({ FunctionName: "leaving" }));

  await expect.poll(() => isAlive(pid)).toBe(false);
  await expect.poll(() => readdirSync(join(endpoint.state.folder, "environments"))).not.toContain(name);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
