import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ListFacesCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import { execFile } from "node:child_process";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { expect } from "vitest";
import { listRows } from "../../dev/pipeline/rows.ts";
import { clientConfig } from "../support/endpoint.ts";
import { type ComposeOptions, type ComposeProject, composeProject } from "./compose-project.ts";
import { freePort } from "./free-port.ts";

const run = promisify(execFile);

/** A compose project whose emulator a test ends under its `watch`. */
export interface RecoveringProject extends AsyncDisposable {
  readonly project: ComposeProject;
  /** What clients of the emulator are made with, on this machine. */
  readonly emulator: ReturnType<typeof clientConfig>;
  drop(picture: string): Promise<void>;
  /** First names of the rows, sorted. */
  readonly people: () => Promise<string[]>;
  /** Ids in the collection that have no row. */
  readonly strangers: () => Promise<string[]>;
  /** What Docker says of `watch`: `healthy`, `unhealthy`, `starting`. */
  readonly health: () => Promise<string>;
  /** Lines that `watch` has printed since the last call, without those of pictures that are registered. */
  said(): Promise<string[]>;
}

/** Brings the project up. */
export async function recoveringProject(
  options: Pick<ComposeOptions, "localstackImage" | "variables">,
): Promise<RecoveringProject> {
  const ports = { localstack: await freePort(), rekognition: await freePort() };
  const project = await composeProject({ ...options, ports });
  process.stderr.write(`compose up --wait: ${await project.up()} s\n`);
  const emulator = clientConfig(`http://127.0.0.1:${ports.localstack}`);
  const dynamodb = new DynamoDBClient(emulator);
  const rekognition = new RekognitionClient(clientConfig(`http://127.0.0.1:${ports.rekognition}`));
  const rows = () => listRows(dynamodb, "rekognitionID").catch(() => []);
  let heard = 0;
  return {
    project,
    emulator,
    drop: (picture) => copyFile(`fixtures/pictures/${picture}`, join(project.folder, "fixtures", "inbox", picture)),
    people: async () => (await rows()).map(({ first_name: name = "" }) => name).toSorted((a, b) => a.localeCompare(b)),
    async strangers() {
      const { Faces = [] } = await rekognition.send(new ListFacesCommand({ CollectionId: "employees" }));
      const known = new Set((await rows()).map(({ rekognition_id: id }) => id));
      return Faces.map(({ FaceId = "" }) => FaceId).filter((id) => !known.has(id));
    },
    async health() {
      const format = "{{.State.Health.Status}}";
      return (await run("docker", ["inspect", "--format", format, `${project.name}-watch-1`])).stdout.trim();
    },
    async said() {
      // Compose itself begins each line with a control sequence.
      const text = stripVTControlCharacters(await project.compose("logs", "--no-log-prefix", "watch"));
      const lines = text.split("\n").filter((line) => line !== "");
      const fresh = lines.slice(heard);
      heard = lines.length;
      return fresh.filter((line) => !line.includes(" REGISTERED "));
    },
    async [Symbol.asyncDispose]() {
      dynamodb.destroy();
      rekognition.destroy();
      await project[Symbol.asyncDispose]();
    },
  };
}

/** Waits for the rows of these people, and tells the seconds since a moment. */
export async function untilPeople(
  { people }: RecoveringProject,
  expected: readonly string[],
  what: string,
  since = performance.now(),
): Promise<void> {
  await expect.poll(people, { timeout: 170_000, interval: 200 }).toEqual(expected);
  process.stderr.write(`${what}: ${((performance.now() - since) / 1000).toFixed(1)} s\n`);
}
