import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListCollectionsCommand, ListFacesCommand } from "@aws-sdk/client-rekognition";
import { execFile } from "node:child_process";
import { copyFile, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { listRows } from "../../dev/pipeline/rows.ts";
import { homeVariables, homeWithProfile } from "./aws-home.ts";
import { type ComposeProject, composeProject } from "./compose-project.ts";
import { freePort } from "./free-port.ts";
import { type UpstreamForContainers, startUpstreamForContainers } from "./upstream-for-containers.ts";

// The modes of docker-compose.yml in which somebody else answers: a second Doppelface, with credentials of a profile, in
// a clone of a user who is not the image's.

const run = promisify(execFile);
const PICTURES = "fixtures/pictures";
/** Only root can give the clone to another user. */
const OWNER = process.getuid?.() === 0 ? 1001 : (process.getuid?.() ?? 1001);
const KEY = "AKIAIOSFODNN7EXAMPLE";
const REGION = "eu-central-1";
/** Of `up`, on a machine that is busy, and of what follows it. */
const PATIENCE_MS = 400_000;
const PREFIX = "doppelface-tester-";

let upstream: UpstreamForContainers;
let home: string;
let project: ComposeProject | undefined;
let localstack: number;

beforeAll(async () => {
  upstream = await startUpstreamForContainers();
  home = await homeWithProfile({ profile: "tests", region: REGION, accessKeyId: KEY, owner: OWNER });
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") process.stderr.write((await project?.compose("logs", "--tail", "40")) ?? "");
  await project?.[Symbol.asyncDispose]();
  project = undefined;
});

afterAll(async () => {
  await upstream?.[Symbol.asyncDispose]();
  if (home !== undefined) await rm(home, { recursive: true });
});

test(
  "in mode aws an upstream answers, called with the profile's credentials, which nobody else gets",
  async () => {
    const up = await start("aws");
    const { folder } = up;
    expect(await collections()).toEqual([`${PREFIX}employees`]);
    await copyFile(`${PICTURES}/nora-lind.jpg`, join(folder, "fixtures/inbox/nora-lind.jpg"));
    await expect.poll(rows, { timeout: 60_000 }).toHaveLength(1);
    const listed = new ListFacesCommand({ CollectionId: `${PREFIX}employees` });
    const { Faces = [] } = await upstream.client(REGION).send(listed);
    expect(Faces.map(({ FaceId }) => FaceId)).toEqual(await rows());
    expect(upstream.signed()).toEqual([`${KEY} ${REGION}`]);
    expect(await up.compose("logs", "rekognition")).toMatch(
      /Sent to http:\/\/host\.docker\.internal:\d+ with IndexFaces/,
    );
    for (const service of ["localstack", "watch"]) {
      const told = await up.compose("exec", service, "env");
      expect(told).not.toMatch(/AKIA|AWS_PROFILE|tester|DOPPELFACE_(YES|UPSTREAM)/);
    }
    const lambda = new LambdaClient(connection());
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "rekognition" }));
    expect(Environment?.Variables).toMatchObject({ AWS_ENDPOINT_URL_REKOGNITION: "http://rekognition:4577" });
    expect(JSON.stringify(Environment)).not.toMatch(/AKIA|tester/);
    lambda.destroy();
    expect((await stat(join(folder, ".doppelface/builds"))).uid).toBe(OWNER);

    // As the page says of what stays at AWS.
    const said = await up.compose("run", "--rm", "--no-deps", "rekognition", "recordings", "destroy-remote", "--yes");
    expect(said).toContain(`deleted  ${PREFIX}employees`);
    expect(await collections()).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  "in mode record answers become files of the clone's owner, and a photograph is refused without consent",
  async () => {
    const up = await start("record");
    const { folder } = up;
    await copyFile(`${PICTURES}/ben-okada.jpg`, join(folder, "fixtures/inbox/ben-okada.jpg"));
    await expect.poll(rows, { timeout: 60_000 }).toHaveLength(1);
    const set = join(folder, "fixtures/recordings/mine");
    const files = await readdir(join(set, "employees/IndexFaces"));
    expect(files).toHaveLength(1);
    for (const file of files) {
      const path = join(set, "employees/IndexFaces", file);
      expect((await stat(path)).uid).toBe(OWNER);
      expect(await readFile(path, "utf8")).not.toContain(KEY);
    }
    // A photograph is none of the drawn pictures, of which bytes behind its end make another one.
    const photograph = Buffer.concat([await readFile(`${PICTURES}/nora-lind.jpg`), Buffer.of(0)]);
    await writeFile(join(folder, "fixtures/inbox/someone.jpg"), photograph);
    await expect
      .poll(() => up.compose("logs", "rekognition"), { timeout: 60_000 })
      .toContain("is none of the drawn fixtures, and was neither sent nor recorded");
  },
  PATIENCE_MS,
);

test("what cannot be used by the container's user is refused, with what to export", async () => {
  project = await projectOf("record");
  const { folder } = project;
  const refused = project;
  const as = (user: string, service: string): Promise<string> =>
    refused.compose("run", "--rm", "--no-deps", "--user", user, service).then(() => "It ran.", String);
  const other = `${OWNER + 1}:${OWNER + 1}`;
  const advice = "If that is you: export DOPPELFACE_USER=$(id -u):$(id -g), and docker compose up --wait again.";
  const watch = await as(other, "watch");
  expect(watch).toContain(`${folder} cannot be written by user ${OWNER + 1}, as whom this container runs`);
  expect(watch).toContain(`it belongs to user ${OWNER}. ${advice}`);
  const recordings = await as(other, "rekognition");
  expect(recordings).toContain(`/app/fixtures/recordings cannot be written by user ${OWNER + 1}`);
  expect(recordings).toContain(advice);

  await using aws = await projectOf("aws");
  const credentials = await aws
    .compose("run", "--rm", "--no-deps", "--env", "DOPPELFACE_UPSTREAM=", "--user", other, "rekognition")
    .catch(String);
  expect(credentials).toContain(`/home/.aws/credentials may not be read by user ${OWNER + 1}`);
  expect(credentials).toContain("export DOPPELFACE_USER=$(id -u):$(id -g)");
});

test("a compose file of another clone is refused, since its folder would be a wrong one", async () => {
  project = await projectOf("aws");
  await using other = await projectOf("aws");
  const { env, folder } = project;
  const files = ["docker-compose.yml", "test/integration/compose.offline.yml"].flatMap((file) => [
    "--file",
    join(other.folder, file),
  ]);
  const args = ["compose", ...files, "run", "--rm", "--no-deps", "watch"];
  const said = await run("docker", args, { cwd: folder, env }).then(() => "It ran.", String);
  expect(said).toContain(`docker compose was started in ${folder}, and its file lies in another folder.`);
  expect(said).toContain("cd to the folder of docker-compose.yml");
});

async function start(rekognition: "record" | "aws"): Promise<ComposeProject> {
  project = await projectOf(rekognition);
  process.stderr.write(`${rekognition}: compose up --wait: ${await project.up()} s\n`);
  return project;
}

async function projectOf(rekognition: "record" | "aws"): Promise<ComposeProject> {
  localstack = await freePort();
  return composeProject({
    ports: { localstack, rekognition: await freePort() },
    rekognition,
    owner: OWNER,
    variables: {
      ...homeVariables(home),
      USER: "tester",
      AWS_PROFILE: "tests",
      DOPPELFACE_UPSTREAM: upstream.url,
      DOPPELFACE_YES: "true",
      DOPPELFACE_RECORDINGS: "mine",
    },
  });
}

async function collections(): Promise<string[] | undefined> {
  return (await upstream.client(REGION).send(new ListCollectionsCommand({}))).CollectionIds;
}

async function rows(): Promise<string[]> {
  const dynamodb = new DynamoDBClient(connection());
  try {
    return (await listRows(dynamodb, "rekognitionID")).map(({ rekognition_id: id }) => id);
  } finally {
    dynamodb.destroy();
  }
}

function connection() {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return { endpoint: `http://127.0.0.1:${localstack}`, region: "us-east-1", credentials };
}
