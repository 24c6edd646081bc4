import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createHash } from "node:crypto";
import { appendFile, copyFile, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listRows } from "../../dev/pipeline/rows.ts";
import { type ComposeProject, composeProject } from "./compose-project.ts";
import { freePort } from "./free-port.ts";

// docker-compose.yml with DOPPELFACE_REKOGNITION=replay, on the recordings that are in the repository.

const PICTURE = "fixtures/pictures/nora-lind.jpg";
const RECORDED = "fixtures/recordings/default/employees/IndexFaces";

let project: ComposeProject;
let localstack: number;

beforeAll(async () => {
  localstack = await freePort();
  project = await composeProject({ ports: { localstack, rekognition: await freePort() }, rekognition: "replay" });
  process.stderr.write(`replay: compose up --wait: ${await project.up()} s\n`);
});

afterAll(() => project?.[Symbol.asyncDispose]());

test("a picture of the set becomes a row with the face that was recorded", async () => {
  const services = await project.compose("ps", "--services");
  expect(services.trim().split("\n").toSorted()).toEqual(["localstack", "rekognition", "watch"]);
  const dynamodb = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${localstack}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await copyFile(PICTURE, join(project.folder, "fixtures", "inbox", "nora-lind.jpg"));
  const faces = async () => (await listRows(dynamodb, "rekognitionID")).map(({ rekognition_id: id }) => id);
  await expect.poll(faces, { timeout: 60_000 }).toEqual([await recordedFace()]);
  dynamodb.destroy();
});

test("a picture that was not recorded is a miss, which the service tells", async () => {
  const other = join(project.folder, "fixtures", "inbox", "other.jpg");
  // Bytes after its end leave a picture as it is, and make another one of it for the recordings.
  await copyFile(PICTURE, other);
  await appendFile(other, "another");
  await expect
    .poll(() => project.compose("logs", "rekognition"), { timeout: 60_000 })
    .toContain("No recording of the set 'default' answers this IndexFaces");
});

const Recording = v.object({
  request: v.object({ Image: v.object({ sha256: v.string() }) }),
  response: v.object({
    body: v.object({ FaceRecords: v.array(v.object({ Face: v.object({ FaceId: v.string() }) })) }),
  }),
});

/** The face that was recorded for the picture. */
async function recordedFace(): Promise<string | undefined> {
  const hash = createHash("sha256")
    .update(await readFile(PICTURE))
    .digest("hex");
  for (const file of await readdir(RECORDED)) {
    const recording = v.parse(Recording, JSON.parse(await readFile(join(RECORDED, file), "utf8")));
    if (recording.request.Image.sha256 === hash) return recording.response.body.FaceRecords[0]?.Face.FaceId;
  }
  return undefined;
}
