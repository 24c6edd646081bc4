import { GetFunctionConfigurationCommand, GetFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { GetBucketNotificationConfigurationCommand, GetBucketVersioningCommand } from "@aws-sdk/client-s3";
import { type ChildProcess, spawn } from "node:child_process";
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findResources } from "../../../dev/pipeline/find-resources.ts";
import { createClients, destroyClients } from "../../../dev/testing/clients.ts";
import { type Pipeline, pipelineOf } from "../../../dev/testing/pipeline.ts";
import { copyProject } from "../../support/project.ts";
import { type Localstack, startLocalstack } from "./start-localstack.ts";

// `doppelface up --engine localstack` as a user has it, against LocalStack 4.14.0.

const project = copyProject();
const lines: string[] = [];
let localstack: Localstack;
let up: ChildProcess;
let pipeline: Pipeline;

beforeAll(async () => {
  localstack = await startLocalstack({ folder: project });
  const args = ["up", "--engine", "localstack", "--endpoint", localstack.url, "--host", localstack.gateway];
  up = spawn(process.execPath, [join(project, "dev/cli.mjs"), ...args, "--ephemeral"], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1", DOPPELFACE_BUILDS: join(project, ".doppelface/builds") },
  });
  for (const stream of [up.stdout, up.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => lines.push(...text.split("\n")));
  }
  await vi.waitUntil(() => said().includes("ready in "), { timeout: 120_000, interval: 100 });
  const connection = {
    endpoint: localstack.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    forcePathStyle: true as const,
  };
  pipeline = pipelineOf(createClients(connection), await findResources(connection, "doppelface"));
});

afterAll(async () => {
  if (pipeline !== undefined) destroyClients(pipeline.clients);
  if (up?.exitCode === null) {
    up.kill();
    await once(up, "exit");
  }
  await localstack?.[Symbol.asyncDispose]();
  await rm(project, { recursive: true });
});

test("what LocalStack lacks is done by calls that are named, and nothing else is", () => {
  const notes = lines.filter((line) => line.startsWith("note "));
  expect(notes.map((note) => note.split(/ +/)[1])).toEqual(["CreateCollection", "UpdateFunctionConfiguration"]);
});

test("versioning, the notification, retries and the queue are read back as the template has them", async () => {
  const { s3, lambda } = pipeline.clients;
  const { bucket: Bucket, functionName: FunctionName, queue } = pipeline.resources;
  expect(await s3.send(new GetBucketVersioningCommand({ Bucket }))).toMatchObject({ Status: "Enabled" });
  const { FunctionArn, Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const told = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  expect(
    told.LambdaFunctionConfigurations?.map(({ Events, LambdaFunctionArn }) => [LambdaFunctionArn, Events]),
  ).toEqual([
    [FunctionArn, ["s3:ObjectCreated:*"]],
    [FunctionArn, ["s3:ObjectRemoved:*"]],
  ]);
  const invokes = await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier: "$LATEST" }));
  expect(invokes).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 });
  expect(invokes.DestinationConfig?.OnFailure?.Destination).toMatch(new RegExp(`:${queue}$`));
  // An address of this machine in the network of the functions' containers.
  expect(Environment?.Variables?.["AWS_ENDPOINT_URL_REKOGNITION"]).toBe(`http://${localstack.gateway}:4577`);
});

test("a picture in the inbox becomes a row by a function in a container, and its line tells how long it took", async () => {
  await drop("nora-lind.jpg");
  await expect
    .poll(said, { timeout: 60_000 })
    .toMatch(/nora-lind\.jpg +REGISTERED +nora lind \(1 face\) +seen \d+\.\d s after the put/);
  const [row, ...others] = await pipeline.rows();
  expect(others).toEqual([]);
  expect(row).toMatchObject({ first_name: "nora", last_name: "lind" });
});

test("a save of the handler is mounted by hot-reload, and the next picture runs it", async () => {
  await save("handler/index.ts", "const failures", 'logger.info("edited in the test");\n  const failures');
  await expect.poll(said, { timeout: 60_000 }).toMatch(/handler\/index\.ts +LIVE/);
  await drop("ben-okada.jpg");
  await expect.poll(editedLines, { timeout: 60_000 }).toBe(1);
  expect(await localstack.mounts()).toContain(join(project, ".doppelface/builds"));
});

test("a save of infra/ updates what differs, which is named, and the handler's save stays live", async () => {
  await save("infra/pipeline-function.ts", "Duration.seconds(60)", "Duration.seconds(59)");
  await expect.poll(said, { timeout: 60_000 }).toMatch(/pipeline-function\.ts +LIVE +stack updated: .*Timeout/);
  const { functionName: FunctionName } = pipeline.resources;
  const { Timeout } = await pipeline.clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  expect(Timeout).toBe(59);
  // The deploy has invoked the function to see whether it answers.
  const before = await editedLines();
  await drop("greta-holm.jpg");
  await expect.poll(editedLines, { timeout: 60_000 }).toBeGreaterThan(before);
});

/** How often the edited handler has run. LocalStack takes no filter pattern. */
async function editedLines(): Promise<number> {
  return (await pipeline.logLines()).filter(({ message }) => message.includes("edited in the test")).length;
}

function said(): string {
  return lines.join("\n");
}

function drop(picture: string): Promise<void> {
  return copyFile(`fixtures/pictures/${picture}`, join(project, "fixtures/inbox", picture));
}

async function save(file: string, from: string, to: string): Promise<void> {
  const source = await readFile(join(project, file), "utf8");
  await writeFile(join(project, file), source.replace(from, to));
}
