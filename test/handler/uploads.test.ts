import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { paginateListFaces } from "@aws-sdk/client-rekognition";
import { CopyObjectCommand, DeleteObjectCommand } from "@aws-sdk/client-s3";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { start, type TestEnvironment, type Upload } from "../../dev/testing/testing.ts";
import { fixtureBytes } from "./fixture-bytes.ts";

let env: TestEnvironment;
let nora: Uint8Array;
let greta: Uint8Array;

beforeAll(async () => {
  env = await start();
  [nora, greta] = await Promise.all([fixtureBytes("nora-lind.jpg"), fixtureBytes("greta-holm.jpg")]);
});

afterAll(() => env.stop());

test("a key with folders, spaces, a plus and UTF-8 comes through the bucket's own event", async () => {
  const upload = await env.upload(nora, "staff/Zoë Ann-Müller + 100%&.jpg");
  expect(await env.waitForRow(upload)).toMatchObject({ first_name: "Zoë Ann", last_name: "Müller + 100%&" });
});

test("a picture put again and again in one go ends as its last version", async () => {
  const key = "hasty-person.jpg";
  const uploads: Upload[] = [];
  for (const bytes of [nora, greta, nora, greta]) {
    uploads.push(await env.upload(bytes, key));
  }
  const last = uploads.at(-1) as Upload;
  const row = await env.waitForRow(last);
  await settled(async () => {
    expect(await rowIds(last)).toEqual([row.rekognition_id]);
    expect(await item(last)).toMatchObject({ status: "REGISTERED", version: last.version });
    expect(await item(last)).not.toHaveProperty("obsolete_face_ids");
  });
  await expectFacesHaveRows();
});

test("a deleted picture goes with its face and its row, and so does a deleted version", async () => {
  const marked = await env.upload(nora, "marked-person.jpg");
  const purged = await env.upload(nora, "purged-person.jpg");
  await Promise.all([env.waitForRow(marked), env.waitForRow(purged)]);
  await env.clients.s3.send(new DeleteObjectCommand({ Bucket: marked.bucket, Key: marked.key }));
  await env.clients.s3.send(
    new DeleteObjectCommand({ Bucket: purged.bucket, Key: purged.key, VersionId: purged.version }),
  );
  await settled(async () => {
    for (const upload of [marked, purged]) {
      expect(await item(upload)).toMatchObject({ status: "REMOVED", face_ids: [] });
      expect(await rowIds(upload)).toEqual([]);
    }
  });
  await expectFacesHaveRows();
});

test("a picture that is deleted at once leaves nothing behind", async () => {
  const uploads = await Promise.all([1, 2, 3].map((n) => env.upload(nora, `brief-person-${n}.jpg`)));
  await Promise.all(
    uploads.map(({ bucket, key, version }, index) =>
      env.clients.s3.send(
        new DeleteObjectCommand({ Bucket: bucket, Key: key, ...(index === 0 ? {} : { VersionId: version }) }),
      ),
    ),
  );
  await settled(async () => {
    for (const upload of uploads) {
      expect(await item(upload)).toMatchObject({ status: "REMOVED", face_ids: [] });
      expect(await rowIds(upload)).toEqual([]);
    }
  });
  await expectFacesHaveRows();
});

test("a copied picture is registered under its new name", async () => {
  const upload = await env.upload(greta, "greta-holm.jpg");
  const { VersionId = "" } = await env.clients.s3.send(
    new CopyObjectCommand({
      Bucket: upload.bucket,
      Key: "rear-admiral-holm.jpg",
      CopySource: `${upload.bucket}/${upload.key}`,
    }),
  );
  const copy = { bucket: upload.bucket, key: "rear-admiral-holm.jpg", version: VersionId };
  expect(await env.waitForRow(copy)).toMatchObject({ first_name: "rear", last_name: "admiral-holm" });
});

/** Repeats assertions until they hold: what an event does behind its decision takes a moment more. */
async function settled(assertions: () => Promise<void>): Promise<void> {
  await vi.waitFor(assertions, { timeout: 15_000, interval: 30 });
}

async function rowIds({ bucket, key }: Upload): Promise<string[]> {
  const rows = (await env.rows()).filter((row) => row.picture === `${bucket}/${key}`);
  return rows.map((row) => row.rekognition_id);
}

/** No face without a row, no row without a face. */
async function expectFacesHaveRows(): Promise<void> {
  await settled(async () => {
    const faceIds: unknown[] = [];
    const input = { CollectionId: env.resources.collection };
    for await (const page of paginateListFaces({ client: env.clients.rekognition }, input)) {
      faceIds.push(...(page.Faces ?? []).map((face) => face.FaceId));
    }
    expect(new Set(faceIds)).toEqual(new Set((await env.rows()).map((row) => row.rekognition_id)));
  });
}

async function item({ bucket, key }: Upload): Promise<Record<string, unknown> | undefined> {
  const { Item } = await env.clients.dynamodb.send(
    new GetItemCommand({
      TableName: env.resources.picturesTable,
      Key: { picture: { S: `${bucket}/${key}` } },
      ConsistentRead: true,
    }),
  );
  return Item === undefined ? undefined : unmarshall(Item);
}
