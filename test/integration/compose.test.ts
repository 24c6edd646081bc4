import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { execFile } from "node:child_process";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLogLines } from "../../dev/pipeline/log-lines.ts";
import { listRows } from "../../dev/pipeline/rows.ts";
import { runCli } from "../commands/run-cli.ts";
import { type ComposeProject, composeProject } from "./compose-project.ts";
import { freePort } from "./free-port.ts";

const run = promisify(execFile);
const PICTURES = "fixtures/pictures";

let project: ComposeProject;
let localstack: number;
let rekognition: number;

beforeAll(async () => {
  localstack = await freePort();
  rekognition = await freePort();
  project = await composeProject({ ports: { localstack, rekognition } });
  tell(`compose up --wait: ${await project.up()} s`);
});

afterAll(() => project?.[Symbol.asyncDispose]());

test("a picture in the inbox becomes a row, and the watcher's log has its line", async () => {
  const dynamodb = new DynamoDBClient(connection());
  const started = performance.now();
  await drop("nora-lind.jpg");
  await expect.poll(() => listRows(dynamodb, "rekognitionID"), { timeout: 60_000 }).toHaveLength(1);
  tell(`picture to row: ${seconds(started)} s`);
  await expect
    .poll(() => project.compose("logs", "watch"), { timeout: 10_000 })
    .toMatch(/nora-lind\.jpg +REGISTERED +nora lind \(1 face\) +seen \d+\.\d s after the put/);
  dynamodb.destroy();
  // As engines.md has it, from this machine.
  const { stdout } = await runCli(["who", `${PICTURES}/smiling/nora-lind.jpg`], {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${localstack}`,
    AWS_ENDPOINT_URL_REKOGNITION: `http://127.0.0.1:${rekognition}`,
  });
  expect(stdout).toMatch(/^nora lind +\d/);
});

test("a save of the handler is live, and the next picture runs it", async () => {
  const logs = new CloudWatchLogsClient(connection());
  const file = join(project.folder, "handler", "index.ts");
  const source = await readFile(file, "utf8");
  const started = performance.now();
  await writeFile(file, source.replace("const failures", 'logger.info("edited in the test");\n  const failures'));
  await expect.poll(() => project.compose("logs", "watch"), { timeout: 60_000 }).toMatch(/index\.ts +LIVE/);
  tell(`save to live: ${seconds(started)} s`);
  await drop("ben-okada.jpg");
  await expect
    .poll(() => readLogLines(logs, "/aws/lambda/rekognition", { from: 0, filterPattern: '"edited in the test"' }), {
      timeout: 60_000,
    })
    .not.toHaveLength(0);
  logs.destroy();
});

test("a save of infra/ updates the stack, and its line names what", async () => {
  const lambda = new LambdaClient(connection());
  const file = join(project.folder, "infra", "pipeline-function.ts");
  const source = await readFile(file, "utf8");
  await writeFile(file, source.replace("Duration.seconds(60)", "Duration.seconds(59)"));
  await expect
    .poll(() => project.compose("logs", "watch"), { timeout: 60_000 })
    .toMatch(/pipeline-function\.ts +LIVE +stack updated: .*\(.*Timeout\)/);
  const command = new GetFunctionConfigurationCommand({ FunctionName: "rekognition" });
  expect((await lambda.send(command)).Timeout).toBe(59);
  lambda.destroy();
});

test("a container in the network that functions are put into reaches our Rekognition and the emulator", async () => {
  const { services } = v.parse(Config, JSON.parse(await project.compose("config", "--format", "json")));
  const network = services.localstack.environment.LAMBDA_DOCKER_NETWORK;
  const script = `
    const { RekognitionClient, ListFacesCommand } = await import("@aws-sdk/client-rekognition");
    const { S3Client, ListObjectsV2Command } = await import("@aws-sdk/client-s3");
    const { Faces } = await new RekognitionClient({}).send(new ListFacesCommand({ CollectionId: "employees" }));
    const Bucket = "employee-pictures-000000000000-us-east-1";
    const { KeyCount } = await new S3Client({ forcePathStyle: true }).send(new ListObjectsV2Command({ Bucket }));
    console.log(JSON.stringify([Faces.length, KeyCount]));`;
  const variables = {
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    // As the function has it: from `watch`, which puts it into the function's variables, and from LocalStack.
    AWS_ENDPOINT_URL_REKOGNITION: services.watch.environment.DOPPELFACE_REKOGNITION_ENDPOINT,
    AWS_ENDPOINT_URL: "http://localstack:4566",
  };
  const options = Object.entries(variables).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
  const program = ["--entrypoint", "node", services.rekognition.image, "--input-type=module", "--eval", script];
  const { stdout } = await run("docker", ["run", "--rm", "--network", network, ...options, ...program]);
  expect(JSON.parse(stdout)).toEqual([2, 2]);
});

const Config = v.object({
  services: v.object({
    localstack: v.object({ environment: v.object({ LAMBDA_DOCKER_NETWORK: v.string() }) }),
    rekognition: v.object({ image: v.string() }),
    watch: v.object({ environment: v.object({ DOPPELFACE_REKOGNITION_ENDPOINT: v.string() }) }),
  }),
});

function connection() {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return { endpoint: `http://127.0.0.1:${localstack}`, region: "us-east-1", credentials };
}

function drop(picture: string): Promise<void> {
  return copyFile(`${PICTURES}/${picture}`, join(project.folder, "fixtures", "inbox", picture));
}

/** Measured, for whoever reads the run. */
function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
