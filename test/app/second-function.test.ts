import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deployApp } from "../../dev/app/deploy-app.ts";
import { infraApp } from "../../dev/app/find-app.ts";
import { Bus } from "../../dev/trace/bus.ts";
import type { EventOf } from "../../dev/trace/events.ts";
import { type Watch, startWatch } from "../../dev/watch/watch.ts";
import { WatchedApp } from "../../dev/watch/watched-app.ts";
import { Functions } from "../endpoint/services/lambda/support.ts";
import { startTestEndpoint } from "../support/endpoint.ts";
import { copyProject } from "../support/project.ts";

// The template of this project with a second stack, and a second function by the same helper.

const project = copyProject();
const bus = new Bus();
let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;
let watch: Watch | undefined;

function edit(file: string, from: string, to: string): void {
  const before = readFileSync(join(project, file), "utf8");
  if (!before.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(
    join(project, file),
    before.replace(from, () => to),
  );
}

function live(file: string): Promise<EventOf<"live">> {
  return new Promise((resolve) => {
    const stop = bus.on("live", (event) => {
      if (event.what === "nothing" || !event.files.includes(file)) return;
      stop();
      resolve(event);
    });
  });
}

const SECOND = `
import { CfnOutput, Duration, Fn, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { handlerCode } from "./handler-code.ts";
export class Second extends Stack {
  constructor(scope: Construct) {
    super(scope, "second", {});
    const code = handlerCode("handler/identify.ts");
    new LambdaFunction(this, "Identify", { functionName: "identify", runtime: Runtime.NODEJS_24_X, handler: "index.handler", code });
    new CfnOutput(this, "Table", { value: Fn.importValue("the-table") });
  }
}
`;

beforeAll(async () => {
  writeFileSync(
    join(project, "handler/identify.ts"),
    'import { shared } from "./shared.ts";\nexport const handler = async () => shared + "one";\n',
  );
  edit("handler/index.ts", "  logger.addContext(context);", '  if (event === "pid") return process.pid as never;');
  writeFileSync(join(project, "handler/shared.ts"), 'export const shared = "";\n');
  edit(
    "infra/pipeline-stack.ts",
    '    output("BucketName"',
    '    new CfnOutput(this, "Exported", { value: names.facesTable, exportName: "the-table" });\n    output("BucketName"',
  );
  writeFileSync(join(project, "infra/second.ts"), SECOND);
  edit("infra/app.ts", "import { PipelineStack }", 'import { Second } from "./second.ts";\nimport { PipelineStack }');
  // The one that imports is made first: its dependency puts it last.
  edit(
    "infra/app.ts",
    "const stack = new PipelineStack(app, settings);",
    "const second = new Second(app);\n  const stack = new PipelineStack(app, settings);\n  second.addDependency(stack);",
  );
  endpoint = await startTestEndpoint({ bus });
  functions = new Functions(endpoint.client, "");
  const deployed = await deployApp(endpoint.client, infraApp(project));
  expect(deployed.stacks).toEqual(["doppelface", "second"]);
  expect(deployed.functions.map(({ name, source }) => [name, source.kind])).toEqual([
    ["rekognition", "esbuild"],
    ["identify", "esbuild"],
  ]);
  watch = await startWatch({
    watched: await WatchedApp.open(deployed, {}),
    environment: { connection: endpoint.client, bus },
    ask: () => Promise.resolve(undefined),
  });
}, 60_000);
afterAll(async () => {
  await watch?.close();
  await endpoint.stop();
  await watch?.remove();
  rmSync(project, { recursive: true, force: true });
});

test("each function has its own code, and a save goes to the function that it touches", async () => {
  expect((await functions.invoke("identify", {})).answer).toBe("one");
  expect((await functions.invoke("rekognition", { Records: [] })).answer).not.toBe("one");

  const own = live("handler/identify.ts");
  edit("handler/identify.ts", '"one"', '"two"');
  expect(await own).toMatchObject({ reloaded: ["identify"], among: 2, what: "bundle" });
  expect((await functions.invoke("identify", {})).answer).toBe("two");

  const shared = live("handler/shared.ts");
  edit("handler/shared.ts", '""', '"shared "');
  expect(await shared).toMatchObject({ reloaded: ["identify"] });
  expect((await functions.invoke("identify", {})).answer).toBe("shared two");
});

test("what an editor writes beside the file that it saves touches no function but that file's", async () => {
  const touched: string[] = [];
  const stop = bus.on("sourceChanged", ({ functions }) => touched.push(...functions));
  const saved = live("handler/identify.ts");
  const [file, beside] = ["handler/identify.ts", "handler/identify.ts.new"].map((name) => join(project, name)) as [
    string,
    string,
  ];
  writeFileSync(beside, readFileSync(file, "utf8").replace('"two"', '"two, renamed"'));
  // The watch sees it before it is gone.
  await sleep(50);
  renameSync(beside, file);
  expect(await saved).toMatchObject({ functions: ["identify"], reloaded: ["identify"] });
  stop();
  expect(touched).toEqual(["identify"]);
  edit("handler/identify.ts", '"two, renamed"', '"two"');
  await live("handler/identify.ts");
});

test("a save of the app that changes a setting of one function leaves the others' environments alone", async () => {
  const { answer: pid } = await functions.invoke("rekognition", "pid");
  const timeout = async (): Promise<number | undefined> =>
    (await functions.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "identify" }))).Timeout;
  expect(await timeout()).toBe(3);

  const deployed = live("infra/second.ts");
  edit("infra/second.ts", 'functionName: "identify",', 'functionName: "identify", timeout: Duration.seconds(7),');
  expect(await deployed).toMatchObject({ what: "stack", reloaded: [] });
  expect(await timeout()).toBe(7);
  expect((await functions.invoke("identify", {})).answer).toBe("shared two");
  expect((await functions.invoke("rekognition", "pid")).answer).toBe(pid);
});

test("one that breaks keeps its code, and the other one goes on", async () => {
  const failed = new Promise<EventOf<"reloadFailed">>((resolve) => {
    const stop = bus.on("reloadFailed", (event) => {
      stop();
      resolve(event);
    });
  });
  edit("handler/identify.ts", '"two"', '"two');
  expect(await failed).toMatchObject({ functions: ["identify"], files: ["handler/identify.ts"] });
  expect((await functions.invoke("identify", {})).answer).toBe("shared two");

  const other = live("handler/index.ts");
  edit(
    "handler/index.ts",
    'if (event === "pid")',
    'if (event === "other") return "other" as never;\n  if (event === "pid")',
  );
  expect(await other).toMatchObject({ reloaded: ["rekognition"], notLive: ["handler/identify.ts"] });
  expect((await functions.invoke("rekognition", "other")).answer).toBe("other");

  const again = live("handler/identify.ts");
  edit("handler/identify.ts", '"two', '"three"');
  expect(await again).toMatchObject({ reloaded: ["identify"], what: "bundle" });
});

test("a function that a save of the app adds is watched", async () => {
  writeFileSync(join(project, "handler/third.ts"), 'export const handler = async () => "third";\n');
  const added = live("infra/second.ts");
  edit(
    "infra/second.ts",
    '    new CfnOutput(this, "Table"',
    '    new LambdaFunction(this, "Third", { functionName: "third", runtime: Runtime.NODEJS_24_X, handler: "index.handler", code: handlerCode("handler/third.ts") });\n    new CfnOutput(this, "Table"',
  );
  expect(await added).toMatchObject({
    what: "stack",
    changes: expect.arrayContaining([expect.stringMatching(/^second\/\+ Third/)]),
  });
  expect((await functions.invoke("third", {})).answer).toBe("third");

  const saved = live("handler/third.ts");
  edit("handler/third.ts", '"third"', '"saved"');
  expect(await saved).toMatchObject({ reloaded: ["third"], among: 3 });
  expect((await functions.invoke("third", {})).answer).toBe("saved");
});
