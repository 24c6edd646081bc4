import { ListFacesCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, test, vi } from "vitest";
import { deployPipeline } from "../../dev/app/pipeline-stack.ts";
import { clientConfig } from "../support/endpoint.ts";
import { type WatchedEmulator, watchEmulator } from "../support/watched-emulator.ts";

// The emulator ends under the watch, and comes back.

vi.setConfig({ testTimeout: 150_000 });

test("an emulator that is killed and comes back empty gets the stack and the inbox again, in three lines", async () => {
  await using watched = await watchEmulator({ state: "forgotten" });
  await watched.drop("nora-lind.jpg");
  await expect.poll(watched.rows, { timeout: 60_000 }).toHaveLength(1);
  await expect.poll(() => watched.lines.join("\n")).toMatch(/nora-lind\.jpg +REGISTERED/);
  const before = watched.lines.length;

  await watched.emulator.kill();
  await expect.poll(watched.isReady, { timeout: 5_000 }).toBe(false);
  await watched.drop("ben-okada.jpg");
  // Many looks: nothing is told twice.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(watched.lines.slice(before)).toEqual([
    expect.stringMatching(/^note +The AWS emulator at .* does not answer\./),
  ]);

  await watched.emulator.start();
  await expect.poll(async () => namesOf(watched), { timeout: 60_000 }).toEqual(["ben", "nora"]);
  await expect.poll(watched.isReady).toBe(true);
  await expect.poll(() => watched.lines.slice(before).filter((line) => line.includes("REGISTERED"))).toHaveLength(2);
  expect(watched.lines.slice(before).filter((line) => !line.includes("REGISTERED"))).toEqual([
    expect.stringContaining("does not answer"),
    expect.stringContaining(
      "DeleteCollection employees: the stack that had made it is gone, and with it the pictures of its 1 face.",
    ),
    expect.stringMatching(/is ready again after \d+\.\d s: the stack was deployed again/),
  ]);
  // No face is a stranger.
  const faces = await facesOf(watched);
  expect(new Set(faces)).toEqual(new Set((await watched.rows()).map(({ rekognition_id: id }) => id)));
});

test("an emulator that is stopped and started with its state keeps rows and faces", async () => {
  await using watched = await watchEmulator({ state: "kept" });
  await watched.drop("nora-lind.jpg");
  await expect.poll(watched.rows, { timeout: 60_000 }).toHaveLength(1);
  const rows = await watched.rows();
  await expect.poll(() => watched.lines.join("\n")).toMatch(/nora-lind\.jpg +REGISTERED/);
  const before = watched.lines.length;

  await watched.emulator.kill("SIGTERM");
  await expect.poll(watched.isReady, { timeout: 5_000 }).toBe(false);
  await watched.emulator.start();
  await expect.poll(watched.isReady, { timeout: 60_000 }).toBe(true);
  expect(watched.lines.slice(before)).toEqual([
    expect.stringContaining("does not answer"),
    expect.stringMatching(/is ready again after \d+\.\d s: the stack was still there\.$/),
  ]);
  expect(await watched.rows()).toEqual(rows);
  expect(await facesOf(watched)).toEqual(rows.map(({ rekognition_id: id }) => id));

  await watched.drop("ben-okada.jpg");
  await expect.poll(async () => namesOf(watched), { timeout: 60_000 }).toEqual(["ben", "nora"]);
});

test("an emulator that hangs is missed within 5 s, and used again once it goes on", async () => {
  await using watched = await watchEmulator({ state: "forgotten" });
  watched.emulator.pause(true);
  await expect.poll(watched.isReady, { timeout: 6_000 }).toBe(false);
  watched.emulator.pause(false);
  await expect.poll(watched.isReady, { timeout: 60_000 }).toBe(true);
  await watched.drop("nora-lind.jpg");
  await expect.poll(watched.rows, { timeout: 60_000 }).toHaveLength(1);
});

test("where another deploy takes the function's Rekognition away, it is put back within seconds, and told", async () => {
  await using watched = await watchEmulator({ state: "forgotten" });
  const before = watched.lines.length;
  // What the CDK's tools do: the template as it is, changed where the function has its variables.
  await deployPipeline(watched.client, { context: { facePolicy: "all" } });
  const notes = (): string[] => watched.lines.slice(before).filter((line) => line.startsWith("note"));
  await expect.poll(notes, { timeout: 10_000 }).not.toEqual([]);
  expect(notes()).toEqual([
    expect.stringMatching(
      /^note +Another deploy had taken AWS_ENDPOINT_URL_REKOGNITION away from the function rekognition;/,
    ),
  ]);
  const lambda = new LambdaClient(watched.client);
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "rekognition" }));
  lambda.destroy();
  expect(Environment?.Variables).toMatchObject({
    FACE_POLICY: "all",
    AWS_ENDPOINT_URL_REKOGNITION: watched.rekognition,
  });
  await watched.drop("nora-lind.jpg");
  await expect.poll(watched.rows, { timeout: 60_000 }).toHaveLength(1);
});

async function namesOf(watched: WatchedEmulator): Promise<(string | undefined)[]> {
  return (await watched.rows()).map(({ first_name: name }) => name);
}

async function facesOf({ rekognition }: WatchedEmulator): Promise<(string | undefined)[]> {
  const client = new RekognitionClient(clientConfig(rekognition));
  const { Faces = [] } = await client.send(new ListFacesCommand({ CollectionId: "employees" }));
  client.destroy();
  return Faces.map(({ FaceId }) => FaceId);
}
