import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteFacesCommand, IndexFacesCommand, paginateListFaces } from "@aws-sdk/client-rekognition";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { imageId } from "../../dev/pipeline/reconcile/image-id.ts";
import { readPicture } from "../../dev/pipeline/pictures.ts";
import { type TestEnvironment, type Upload, start } from "../../dev/testing/testing.ts";
import { externalImageId } from "../../handler/external-image-id.ts";
import { fixtureBytes } from "../handler/fixture-bytes.ts";
import { runCli } from "./run-cli.ts";

let env: TestEnvironment;
let nora: Uint8Array;

beforeAll(async () => {
  env = await start();
  nora = await fixtureBytes("nora-lind.jpg");
});

afterAll(() => env.stop());

function reconcile(...args: string[]) {
  return runCli(["reconcile", ...args, "--endpoint", env.connection.endpoint]);
}

async function registered(key: string): Promise<Upload & { readonly faceId: string }> {
  const upload = await env.upload(nora, key);
  return { ...upload, faceId: (await env.waitForRow(upload)).rekognition_id };
}

async function faceIds(): Promise<string[]> {
  const ids: string[] = [];
  const input = { CollectionId: env.resources.collection };
  for await (const page of paginateListFaces({ client: env.clients.rekognition }, input)) {
    ids.push(...(page.Faces ?? []).map(({ FaceId = "" }) => FaceId));
  }
  return ids;
}

function item({ key }: { key: string }) {
  return readPicture(env.clients.dynamodb, env.resources.picturesTable, env.resources.bucket, key);
}

function deleteItem(TableName: string, Key: Record<string, string>) {
  const key = Object.fromEntries(Object.entries(Key).map(([name, S]) => [name, { S }]));
  return env.clients.dynamodb.send(new DeleteItemCommand({ TableName, Key: key }));
}

/** That every item that is listed has its face and row, and nothing else has any but these faces. */
async function expectAgreement(others: readonly string[] = []): Promise<void> {
  const rows = (await env.rows()).map((row) => row.rekognition_id);
  expect([...rows, ...others].toSorted()).toEqual((await faceIds()).toSorted());
}

test("the id of a version's faces is the handler's", () => {
  expect(imageId("b", "k", "v")).toBe(externalImageId("b", "k", "v"));
  expect(imageId("b", "k", "v", "00AA")).toBe(externalImageId("b", "k", "v", "00AA"));
});

test("where everything agrees there is nothing to do", async () => {
  await registered("agreeing-one.jpg");
  expect(await reconcile()).toMatchObject({ status: 0, stdout: expect.stringMatching(/^ok {2}Every current picture/) });
});

test("it shows what breaks the invariant, mends that, and leaves other faces alone", async () => {
  const { clients, resources } = env;
  const noItem = await registered("noitem-one.jpg");
  await deleteItem(resources.picturesTable, { picture: `${noItem.bucket}/${noItem.key}` });
  const noRow = await registered("norow-one.jpg");
  await deleteItem(resources.table, { rekognition_id: noRow.faceId });
  const noFace = await registered("noface-one.jpg");
  await clients.rekognition.send(
    new DeleteFacesCommand({ CollectionId: resources.collection, FaceIds: [noFace.faceId] }),
  );
  const gone = await registered("gone-one.jpg");
  const removed = await registered("removed-one.jpg");
  await clients.s3.send(new DeleteObjectCommand({ Bucket: removed.bucket, Key: removed.key }));
  await expect.poll(async () => (await item(removed))?.status, { timeout: 20_000 }).toBe("REMOVED");
  // As an event leaves it that no retry has brought to its end: a face of an older version, which no item lists.
  const index = async (id: string): Promise<string> => {
    const { FaceRecords = [] } = await clients.rekognition.send(
      new IndexFacesCommand({
        CollectionId: resources.collection,
        Image: { Bytes: nora },
        ExternalImageId: id,
      }),
    );
    return FaceRecords[0]?.Face?.FaceId ?? "";
  };
  const left = await index(externalImageId(removed.bucket, removed.key, removed.version));
  const foreign = await index("somebody-elses");
  await clients.dynamodb.send(
    new PutItemCommand({
      TableName: resources.table,
      Item: { rekognition_id: { S: "stray" }, picture: { S: `${noRow.bucket}/${noRow.key}` } },
    }),
  );
  await clients.dynamodb.send(
    new UpdateItemCommand({
      TableName: resources.picturesTable,
      Key: { picture: { S: `${gone.bucket}/${gone.key}` } },
      UpdateExpression: "SET #s = :s, version = :v",
      ExpressionAttributeNames: { "#s": "status" },
      ExpressionAttributeValues: { ":s": { S: "REMOVED" }, ":v": { S: "marker" } },
    }),
  );

  const dry = await reconcile("--dry-run");
  expect(dry.status).toBe(1);
  expect(dry.stdout).toContain("register         noitem-one.jpg is in the bucket, and has no item\n");
  expect(dry.stdout).toContain("register         gone-one.jpg is in the bucket, and REMOVED\n");
  expect(dry.stdout).toContain("register         norow-one.jpg lists a face that has no row\n");
  expect(dry.stdout).toContain("delete the face  norow-one.jpg has a face without its row\n");
  expect(dry.stdout).toContain("register         noface-one.jpg lists a face that is not in the collection\n");
  expect(dry.stdout).toContain("delete the face  removed-one.jpg has a face that its item does not list\n");
  expect(dry.stdout).toContain("delete the row   norow-one.jpg has a row that its item does not list\n");
  expect(dry.stdout).toContain("4 calls of IndexFaces, which AWS charges for.");
  expect(dry.stdout).toContain("1 face of the collection that no item names: left alone.");
  expect(await faceIds()).toContain(left);

  const done = await reconcile();
  expect(done.stderr).toBe("");
  expect(done.stdout).toContain("done    register         noitem-one.jpg");
  expect(done.stdout).toMatch(/ok {2}Every current picture/);
  expect(done.status).toBe(0);
  for (const upload of [noItem, noRow, noFace, gone]) {
    const mended = await item(upload);
    expect(mended).toMatchObject({ status: "REGISTERED", version: upload.version, obsolete_face_ids: [] });
    expect(mended?.face_ids).toHaveLength(1);
  }
  expect(await faceIds()).not.toContain(left);
  expect(await faceIds()).toContain(foreign);
  await expectAgreement([foreign]);
  expect((await reconcile("--dry-run")).status).toBe(0);
});

test("on AWS it asks, and does nothing where nobody is there to answer", async () => {
  const upload = await registered("asked-one.jpg");
  await deleteItem(env.resources.picturesTable, { picture: `${upload.bucket}/${upload.key}` });
  const environment = {
    AWS_ENDPOINT_URL: env.connection.endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
  const asked = await runCli(["reconcile", "--aws"], environment);
  expect(asked).toMatchObject({ status: 2, stderr: expect.stringContaining("say --yes to do it") });
  expect(asked.stdout).toContain("1 call of IndexFaces, which AWS charges for");
  expect(await item(upload)).toBeUndefined();
  expect(await runCli(["reconcile", "--aws", "--yes"], environment)).toMatchObject({ status: 0 });
  expect(await item(upload)).toMatchObject({ status: "REGISTERED" });
});
