import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { makeRole, zipped } from "../endpoint/services/lambda/support.ts";
import type { Benchmark } from "./benchmark.ts";
import { startEnvironment } from "./environment.ts";

const COLD = 40;
const WARM_UP = 100;
const WARM = 1000;
const AT_ONCE = 50;
const ROUNDS_AT_ONCE = 5;

const CODE = "export const handler = async (event) => ({ answer: event.question });";

/** Invocations of a small function through the SDK. */
export const invoke: Benchmark = {
  name: "invoke",
  summary: "cold and warm invocation of a small function through the SDK; 50 at once of a cold one",
  async run(report, { profile }) {
    await using environment = await startEnvironment({ args: ["--no-deploy"], profile });
    const lambda = new LambdaClient({
      ...environment.client,
      requestHandler: { httpAgent: { keepAlive: true, maxSockets: AT_ONCE } },
    });
    try {
      const role = await makeRole(environment.client, "bench-role");
      const cold: number[] = [];
      for (let number = 0; number < COLD; number++) {
        const name = `cold-${number}`;
        await createFunction(lambda, name, role);
        cold.push(await invokeOnce(lambda, name, number));
        await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
      }
      await createFunction(lambda, "warm", role);
      const warm: number[] = [];
      for (let number = 0; number < WARM_UP + WARM; number++) {
        const ms = await invokeOnce(lambda, "warm", number);
        if (number >= WARM_UP) warm.push(ms);
      }
      const lasts: number[] = [];
      const environments: number[] = [];
      for (let round = 0; round < ROUNDS_AT_ONCE; round++) {
        const name = `at-once-${round}`;
        await createFunction(lambda, name, role);
        let coldStarts = 0;
        const stop = environment.bus.on("invoked", (event) => {
          if (event.cold && event.functionName === name) coldStarts++;
        });
        const startedAt = performance.now();
        const calls = Array.from({ length: AT_ONCE }, (_, number) => invokeOnce(lambda, name, number));
        const failed = (await Promise.allSettled(calls)).filter(({ status }) => status === "rejected");
        lasts.push(performance.now() - startedAt);
        await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
        stop();
        environments.push(coldStarts);
        if (failed.length > 0) report.wrong(`${failed.length} of ${AT_ONCE} invocations at once failed`);
      }
      report.measured({ name: "cold", unit: "ms", samples: cold, target: 120 });
      report.measured({ name: "warm", unit: "ms", samples: warm, target: 2 });
      report.measured({
        name: `${AT_ONCE} at once of a cold function, to the last answer`,
        unit: "ms",
        samples: lasts,
      });
      report.note(`environments that served the ${AT_ONCE}, each round: ${environments.join(", ")}`);
    } finally {
      lambda.destroy();
    }
  },
};

async function createFunction(lambda: LambdaClient, name: string, role: string): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: role,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: { ZipFile: zipped(CODE) },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 10, minDelay: 0.05 }, { FunctionName: name });
}

/** Milliseconds until the answer. Rejects where it is not the right one. */
async function invokeOnce(lambda: LambdaClient, name: string, question: number): Promise<number> {
  const startedAt = performance.now();
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify({ question }) }),
  );
  const ms = performance.now() - startedAt;
  const text = Payload?.transformToString() ?? "";
  if (FunctionError !== undefined || text !== JSON.stringify({ answer: question })) {
    throw new Error(`The invocation of ${name} answered ${FunctionError ?? ""} ${text}`);
  }
  return ms;
}
