import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { execFile } from "node:child_process";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listRows } from "../../../dev/pipeline/rows.ts";
import { type ComposeProject, composeProject } from "../compose-project.ts";
import { freePort } from "../free-port.ts";
import { standInImage } from "./localstack-image.ts";

// The shipped docker-compose.yml as it is, with LocalStack 4.14.0 in an image that is made here.

const run = promisify(execFile);

let project: ComposeProject;
let localstack: number;

beforeAll(async () => {
  localstack = await freePort();
  const ports = { localstack, rekognition: await freePort() };
  project = await composeProject({ ports, localstackImage: await standInImage() });
  process.stderr.write(`compose up --wait with LocalStack: ${await project.up()} s\n`);
});

// Rejects where containers are left, those of functions among them: their names begin with the project's.
afterAll(() => project?.[Symbol.asyncDispose]());

test("a picture in the inbox becomes a row by a function in a container, which calls our Rekognition by its name", async () => {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const endpoint = `http://127.0.0.1:${localstack}`;
  const dynamodb = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
  await drop("nora-lind.jpg");
  await expect
    .poll(() => listRows(dynamodb, "rekognitionID"), { timeout: 60_000 })
    .toMatchObject([{ first_name: "nora", last_name: "lind" }]);
  dynamodb.destroy();
  expect(await project.compose("logs", "watch")).toContain("AWS_ENDPOINT_URL_REKOGNITION=http://rekognition:4577");
  const [first] = await functionContainers();
  expect(first?.networks).toEqual([project.name]);
});

test("a save of the handler is mounted into the function's next container, which runs it", async () => {
  const file = join(project.folder, "handler", "index.ts");
  const source = await readFile(file, "utf8");
  await writeFile(file, source.replace("const failures", 'logger.info("edited in the test");\n  const failures'));
  await expect.poll(() => project.compose("logs", "watch"), { timeout: 60_000 }).toMatch(/index\.ts +LIVE/);
  await drop("ben-okada.jpg");
  await expect
    .poll(async () => (await functionContainers()).map(({ logs }) => logs).join(), { timeout: 60_000 })
    .toContain("edited in the test");
  const mounts = (await functionContainers()).flatMap(({ sources }) => sources);
  for (const mount of mounts) expect(mount).toContain(join(project.folder, ".doppelface", "builds"));
});

function drop(picture: string): Promise<void> {
  return copyFile(`fixtures/pictures/${picture}`, join(project.folder, "fixtures", "inbox", picture));
}

const Inspected = v.object({
  NetworkSettings: v.object({ Networks: v.record(v.string(), v.unknown()) }),
  Mounts: v.array(v.object({ Source: v.string() })),
});

interface FunctionContainer {
  readonly networks: readonly string[];
  /** Folders of this machine that it has. */
  readonly sources: readonly string[];
  readonly logs: string;
}

async function functionContainers(): Promise<FunctionContainer[]> {
  const { stdout } = await run("docker", ["ps", "--quiet", "--filter", `name=${project.name}-localstack-1-lambda`]);
  const ids = stdout.split("\n").filter((id) => id !== "");
  return Promise.all(ids.map(inspect));
}

async function inspect(id: string): Promise<FunctionContainer> {
  const { stdout } = await run("docker", ["inspect", "--format", "{{json .}}", id]);
  const { NetworkSettings, Mounts } = v.parse(Inspected, JSON.parse(stdout));
  const logs = await run("docker", ["logs", id]);
  return {
    networks: Object.keys(NetworkSettings.Networks),
    sources: Mounts.map(({ Source }) => Source),
    logs: logs.stdout + logs.stderr,
  };
}
