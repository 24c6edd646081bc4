import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EnvironmentLife, type Move } from "../../../../dev/endpoint/services/lambda/execution/environment-life.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "life-role"));
});
afterAll(() => endpoint.stop());

const LIVES: readonly (readonly [string, readonly Move[], string])[] = [
  ["an event", ["begin", "initialise", "run", "answer", "run", "answer"], "frozen"],
  ["a spare", ["beginSpare", "adopt", "initialise", "run"], "running"],
  ["an init phase out of time", ["begin", "outOfTime", "beginAgain", "initialise", "run", "answer"], "frozen"],
];

test.each(LIVES)("a life with %s", (_name, moves, state) => {
  const life = new EnvironmentLife();

  for (const move of moves) expect(life.move(move)).toBe(true);

  expect(life.state).toBe(state);
});

test("a move that its state has not is a defect, and changes nothing", () => {
  const life = new EnvironmentLife();
  life.move("begin");

  expect(() => life.move("run")).toThrow("An environment that is booting cannot run.");
  expect(life.state).toBe("booting");
});

test("the first cause of an end stays, and nothing moves after it", () => {
  const life = new EnvironmentLife();
  life.move("begin");

  expect(life.end({ kind: "stopped" })).toBe(true);
  expect(life.end({ kind: "exit", status: { code: null, signal: "SIGKILL" } })).toBe(false);
  expect(life.move("initialise")).toBe(false);

  expect(life).toMatchObject({ state: "ended", cause: { kind: "stopped" } });
});

test.each([0, 1, 2, 5, 10, 20])(
  "a process that ends %i ms after its module was loaded fails the event that it was started for",
  async (ms) => {
    const name = `leaves-${ms}`;
    await functions.create(
      name,
      `setTimeout(() => process.exit(7), ${ms});
       export const handler = () => new Promise((resolve) => setTimeout(resolve, 3000));`,
      { Timeout: 10 },
    );

    expect(await functions.invoke(name)).toMatchObject({
      status: 200,
      error: "Unhandled",
      answer: {
        errorType: "Runtime.ExitError",
        errorMessage: expect.stringMatching(/Error: Runtime exited with error: exit status 7$/) as string,
      },
    });
  },
);

test("an asynchronous event whose process ends before it is run spends its attempts", async () => {
  await functions.create("leaves-late", "setTimeout(() => process.exit(7), 3); export const handler = async () => 1;");
  await functions.lambda.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName: "leaves-late", MaximumRetryAttempts: 1 }),
  );
  const failed: { requestId: string; willRetry: boolean; errorType: string }[] = [];
  const unsubscribe = endpoint.bus.on("failed", (event) => {
    if (event.functionName === "leaves-late") failed.push(event);
  });
  const finished: string[] = [];
  const unsubscribeFinished = endpoint.bus.on("finished", (event) => {
    if (event.functionName === "leaves-late") finished.push(event.requestId);
  });

  for (let count = 0; count < 20; count++) {
    await functions.lambda.send(new InvokeCommand({ FunctionName: "leaves-late", InvocationType: "Event" }));
  }

  const ended = (): number => finished.length + failed.filter(({ willRetry }) => !willRetry).length;
  await expect.poll(ended, { timeout: 30_000 }).toBe(20);
  expect(new Set(failed.map(({ errorType }) => errorType)).size).toBeLessThanOrEqual(1);
  unsubscribe();
  unsubscribeFinished();
});

test("runs with every size of memory that Lambda has", async () => {
  await functions.create("sized", "export const handler = async () => process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;");

  for (const MemorySize of [128, 2047, 2048, 4096, 10_240]) {
    await functions.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "sized", MemorySize }));
    expect(await functions.invoke("sized")).toMatchObject({ error: undefined, answer: String(MemorySize) });
  }
  const { MemorySize } = await functions.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "sized" }));
  expect(MemorySize).toBe(10_240);
});
