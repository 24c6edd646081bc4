import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "failing-role"));
});
afterAll(() => endpoint.stop());

const UUID = "[0-9a-f-]{36}";

async function linesOf(name: string): Promise<string> {
  const logs = new CloudWatchLogsClient(endpoint.client);
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}` }));
  return events.map((event) => event.message ?? "").join("");
}

test("answers an error that the handler throws, and runs on in the same environment", async () => {
  await functions.create(
    "thrower",
    "let n = 0; export const handler = async () => { n++; if (n === 1) throw new TypeError('not today'); return n; };",
  );

  const failed = await functions.invoke("thrower");
  const next = await functions.invoke("thrower");

  expect(failed).toMatchObject({
    status: 200,
    error: "Unhandled",
    answer: { errorType: "TypeError", errorMessage: "not today" },
  });
  expect((failed.answer as { trace: string[] }).trace[0]).toBe("TypeError: not today");
  expect(next.answer).toBe(2);
  expect(await linesOf("thrower")).toMatch(
    new RegExp(`${UUID}\tERROR\tInvoke Error \t\\{"errorType":"TypeError","errorMessage":"not today","stack":\\[`),
  );
});

test("kills a handler that takes longer than its timeout, even in an endless loop", async () => {
  await functions.create("sleeper", "export const handler = () => { for (;;); };", { Timeout: 1 });

  const { error, answer } = await functions.invoke("sleeper");

  expect(error).toBe("Unhandled");
  expect(answer).toEqual({
    errorType: "Sandbox.Timedout",
    errorMessage: expect.stringMatching(new RegExp(`^RequestId: ${UUID} Error: Task timed out after 1.00 seconds$`)),
  });
  const lines = await linesOf("sleeper");
  expect(lines).toMatch(new RegExp(`Z ${UUID} Task timed out after 1.00 seconds`));
  expect(lines).toMatch(/REPORT .*Status: timeout/);
});

test("answers an exit of the process, and starts another one for the next event", async () => {
  await functions.create(
    "quitter",
    "export const handler = async ({ code }) => { if (code !== undefined) process.exit(code); return 'here'; };",
  );

  const three = await functions.invoke("quitter", { code: 3 });
  const zero = await functions.invoke("quitter", { code: 0 });

  expect(three).toMatchObject({ error: "Unhandled", answer: { errorType: "Runtime.ExitError" } });
  expect(JSON.stringify(three.answer)).toMatch(
    new RegExp(`RequestId: ${UUID} Error: Runtime exited with error: exit status 3`),
  );
  expect(JSON.stringify(zero.answer)).toContain("Error: Runtime exited without providing a reason");
  expect((await functions.invoke("quitter")).answer).toBe("here");
  expect(await linesOf("quitter")).toMatch(/REPORT .*Status: error\tError Type: Runtime.ExitError/);
});

test.each([
  ["a module that throws", { "index.mjs": "throw new RangeError('no start');" }, "RangeError", "no start"],
  ["a syntax error", { "index.mjs": "export const handler = ;" }, "Runtime.UserCodeSyntaxError", "SyntaxError"],
  [
    "a handler that is not exported",
    { "index.mjs": "export const other = 1;" },
    "Runtime.HandlerNotFound",
    "index.handler is undefined or not exported",
  ],
  [
    "a missing module",
    { "other.mjs": "export const handler = 1;" },
    "Runtime.ImportModuleError",
    "Cannot find module 'index'",
  ],
  [
    "a callback handler on Node 24",
    { "index.mjs": "export const handler = (event, context, callback) => callback(null, 1);" },
    "Runtime.CallbackHandlerDeprecated",
    "removed support for callback-based function handlers",
  ],
])("answers the error of an init phase: %s", async (_title, files, errorType, message) => {
  const name = `init-${errorType.replace(".", "-")}`;
  await functions.create(name, files);

  const { error, answer } = await functions.invoke(name);

  expect(error).toBe("Unhandled");
  expect(answer).toMatchObject({ errorType, errorMessage: expect.stringContaining(message) as string });
});

test("answers a rejection that nobody handles, and an exception outside of the handler", async () => {
  await functions.create(
    "strays",
    `export const handler = ({ kind }) => new Promise(() => {
       if (kind === "rejection") Promise.reject(new Error("lost"));
       else setTimeout(() => { throw new Error("stray"); }, 1);
     });`,
  );

  const rejection = await functions.invoke("strays", { kind: "rejection" });
  const exception = await functions.invoke("strays", { kind: "exception" });

  expect(rejection.answer).toMatchObject({
    errorType: "Runtime.UnhandledPromiseRejection",
    errorMessage: "Error: lost",
  });
  expect(exception.answer).toMatchObject({ errorType: "Error", errorMessage: "stray" });
});

test("refuses an answer above 6 MB", async () => {
  await functions.create("talkative", "export const handler = async ({ size }) => 'x'.repeat(size);");

  const big = await functions.invoke("talkative", { size: 6_291_556 });
  const fits = await functions.invoke("talkative", { size: 6_000_000 });

  expect(big).toMatchObject({ error: "Unhandled", answer: { errorType: "Function.ResponseSizeTooLarge" } });
  expect(fits.error).toBeUndefined();
  expect(fits.answer).toHaveLength(6_000_000);
});

test("kills a handler that holds more memory than the function has", async () => {
  await functions.create(
    "hoarder",
    `const held = [];
     export const handler = async () => {
       for (;;) { held.push(Buffer.alloc(8 << 20, 1)); await new Promise((resolve) => setTimeout(resolve, 5)); }
     };`,
    { MemorySize: 128, Timeout: 20 },
  );

  const { answer, log } = await functions.invoke("hoarder", {}, { LogType: "Tail" });

  expect(JSON.stringify(answer)).toContain("Error: Runtime exited with error: signal: killed");
  expect(Number(/Max Memory Used: (\d+) MB/.exec(log)?.[1])).toBeGreaterThan(128);
});

test("ends a handler whose heap is full, and only it", async () => {
  await functions.create(
    "grower",
    "const held = []; export const handler = async () => { for (;;) held.push({ text: 'x'.repeat(50) + held.length }); };",
    { MemorySize: 128, Timeout: 20 },
  );

  const { error, answer } = await functions.invoke("grower");

  expect(error).toBe("Unhandled");
  expect(answer).toMatchObject({ errorType: "Runtime.ExitError" });
});
