import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { execFile } from "node:child_process";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLogLines } from "../../dev/pipeline/log-lines.ts";
import { listRows } from "../../dev/pipeline/rows.ts";
import { type ComposeProject, composeProject } from "./compose-project.ts";
import { freePort } from "./free-port.ts";

const run = promisify(execFile);
const PICTURES = "fixtures/pictures";

let project: ComposeProject;
let localstack: number;

beforeAll(async () => {
  localstack = await freePort();
  project = await composeProject({ localstack, rekognition: await freePort() });
  const started = performance.now();
  await project.compose("up", "--wait", "--no-build").catch(async (error: unknown) => {
    throw new Error(`compose up failed:\n${await project.compose("logs", "--tail", "30")}`, { cause: error });
  });
  tell(`compose up --wait: ${seconds(started)} s`);
});

afterAll(async () => {
  const { name } = project;
  await project[Symbol.asyncDispose]();
  for (const kind of ["container", "volume", "network"]) {
    const all = kind === "container" ? ["--all"] : [];
    const { stdout } = await run("docker", [kind, "ls", "--quiet", ...all, "--filter", `name=${name}`]);
    expect(stdout, `${kind}s that down -v has left`).toBe("");
  }
});

test("a picture in the inbox becomes a row, and the watcher's log has its line", async () => {
  const dynamodb = new DynamoDBClient(connection());
  const started = performance.now();
  await drop("nora-lind.jpg");
  await expect.poll(() => listRows(dynamodb, "rekognitionID"), { timeout: 60_000 }).toHaveLength(1);
  tell(`picture to row: ${seconds(started)} s`);
  await expect.poll(() => project.compose("logs", "watch"), { timeout: 10_000 }).toMatch(/nora-lind\.jpg +REGISTERED/);
  dynamodb.destroy();
});

test("a save of the handler is live, and the next picture runs it", async () => {
  const logs = new CloudWatchLogsClient(connection());
  const file = join(project.folder, "handler", "index.ts");
  const source = await readFile(file, "utf8");
  const started = performance.now();
  await writeFile(file, source.replace("const failures", 'logger.info("edited in the test");\n  const failures'));
  await expect.poll(() => project.compose("logs", "watch"), { timeout: 60_000 }).toContain("LIVE");
  tell(`save to live: ${seconds(started)} s`);
  await drop("ben-okada.jpg");
  await expect
    .poll(() => readLogLines(logs, "/aws/lambda/rekognition", { from: 0, filterPattern: '"edited in the test"' }), {
      timeout: 60_000,
    })
    .not.toHaveLength(0);
  logs.destroy();
});

test("the override changes images, and of the emulator command, health check and mounts", async () => {
  const shipped = await configOf("--file", "docker-compose.yml");
  const offline = await configOf("--file", "docker-compose.yml", "--file", "test/integration/compose.offline.yml");
  const different = differences(shipped, offline).toSorted();
  tell(`the override changes: ${different.join(", ")}`);
  expect(different).toEqual([
    "services.localstack.command",
    "services.localstack.healthcheck.test",
    "services.localstack.image",
    "services.localstack.volumes",
    "services.rekognition.image",
    "services.watch.image",
  ]);
});

function connection() {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return { endpoint: `http://127.0.0.1:${localstack}`, region: "us-east-1", credentials };
}

function drop(picture: string): Promise<void> {
  return copyFile(`${PICTURES}/${picture}`, join(project.folder, "fixtures", "inbox", picture));
}

async function configOf(...files: readonly string[]): Promise<unknown> {
  const { stdout } = await run("docker", ["compose", ...files, "config", "--format", "json"], {
    env: { ...process.env, PWD: process.cwd() },
  });
  return JSON.parse(stdout);
}

/** Paths at which two values differ; lists are compared as wholes. */
function differences(left: unknown, right: unknown, path: readonly string[] = []): string[] {
  if (isRecord(left) && isRecord(right)) {
    const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...keys].flatMap((key) => differences(left[key], right[key], [...path, key]));
  }
  return JSON.stringify(left) === JSON.stringify(right) ? [] : [path.join(".")];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Measured, for whoever reads the run. */
function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
