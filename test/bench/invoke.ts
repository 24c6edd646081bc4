import { DeleteFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { makeRole, zipped } from "../endpoint/services/lambda/support.ts";
import { createFunction, invokeOnce } from "./bench-function.ts";
import type { Benchmark } from "./benchmark.ts";
import { startEnvironment } from "./environment.ts";
import { measurePython } from "./python.ts";

const COLD = 40;
const WARM_UP = 100;
const WARM = 1000;
const AT_ONCE = 50;
const ROUNDS_AT_ONCE = 5;

const CODE = "export const handler = async (event) => ({ answer: event.question });";
const FUNCTION = { Runtime: "nodejs24.x", Handler: "index.handler", Code: { ZipFile: zipped(CODE) } } as const;

/** Invocations of a small function through the SDK. */
export const invoke: Benchmark = {
  name: "invoke",
  summary: "cold and warm invocation through the SDK, Node and Python; 50 at once of a cold one; a save of a .py file",
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
        await createFunction(lambda, name, role, FUNCTION);
        cold.push(await ask(lambda, name, number));
        await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
      }
      await createFunction(lambda, "warm", role, FUNCTION);
      const warm: number[] = [];
      for (let number = 0; number < WARM_UP + WARM; number++) {
        const ms = await ask(lambda, "warm", number);
        if (number >= WARM_UP) warm.push(ms);
      }
      const lasts: number[] = [];
      const environments: number[] = [];
      for (let round = 0; round < ROUNDS_AT_ONCE; round++) {
        const name = `at-once-${round}`;
        await createFunction(lambda, name, role, FUNCTION);
        let coldStarts = 0;
        const stop = environment.bus.on("invoked", (event) => {
          if (event.cold && event.functionName === name) coldStarts++;
        });
        const startedAt = performance.now();
        const calls = Array.from({ length: AT_ONCE }, (_, number) => ask(lambda, name, number));
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
      await measurePython(lambda, role, report);
    } finally {
      lambda.destroy();
    }
  },
};

async function ask(lambda: LambdaClient, name: string, question: number): Promise<number> {
  return invokeOnce(lambda, name, { question }, { answer: question });
}
