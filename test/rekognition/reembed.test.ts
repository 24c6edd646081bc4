import {
  IndexFacesCommand,
  ListFacesCommand,
  RekognitionClient,
  SearchFacesByImageCommand,
  SearchFacesCommand,
  SearchUsersByImageCommand,
} from "@aws-sdk/client-rekognition";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Bus } from "../../dev/trace/bus.ts";
import { picturePath } from "../../fixtures/pictures.ts";
import { runCli } from "../commands/run-cli.ts";
import { startTestEndpoint } from "../support/endpoint.ts";
import { drawn } from "./face-endpoint.ts";
import { openOldExport } from "./old-export.ts";

const CollectionId = "employees";
const NORA = "d3f6ee35-fdc3-435f-b929-6d61929efcef";
const SMILING_NORA = "4d24a639-5cca-4142-85dc-1ad6babdc7bb";
const GRETA = "0588e822-e403-42ed-be3e-37275d93a690";

/** An endpoint on a state of before, which ends with the test. */
async function oldEndpoint() {
  const folder = mkdtempSync(join(tmpdir(), "doppelface-old-"));
  const bus = new Bus();
  const notices: string[] = [];
  bus.on("notice", ({ message }) => notices.push(message));
  const endpoint = await startTestEndpoint({ state: { folder: await openOldExport(folder) }, bus });
  onTestFinished(async () => {
    await endpoint.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const client = new RekognitionClient(endpoint.client);
  const search = async () => {
    const image = { CollectionId, Image: drawn("tilted/nora-lind.jpg") };
    const { FaceMatches = [] } = await client.send(new SearchFacesByImageCommand(image));
    return FaceMatches.map(({ Face, Similarity = 0 }) => ({ id: Face?.FaceId, similarity: Similarity }));
  };
  return {
    client,
    search,
    notices,
    reembed: (...args: string[]) => runCli(["reembed", "--endpoint", endpoint.url, ...args]),
  };
}

test("faces of before are compared with none of now until reembed has made new vectors of their pictures", async () => {
  const { client, search, notices, reembed } = await oldEndpoint();
  const refused = { name: "FaceEngineChangedException", message: expect.stringContaining("`doppelface reembed`") };
  const Image = drawn("nora-lind.jpg");
  const listed = await client.send(new ListFacesCommand({ CollectionId }));

  expect(notices).toEqual([expect.stringMatching(/The 6 faces of the collection employees .*`doppelface reembed`/)]);
  await expect(search()).rejects.toMatchObject(refused);
  await expect(client.send(new SearchFacesCommand({ CollectionId, FaceId: NORA }))).rejects.toMatchObject(refused);
  await expect(client.send(new IndexFacesCommand({ CollectionId, Image }))).rejects.toMatchObject(refused);
  await expect(client.send(new SearchUsersByImageCommand({ CollectionId, Image }))).rejects.toMatchObject(refused);

  // Greta's picture lies in no bucket.
  const first = await reembed();
  expect(first).toMatchObject({ status: 1, stderr: "" });
  expect(first.stdout).toMatch(/employees: 1 of 6 faces have no picture/);
  expect(first.stdout).toContain(`face ${GRETA} of greta.jpg`);
  await expect(search()).rejects.toMatchObject(refused);

  const second = await reembed(join(picturePath({ file: "greta-holm.jpg" }), ".."));
  expect(second).toMatchObject({ status: 0, stdout: "employees: new vectors for 6 of 6 faces\n", stderr: "" });
  const names = (faces: typeof listed.Faces) => faces?.map(({ FaceId, ExternalImageId }) => [FaceId, ExternalImageId]);
  expect(names((await client.send(new ListFacesCommand({ CollectionId }))).Faces)).toEqual(names(listed.Faces));
  const found = await search();
  expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining([NORA, SMILING_NORA]));
  for (const { similarity } of found) expect(similarity).toBeGreaterThan(99);
  const { UserMatches } = await client.send(new SearchUsersByImageCommand({ CollectionId, Image }));
  expect(UserMatches).toMatchObject([{ User: { UserId: "nora" }, Similarity: expect.closeTo(100, 0) }]);

  // What the new vectors say is what the same pictures say when they are indexed now.
  const index = async (ExternalImageId: string) => {
    const { FaceRecords } = await client.send(new IndexFacesCommand({ CollectionId, Image, ExternalImageId }));
    return FaceRecords?.[0]?.Face?.FaceId;
  };
  expect(await index("nora.jpg")).toBe(NORA);
  const FaceId = await index("now");
  const { FaceMatches } = await client.send(new SearchFacesCommand({ CollectionId, FaceId }));
  expect(FaceMatches?.find(({ Face }) => Face?.FaceId === NORA)?.Similarity).toBe(100);
  expect(await reembed()).toMatchObject({ status: 0, stdout: "Every collection has vectors of this face engine.\n" });
}, 60_000);

test("faces whose picture is nowhere go where that is asked for", async () => {
  const { client, search, reembed } = await oldEndpoint();

  const { status, stdout } = await reembed("--drop", "--json");

  expect({ status, stdout: JSON.parse(stdout) }).toMatchObject({
    status: 0,
    stdout: { settled: { name: CollectionId, faces: 6, waiting: [{ faceId: GRETA, externalImageId: "greta.jpg" }] } },
  });
  const { Faces } = await client.send(new ListFacesCommand({ CollectionId }));
  expect(Faces?.map(({ FaceId }) => FaceId)).not.toContain(GRETA);
  expect(await search()).toHaveLength(3);
}, 60_000);
