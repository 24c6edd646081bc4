import { start } from "doppelface/testing";
import { paginateListFaces } from "@aws-sdk/client-rekognition";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { picturePath, pictures } from "../../fixtures/pictures.ts";
import { listPictures } from "../../dev/pipeline/pictures.ts";

const UPLOADS = 200;

/** Few contents, so that the model looks at each once and the rest of the way is what is loaded. */
const CONTENTS = pictures.filter(({ use }) => use === "register").map((picture) => readFileSync(picturePath(picture)));

test("200 uploads in parallel become 200 rows, each with its face and its picture", async () => {
  await using environment = await start();
  const { clients, resources } = environment;
  const keys = Array.from({ length: UPLOADS }, (_, number) => `burst/person-${number}.jpg`);
  await Promise.all(
    keys.map((key, number) => environment.upload(CONTENTS[number % CONTENTS.length] ?? new Uint8Array(), key)),
  );
  const statuses = async () => {
    const items = await listPictures(clients.dynamodb, resources.picturesTable);
    return items.map(({ status }) => status);
  };
  await expect
    .poll(statuses, { timeout: 90_000, interval: 200 })
    .toEqual(Array.from({ length: UPLOADS }, () => "REGISTERED"));

  const rows = await environment.rows();
  const wanted = keys.map((key) => `${resources.bucket}/${key}`).toSorted();
  expect(rows.map(({ picture = "" }) => picture).toSorted()).toEqual(wanted);
  expect(rows.map(({ last_name }) => Number(last_name)).toSorted((a, b) => a - b)).toEqual([...keys.keys()]);
  const items = await listPictures(clients.dynamodb, resources.picturesTable);
  expect(items.map(({ picture }) => picture).toSorted()).toEqual(wanted);

  const ids = rows.map((row) => row.rekognition_id).toSorted();
  expect(items.flatMap((item) => item.face_ids).toSorted()).toEqual(ids);
  const faces: string[] = [];
  const listing = paginateListFaces({ client: clients.rekognition }, { CollectionId: resources.collection });
  for await (const page of listing) faces.push(...(page.Faces ?? []).map(({ FaceId }) => FaceId ?? ""));
  expect(faces.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(UPLOADS);
}, 120_000);
