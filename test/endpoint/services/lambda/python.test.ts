import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { PublishLayerVersionCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Bus } from "../../../../dev/trace/bus.ts";
import type { DevEvent } from "../../../../dev/trace/events.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { hasPython } from "../../../support/python.ts";
import { Functions, makeRole, zipped } from "./support.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;
let logs: CloudWatchLogsClient;
const events: DevEvent[] = [];

beforeAll(async () => {
  const bus = new Bus();
  bus.onEvery((event) => void events.push(event));
  endpoint = await startTestEndpoint({ bus });
  const role = await makeRole(endpoint.client, "python", [
    {
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "s3:ListAllMyBuckets"],
      Resource: "*",
    },
  ]);
  functions = new Functions(endpoint.client, role);
  logs = new CloudWatchLogsClient(endpoint.client);
}, 180_000);

afterAll(() => endpoint.stop());

async function create(name: string, source: string, settings: Parameters<Functions["create"]>[2] = {}): Promise<void> {
  const defaults = { Runtime: "python3.11", Handler: "app.handler", Timeout: 20 } as const;
  await functions.create(name, { "app.py": source }, { ...defaults, ...settings });
}

async function linesOf(name: string): Promise<string[]> {
  const { events: lines = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}` }));
  return lines.map(({ message = "" }) => message);
}

describe.skipIf(!hasPython)("Python functions (skipped where the PATH has no Python)", () => {
  test("finds what its layers have", { timeout: 180_000 }, async () => {
    const ZipFile = zipped({ "python/greeting.py": "SAYS = 'from the layer'" });
    const { LayerVersionArn = "" } = await functions.lambda.send(
      new PublishLayerVersionCommand({ LayerName: "greeting", Content: { ZipFile } }),
    );
    await create("layered", "import greeting\ndef handler(event, context):\n    return greeting.SAYS\n", {
      Layers: [LayerVersionArn],
    });
    expect((await functions.invoke("layered")).answer).toBe("from the layer");
  });

  test("answers, with the context that Lambda gives", { timeout: 180_000 }, async () => {
    await create(
      "answers",
      `
def handler(event, context):
    return {
        "event": event,
        "name": context.function_name,
        "memory": context.memory_limit_in_mb,
        "left": 0 < context.get_remaining_time_in_millis() <= 20000,
        "arn": context.invoked_function_arn,
        "id": len(context.aws_request_id),
    }
`,
    );

    expect((await functions.invoke("answers", { key: "ä" })).answer).toEqual({
      event: { key: "ä" },
      name: "answers",
      memory: "128",
      left: true,
      arn: "arn:aws:lambda:us-east-1:000000000000:function:answers",
      id: 36,
    });
  });

  test("log lines keep their order, a message of many lines is one event, with request id and level", async () => {
    await create(
      "logs",
      `
import logging, sys
logging.getLogger().setLevel(logging.INFO)
def handler(event, context):
    print("printed")
    logging.info("first\\nsecond")
    print("to stderr", file=sys.stderr)
    logging.warning("warned")
`,
    );

    await functions.invoke("logs");

    const lines = await linesOf("logs");
    const id = /RequestId: (\S+)/.exec(lines.find((line) => line.startsWith("START")) ?? "")?.[1];
    expect(lines.slice(1, -2)).toEqual([
      "printed\n",
      expect.stringMatching(new RegExp(`^\\[INFO\\]\\t\\S+Z\\t${id}\\tfirst\nsecond\n$`)),
      "to stderr\n",
      expect.stringMatching(new RegExp(`^\\[WARNING\\]\\t\\S+Z\\t${id}\\twarned\n$`)),
    ]);
    expect(lines.at(-1)).toMatch(/^REPORT RequestId: .*Init Duration: /);
  });

  test("an error has its type, its message and the places in the sources", async () => {
    await create(
      "raises",
      `
def inner():
    raise ValueError("no face")
def handler(event, context):
    inner()
`,
    );

    const { error, answer } = await functions.invoke("raises");

    expect(error).toBe("Unhandled");
    expect(answer).toMatchObject({ errorType: "ValueError", errorMessage: "no face" });
    const ended = events.find((event) => event.type === "failed" && event.functionName === "raises");
    expect(ended).toMatchObject({
      stack: [
        expect.stringMatching(/^at inner \(.*app\.py:3:1\)$/),
        expect.stringMatching(/^at handler \(.*app\.py:5:1\)$/),
      ],
    });
  });

  test.each([
    ["a module that is not there", "import nothing_of_this_name\ndef handler(e, c): pass", "Runtime.ImportModuleError"],
    ["a handler that is not there", "def other(e, c): pass", "Runtime.HandlerNotFound"],
    ["a syntax error", "def handler(e, c: pass", "Runtime.UserCodeSyntaxError"],
    ["an error at its start", "raise KeyError('start')", "KeyError"],
    ["an exit", "import sys\ndef handler(e, c): sys.exit(3)", "Runtime.ExitError"],
    ["its time", "import time\ndef handler(e, c): time.sleep(60)", "Sandbox.Timedout"],
    ["an answer that is no JSON", "def handler(e, c): return object()", "Runtime.MarshalError"],
  ])("%s ends as on AWS", async (title, source, errorType) => {
    const name = title.replaceAll(" ", "-");
    await create(name, source, title === "its time" ? { Timeout: 1 } : {});

    expect((await functions.invoke(name)).answer).toMatchObject({ errorType });
  });

  test("boto3 is there, reaches the endpoint with the role's rights, and its calls join the trace", async () => {
    await create(
      "calls",
      `
import boto3
s3 = boto3.client("s3")
def handler(event, context):
    names = [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    try:
        boto3.client("sqs").list_queues()
    except Exception as error:
        return [names, error.response["Error"]["Code"]]
`,
    );

    expect((await functions.invoke("calls")).answer).toEqual([[], expect.stringMatching(/AccessDenied/)]);
    const invoked = events.find((event) => event.type === "invoked" && event.functionName === "calls");
    const called = events.filter(
      (event) => event.type === "called" && event.traceId === (invoked as { traceId: string }).traceId,
    );
    expect(called.map((event) => (event.type === "called" ? event.operation : ""))).toContain("ListBuckets");
  });

  test("a folder that is run in place runs what was saved, in a spare that has loaded boto3's models", async () => {
    const folder = mkdtempSync(join(tmpdir(), "doppelface-python-"));
    const save = (answer: string): void =>
      writeFileSync(
        join(folder, "app.py"),
        `import boto3\nclient = boto3.client("rekognition")\ndef handler(e, c): return "${answer}"`,
      );
    save("first");
    await create("saved", "def handler(e, c): return 'zip'");
    await functions.hotReload("saved", folder);
    expect((await functions.invoke("saved")).answer).toBe("first");

    for (const answer of ["second", "third"]) {
      save(answer);
      await functions.hotReload("saved", folder);
      expect((await functions.invoke("saved")).answer).toBe(answer);
    }

    expect(readdirSync(folder)).toEqual(["app.py"]);
    rmSync(folder, { recursive: true });
  });

  test("code that is a copy has the names of its sources, as it was deployed, compiled and saved", async () => {
    const [sources, copy] = [0, 1].map(() => mkdtempSync(join(tmpdir(), "doppelface-python-"))) as [string, string];
    const code = "def handler(e, c):\n    def inner():\n        raise ValueError('no face')\n    inner()\n";
    for (const folder of [sources, copy]) writeFileSync(join(folder, "app.py"), code);
    endpoint.bus.dispatch({ type: "deployed", copied: { copied: sources } });
    const seen: unknown[] = [];
    const fail = async (): Promise<void> => {
      await functions.invoke("copied");
      const ended = events.findLast((event) => event.type === "failed" && event.functionName === "copied");
      seen.push(ended?.type === "failed" ? ended.stack : undefined);
    };
    await create("copied", code);
    await fail();
    // Another environment finds what was compiled for the first one.
    await functions.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "copied", Timeout: 21 }));
    await fail();
    await functions.hotReload("copied", copy);
    await fail();

    const stack = [`at inner (${sources}/app.py:3:1)`, `at handler (${sources}/app.py:4:1)`];
    expect(seen).toEqual([stack, stack, stack]);
    for (const folder of [sources, copy]) rmSync(folder, { recursive: true });
  });

  test("packages of the machine's own Python are not there", async () => {
    await create(
      "alone",
      "import sys\ndef handler(e, c): return [p for p in sys.path if 'doppelface' not in p and 'site-packages' in p]",
    );

    expect((await functions.invoke("alone")).answer).toEqual([]);
  });

  test("JSON logging", async () => {
    await create(
      "json",
      "import logging\ndef handler(e, c):\n    logging.getLogger().warning('warned', extra={'face': 7})",
      { LoggingConfig: { LogFormat: "JSON" } },
    );

    await functions.invoke("json");

    const line = (await linesOf("json")).find((text) => text.includes("warned")) ?? "{}";
    expect(JSON.parse(line)).toMatchObject({
      level: "WARNING",
      message: "warned",
      requestId: expect.any(String) as string,
    });
  });
});
