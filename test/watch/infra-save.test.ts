import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DescribeTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetFunctionCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { deployApp } from "../../dev/app/deploy-app.ts";
import { infraApp } from "../../dev/app/find-app.ts";
import { Bus } from "../../dev/trace/bus.ts";
import type { EventOf } from "../../dev/trace/events.ts";
import { type Watch, startWatch } from "../../dev/watch/watch.ts";
import { WatchedApp } from "../../dev/watch/watched-app.ts";
import { Functions } from "../endpoint/services/lambda/support.ts";
import { startTestEndpoint } from "../support/endpoint.ts";
import { copyProject } from "../support/project.ts";

const FUNCTION = "rekognition";
const bus = new Bus();
const project = copyProject();
const questions: string[] = [];
const notices: string[] = [];
let says: boolean | undefined;
let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;
let dynamodb: DynamoDBClient;
let watch: Watch;

beforeAll(async () => {
  // A handler that tells where its code lies.
  edit(
    "handler/index.ts",
    "  logger.addContext(context);",
    '  if (event === "where") return process.env["LAMBDA_TASK_ROOT"] as never;',
  );
  bus.on("notice", ({ message }) => notices.push(message));
  endpoint = await startTestEndpoint({ bus });
  const deployed = await deployApp(endpoint.client, infraApp(project));
  functions = new Functions(endpoint.client, "");
  dynamodb = new DynamoDBClient(endpoint.client);
  watch = await startWatch({
    watched: await WatchedApp.open(deployed, {}),
    environment: { connection: endpoint.client, bus },
    ask: (question) => {
      questions.push(question);
      return Promise.resolve(says);
    },
  });
  for (const TableName of ["rekognitionID", "pictures"]) {
    const Item = { rekognition_id: { S: "one" }, picture: { S: "bucket/one.jpg" } };
    await dynamodb.send(new PutItemCommand({ TableName, Item }));
  }
}, 60_000);
afterAll(async () => {
  await watch.close();
  await endpoint.stop();
  rmSync(project, { recursive: true, force: true });
});
beforeEach(() => {
  questions.length = 0;
  notices.length = 0;
});

function edit(file: string, from: string, to: string): void {
  const before = readFileSync(join(project, file), "utf8");
  if (!before.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(join(project, file), before.replaceAll(from, to));
}

function next<Type extends "live" | "reloadFailed">(type: Type): Promise<EventOf<Type>> {
  return new Promise((resolve) => {
    const stop = bus.on(type, (event) => {
      stop();
      resolve(event);
    });
  });
}

/** The next save of a file that is live, whatever is told of others. */
function liveOf(file: string): Promise<EventOf<"live">> {
  return new Promise((resolve) => {
    const stop = bus.on("live", (event) => {
      if (event.what === "nothing" || !event.files.includes(file)) return;
      stop();
      resolve(event);
    });
  });
}

async function items(TableName: string): Promise<number> {
  return (await dynamodb.send(new ScanCommand({ TableName }))).Count ?? 0;
}

test("a setting of the function is changed in place, the sources are put back before what waits runs, state stays", async () => {
  const live = next("live");
  edit("infra/pipeline-function.ts", "Duration.seconds(60)", "Duration.seconds(61)");
  await new Promise((resolve) => setTimeout(resolve, 50));
  const waiting = functions.invoke(FUNCTION, "where");

  expect(await live).toMatchObject({
    what: "stack",
    files: ["infra/pipeline-function.ts"],
    changes: [expect.stringMatching(/^Function\w* \(.*Timeout.*\)$/)],
  });
  expect((await waiting).answer).toMatch(/builds/);
  expect(await functions.lambda.send(new GetFunctionCommand({ FunctionName: FUNCTION }))).toMatchObject({
    Configuration: { Timeout: 61, CodeSha256: "hot-reloading-hash-not-available" },
  });
  expect([await items("rekognitionID"), await items("pictures")]).toEqual([1, 1]);
});

test("a save of handler and infra together is one reload", async () => {
  const live = next("live");
  edit("infra/pipeline-function.ts", "Duration.seconds(61)", "Duration.seconds(62)");
  edit("handler/index.ts", '"where"', '"whither"');

  expect(await live).toMatchObject({ what: "stack", files: ["handler/index.ts", "infra/pipeline-function.ts"] });
  expect((await functions.invoke(FUNCTION, "whither")).answer).toMatch(/builds/);
});

test("an app that does not synthesise is told, and everything stays", async () => {
  const failed = next("reloadFailed");
  edit("infra/app.ts", "app.synth();", 'throw new Error("not today");');

  expect((await failed).message).toContain("not today");
  expect((await functions.invoke(FUNCTION, "whither")).answer).toMatch(/builds/);

  const live = next("live");
  edit("infra/app.ts", 'throw new Error("not today");', "app.synth();");
  expect(await live).toMatchObject({ what: "restored", files: ["infra/app.ts"] });
});

test("a save of the handler is taken up that comes while one of infra fails, and tells what is still not live", async () => {
  const failed = next("reloadFailed");
  edit("infra/app.ts", "app.synth();", 'throw new Error("not today");');
  // The synth is under way, which takes a second.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const live = liveOf("handler/index.ts");
  edit("handler/index.ts", '"whither"', '"whence"');

  expect((await failed).files).toEqual(["infra/app.ts"]);
  expect(await live).toMatchObject({ what: "bundle", files: ["handler/index.ts"], notLive: ["infra/app.ts"] });
  expect((await functions.invoke(FUNCTION, "whence")).answer).toMatch(/builds/);

  const restored = liveOf("infra/app.ts");
  edit("infra/app.ts", 'throw new Error("not today");', "app.synth();");
  // The stack has the handler's code too, which has changed since it was deployed.
  const told = await restored;
  expect(told).toMatchObject({ what: "stack", files: ["infra/app.ts"] });
  expect(told).not.toHaveProperty("notLive");
});

test("a save of both of which the stack alone fails has the handler live, and says so of each", async () => {
  const [failed, live] = [next("reloadFailed"), liveOf("handler/index.ts")];
  edit("infra/app.ts", "app.synth();", 'throw new Error("not today");');
  edit("handler/index.ts", '"whence"', '"hither"');

  expect((await failed).files).toEqual(["infra/app.ts"]);
  expect(await live).toMatchObject({ what: "bundle", files: ["handler/index.ts"], notLive: ["infra/app.ts"] });
  expect((await functions.invoke(FUNCTION, "hither")).answer).toMatch(/builds/);
  const restored = liveOf("infra/app.ts");
  edit("infra/app.ts", 'throw new Error("not today");', "app.synth();");
  await restored;
});

test("a save of both that does not bundle has the stack deployed once it does", async () => {
  const failed = next("reloadFailed");
  edit("infra/pipeline-function.ts", "Duration.seconds(62)", "Duration.seconds(63)");
  edit("handler/index.ts", '"hither"', '"whither');
  expect((await failed).files).toEqual(["handler/index.ts", "infra/pipeline-function.ts"]);
  const live = liveOf("infra/pipeline-function.ts");

  edit("handler/index.ts", '"whither', '"whither"');

  expect(await live).toMatchObject({ what: "stack", files: ["handler/index.ts", "infra/pipeline-function.ts"] });
  expect(await functions.lambda.send(new GetFunctionCommand({ FunctionName: FUNCTION }))).toMatchObject({
    Configuration: { Timeout: 63 },
  });
});

test("a replacement under a literal name fails as on AWS, and is offered locally", async () => {
  says = false;
  const failed = next("reloadFailed");
  // The second table of the file is `pictures`.
  const tables = readFileSync(join(project, "infra/tables.ts"), "utf8");
  const at = tables.lastIndexOf('name: "picture"');
  writeFileSync(join(project, "infra/tables.ts"), `${tables.slice(0, at)}name: "photo"${tables.slice(at + 15)}`);

  const { message } = await failed;
  expect(message).toContain(
    "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename pictures and update the stack again.",
  );
  expect(message).toContain("`cdk deploy` will refuse the same change on AWS.");
  expect(notices.join("\n")).toMatch(
    /^PicturesTable\w* \(AWS::DynamoDB::Table, pictures\) has to be replaced: .*KeySchema.* cannot be changed in place\. The new one is empty; the old one holds 1 item\.$/m,
  );
  await expect.poll(() => questions).toEqual(["Delete here, and recreate: pictures (1 item)?"]);
  expect(await items("pictures")).toBe(1);
});

test("with a yes the resource is deleted and recreated, and nothing else is touched", async () => {
  says = true;
  const live = next("live");
  const toldBefore = notices.length;
  edit("infra/tables.ts", '"photo"', '"photograph"');

  expect(await live).toMatchObject({
    what: "stack",
    changes: [expect.stringMatching(/^PicturesTable\w* .*replaced$/)],
  });
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: "pictures" }));
  expect(Table?.KeySchema).toEqual([{ AttributeName: "photograph", KeyType: "HASH" }]);
  expect([await items("pictures"), await items("rekognitionID")]).toEqual([0, 1]);
  expect(notices.slice(toldBefore)).toEqual([
    expect.stringContaining("has to be replaced"),
    "pictures (AWS::DynamoDB::Table) was deleted and recreated. `cdk deploy` will refuse the same change on AWS.",
  ]);
  expect((await functions.invoke(FUNCTION, "whither")).answer).toMatch(/builds/);
});
