import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DeleteFunctionCommand, type LambdaClient, UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { zipped } from "../endpoint/services/lambda/support.ts";
import { createFunction, invokeOnce } from "./bench-function.ts";
import { interpreters } from "../../dev/python/interpreters.ts";
import type { Report } from "./benchmark.ts";

const COLD = 20;
const WARM_UP = 50;
const WARM = 500;
const SAVES = 20;
/** Between two saves: a person needs longer, and the spare is there again. */
const PAUSE_MS = 1500;

/** A pipeline's function: boto3, and its clients made when it is loaded. */
const code = (answer: string): string => `import boto3
s3 = boto3.client("s3")
rekognition = boto3.client("rekognition")
table = boto3.resource("dynamodb").Table("faces")
def handler(event, context):
    return ${JSON.stringify(answer)}
`;
const BOTO3 = "import boto3\ndef handler(event, context):\n    return 'imported'\n";

/** Invocations of Python functions through the SDK, and from a save to the new answer. */
export async function measurePython(lambda: LambdaClient, role: string, report: Report): Promise<void> {
  if ((await interpreters()).length === 0) {
    report.note("there is no Python on this machine");
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "doppelface-bench-"));
  try {
    const make = (name: string, source: string): Promise<void> =>
      createFunction(lambda, name, role, {
        Runtime: "python3.11",
        Handler: "app.handler",
        Code: { ZipFile: zipped({ "app.py": source }) },
      });
    const cold: number[] = [];
    for (let number = 0; number <= COLD; number++) {
      const name = `python-cold-${number}`;
      await make(name, BOTO3);
      const ms = await invokeOnce(lambda, name, {}, "imported");
      // The first one may install the packages.
      if (number > 0) cold.push(ms);
      await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
    }
    await make("python-warm", BOTO3);
    const warm: number[] = [];
    for (let number = 0; number < WARM_UP + WARM; number++) {
      const ms = await invokeOnce(lambda, "python-warm", {}, "imported");
      if (number >= WARM_UP) warm.push(ms);
    }
    await make("saved", BOTO3);
    const saved: number[] = [];
    for (let number = 0; number < SAVES + 2; number++) {
      const startedAt = performance.now();
      writeFileSync(join(folder, "app.py"), code(`answer ${number}`));
      await lambda.send(
        new UpdateFunctionCodeCommand({ FunctionName: "saved", S3Bucket: "hot-reload", S3Key: folder }),
      );
      await invokeOnce(lambda, "saved", {}, `answer ${number}`);
      // The first two find no spare: it is made where somebody is at work.
      if (number > 1) saved.push(performance.now() - startedAt);
      await delay(PAUSE_MS);
    }
    report.measured({ name: "Python: cold, boto3 imported", unit: "ms", samples: cold, target: 400 });
    report.measured({ name: "Python: warm", unit: "ms", samples: warm, target: 3 });
    report.measured({ name: "Python: a save to its answer, three clients", unit: "ms", samples: saved, target: 150 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
