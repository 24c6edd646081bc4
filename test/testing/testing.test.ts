import { type TestEnvironment, start } from "doppelface/testing";
import { ListCollectionsCommand } from "@aws-sdk/client-rekognition";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readFileSync } from "node:fs";
import { picturePath, pictures } from "../../fixtures/pictures.ts";

const portrait = pictures.find(({ use }) => use === "register");
const landscape = pictures.find(({ use }) => use === "no-face");
if (portrait === undefined || landscape === undefined) throw new Error("no fixtures");

let environment: TestEnvironment;

beforeAll(async () => {
  environment = await start();
});

afterAll(() => environment.stop());

test("an upload becomes a row with the picture's name", async () => {
  const upload = await environment.upload(picturePath(portrait));
  const row = await environment.waitForRow(upload);
  expect(row).toMatchObject({
    first_name: portrait.firstName,
    last_name: portrait.lastName,
    picture: `${environment.resources.bucket}/${portrait.key}`,
  });
  expect(await environment.rows()).toEqual([row]);
  expect(await environment.who(readFileSync(picturePath(portrait)))).toMatchObject([{ row }]);
});

test("a picture without a face has a status, and no row to wait for", async () => {
  const upload = await environment.upload(readFileSync(picturePath(landscape)), "nobody.jpg");
  expect(await environment.waitForPicture(upload)).toMatchObject({ status: "NO_FACE" });
  await expect(environment.waitForRow(upload)).rejects.toThrow("nobody.jpg registered no face: NO_FACE");
});

test("the clients reach the environment, and nothing answers once it has stopped", async () => {
  const other = await start();
  const { CollectionIds } = await other.clients.rekognition.send(new ListCollectionsCommand({}));
  expect(CollectionIds).toEqual([other.resources.collection]);
  await other.stop();
  await other.stop();
  await expect(fetch(other.connection.endpoint)).rejects.toThrow("fetch failed");
});

test("a setting alone sends nothing to AWS", async () => {
  vi.stubEnv("DOPPELFACE_REKOGNITION", "record");
  await expect(start()).rejects.toThrow("The setting rekognition is 'record'");
  vi.unstubAllEnvs();
});
