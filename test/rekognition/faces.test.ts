import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BoundingBox,
  CreateCollectionCommand,
  DeleteCollectionCommand,
  DeleteFacesCommand,
  DescribeCollectionCommand,
  IndexFacesCommand,
  ListFacesCommand,
  RekognitionClient,
  SearchFacesByImageCommand,
  SearchFacesCommand,
} from "@aws-sdk/client-rekognition";
import { expect, test } from "vitest";
import { checkShape } from "../../dev/endpoint/model/input-of.ts";
import { startTestEndpoint } from "../support/endpoint.ts";
import { STRANGER, drawn, startFaceEndpoint } from "./face-endpoint.ts";
import { fixturePicture } from "./fixture-picture.ts";
import { rawCall } from "./raw-call.ts";

const { endpoint, client, collection, index } = await startFaceEndpoint();

const faceIdsOf = (matches: { Face?: { FaceId?: string | undefined } | undefined }[] = []) =>
  matches.map(({ Face }) => Face?.FaceId ?? "");

test("indexes a face and lists it in the numbers that were stored", async () => {
  const CollectionId = await collection("indexed");

  const { FaceRecords, UnindexedFaces } = await index(CollectionId, "nora-lind.jpg", { ExternalImageId: "nora" });
  const { Faces = [], FaceModelVersion } = await client.send(new ListFacesCommand({ CollectionId }));

  expect(UnindexedFaces).toEqual([]);
  expect(FaceRecords).toHaveLength(1);
  const { Face, FaceDetail } = FaceRecords[0] ?? {};
  expect(Face).toEqual({
    FaceId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    ImageId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    ExternalImageId: "nora",
    BoundingBox: FaceDetail?.BoundingBox,
    Confidence: FaceDetail?.Confidence,
  });
  const stored = (value = Number.NaN) => Math.fround(Number(value.toPrecision(6)));
  const { Width, Height, Left, Top } = Face?.BoundingBox ?? {};
  expect(FaceModelVersion).toBe("7.0");
  expect(Faces).toEqual([
    {
      ...Face,
      BoundingBox: { Width: stored(Width), Height: stored(Height), Left: stored(Left), Top: stored(Top) },
      Confidence: stored(Face?.Confidence),
      IndexFacesModelVersion: "7.0",
    },
  ]);
  expect(Faces[0]?.BoundingBox).not.toEqual(Face?.BoundingBox);
});

test("the same picture again under the same ExternalImageId is the same face, otherwise a new one", async () => {
  const CollectionId = await collection("twice");
  const first = await index(CollectionId, "nora-lind.jpg", { ExternalImageId: "one" });

  const again = await index(CollectionId, "nora-lind.jpg", { ExternalImageId: "one" });
  const renamed = await index(CollectionId, "nora-lind.jpg", { ExternalImageId: "two" });
  const nameless = await index(CollectionId, "nora-lind.jpg");
  const namelessAgain = await index(CollectionId, "nora-lind.jpg");

  expect(again.FaceRecords).toEqual(first.FaceRecords);
  const ids = [first, renamed, nameless, namelessAgain].map(({ faceIds }) => faceIds[0]);
  expect(new Set(ids).size).toBe(4);
  expect(namelessAgain.FaceRecords[0]?.Face?.ImageId).toBe(nameless.FaceRecords[0]?.Face?.ImageId);
  const { FaceCount } = await client.send(new DescribeCollectionCommand({ CollectionId }));
  expect(FaceCount).toBe(4);
});

test("answers a picture without faces with empty lists", async () => {
  const CollectionId = await collection("nobody");

  const { FaceRecords, UnindexedFaces } = await index(CollectionId, "landscape.jpg");

  expect({ FaceRecords, UnindexedFaces }).toEqual({ FaceRecords: [], UnindexedFaces: [] });
});

test("indexes a group largest first; MaxFaces leaves the smaller ones unindexed", async () => {
  const CollectionId = await collection("group");
  const area = (box?: BoundingBox) => (box?.Width ?? 0) * (box?.Height ?? 0);

  const one = await index(CollectionId, "lunch-group.jpg", { MaxFaces: 1 });
  const all = await index(CollectionId, "lunch-group.jpg");

  const areas = all.FaceRecords.map(({ Face }) => area(Face?.BoundingBox));
  expect(areas).toHaveLength(3);
  expect(areas).toEqual(areas.toSorted((a, b) => b - a));
  expect(one.FaceRecords.map(({ Face }) => area(Face?.BoundingBox))).toEqual([areas[0]]);
  expect(one.UnindexedFaces.map(({ Reasons }) => Reasons)).toEqual([["EXCEEDS_MAX_FACES"], ["EXCEEDS_MAX_FACES"]]);
});

test("finds a person's other pictures, and only theirs", async () => {
  const CollectionId = await collection("people");
  const nora = await index(CollectionId, "nora-lind.jpg", { ExternalImageId: "nora" });
  const tilted = await index(CollectionId, "tilted/nora-lind.jpg", { ExternalImageId: "nora-tilted" });
  const greta = await index(CollectionId, "greta-holm.jpg", { ExternalImageId: "greta" });
  const search = (more: object) =>
    client.send(new SearchFacesByImageCommand({ CollectionId, Image: drawn("smiling/nora-lind.jpg"), ...more }));
  const adas = [...nora.faceIds, ...tilted.faceIds].toSorted();

  const byImage = await search({});
  const byFace = await client.send(new SearchFacesCommand({ CollectionId, FaceId: nora.faceIds[0] }));
  const anybody = await search({ FaceMatchThreshold: 0 });
  const one = await search({ FaceMatchThreshold: 0, MaxFaces: 1 });

  expect(faceIdsOf(byImage.FaceMatches).toSorted()).toEqual(adas);
  expect(byImage.SearchedFaceConfidence).toBeGreaterThan(99);
  expect(byImage.SearchedFaceBoundingBox?.Width).toBeGreaterThan(0.3);
  expect(byFace.SearchedFaceId).toBe(nora.faceIds[0]);
  expect(faceIdsOf(byFace.FaceMatches)).toEqual(tilted.faceIds);
  expect(byFace.FaceMatches?.[0]?.Face).toMatchObject({
    ExternalImageId: "nora-tilted",
    IndexFacesModelVersion: "7.0",
  });
  expect(faceIdsOf(anybody.FaceMatches).at(-1)).toBe(greta.faceIds[0]);
  const similarities = anybody.FaceMatches?.map(({ Similarity = 0 }) => Similarity) ?? [];
  expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
  expect(similarities.at(-1)).toBeLessThan(25);
  expect(faceIdsOf(one.FaceMatches)).toEqual(faceIdsOf(anybody.FaceMatches).slice(0, 1));
});

test("a search without a face to search with is an invalid parameter", async () => {
  const CollectionId = await collection("searched");

  const faceless = client.send(new SearchFacesByImageCommand({ CollectionId, Image: drawn("landscape.jpg") }));
  const stranger = client.send(new SearchFacesCommand({ CollectionId, FaceId: STRANGER }));

  await expect(faceless).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "There are no faces in the image. Should be at least 1.",
  });
  await expect(stranger).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: "faceId was not found in the collection.",
  });
});

test("deletes faces, which no list or search finds any more", async () => {
  const CollectionId = await collection("erased");
  const { faceIds } = await index(CollectionId, "lunch-group.jpg");
  const [gone = "", ...left] = faceIds;
  await client.send(new SearchFacesCommand({ CollectionId, FaceId: gone }));

  const { DeletedFaces, UnsuccessfulFaceDeletions } = await client.send(
    new DeleteFacesCommand({ CollectionId, FaceIds: [gone, STRANGER, gone] }),
  );

  expect(DeletedFaces).toEqual([gone]);
  expect(UnsuccessfulFaceDeletions).toEqual([{ FaceId: STRANGER, Reasons: ["FACE_NOT_FOUND"] }]);
  const { Faces } = await client.send(new ListFacesCommand({ CollectionId }));
  expect(Faces?.map(({ FaceId }) => FaceId)).toEqual(left.toSorted());
  await expect(client.send(new SearchFacesCommand({ CollectionId, FaceId: gone }))).rejects.toThrow(
    "faceId was not found in the collection.",
  );
  const { FaceMatches } = await client.send(
    new SearchFacesByImageCommand({ CollectionId, Image: drawn("lunch-group.jpg"), FaceMatchThreshold: 0 }),
  );
  expect(faceIdsOf(FaceMatches).toSorted()).toEqual(left.toSorted());
});

test("lists faces in pages by id, or those that are asked for", async () => {
  const CollectionId = await collection("paged");
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) ids.push(...(await index(CollectionId, "nora-lind.jpg")).faceIds);
  const list = (more: object) => client.send(new ListFacesCommand({ CollectionId, ...more }));
  const shown = (faces: { FaceId?: string | undefined }[] = []) => faces.map(({ FaceId = "" }) => FaceId);

  const pages: string[][] = [];
  let token: string | undefined;
  do {
    const page = await list({ MaxResults: 2, NextToken: token });
    pages.push(shown(page.Faces));
    token = page.NextToken;
  } while (token !== undefined);
  const asked = await list({ FaceIds: [ids[3], STRANGER, ids[1], ids[3]] });
  const { NextToken = "" } = await list({ MaxResults: 2 });
  const other = await collection("paged-other");

  expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
  expect(pages.flat()).toEqual(ids.toSorted());
  expect(shown(asked.Faces)).toEqual([ids[1] ?? "", ids[3] ?? ""].toSorted());
  expect(NextToken.length).toBeLessThanOrEqual(255);
  expect(Buffer.from(NextToken, "base64").toString("latin1")).not.toContain((ids.toSorted()[1] ?? "").slice(0, 4));
  await expect(list({ CollectionId: other, NextToken })).rejects.toMatchObject({
    name: "InvalidPaginationTokenException",
  });
  expect((await list({ UserId: "nobody" })).Faces).toEqual([]);
});

test("keeps collections, faces and search results over a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "doppelface-test-"));
  const search = (of: RekognitionClient) =>
    of.send(new SearchFacesByImageCommand({ CollectionId: "kept", Image: drawn("tilted/nora-lind.jpg") }));
  try {
    const before = await startTestEndpoint({ state: { folder } });
    const first = new RekognitionClient(before.client);
    await first.send(new CreateCollectionCommand({ CollectionId: "kept" }));
    for (const file of ["nora-lind.jpg", "lunch-group.jpg", "greta-holm.jpg"]) {
      await first.send(new IndexFacesCommand({ CollectionId: "kept", Image: drawn(file) }));
    }
    const expected = (await search(first)).FaceMatches;
    const { NextToken } = await first.send(new ListFacesCommand({ CollectionId: "kept", MaxResults: 3 }));
    await before.stop();

    await using after = await startTestEndpoint({ state: { folder } });
    const second = new RekognitionClient(after.client);

    expect(expected?.length).toBeGreaterThan(0);
    expect((await search(second)).FaceMatches).toEqual(expected);
    const { Faces } = await second.send(new ListFacesCommand({ CollectionId: "kept", NextToken }));
    expect(Faces).toHaveLength(2);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("refuses to mix the vectors of two face engines, until the collection is empty", async () => {
  const CollectionId = await collection("engine");
  const { faceIds } = await index(CollectionId, "nora-lind.jpg");
  await endpoint.state.write(() =>
    endpoint.state.sql("UPDATE rekognition_collection SET engine = 'older' WHERE name = 'engine'").run(),
  );
  const refused = { name: "FaceEngineChangedException", message: expect.stringContaining("index its pictures again") };

  await expect(index(CollectionId, "greta-holm.jpg")).rejects.toMatchObject(refused);
  await expect(
    client.send(new SearchFacesByImageCommand({ CollectionId, Image: drawn("nora-lind.jpg") })),
  ).rejects.toMatchObject(refused);
  await expect(client.send(new SearchFacesCommand({ CollectionId, FaceId: faceIds[0] }))).rejects.toMatchObject(
    refused,
  );
  await client.send(new DeleteFacesCommand({ CollectionId, FaceIds: [...faceIds] }));
  expect((await index(CollectionId, "greta-holm.jpg")).faceIds).toHaveLength(1);
  await client.send(new DeleteCollectionCommand({ CollectionId }));
});

test("answers as the service model says, in float32 numbers", async () => {
  const CollectionId = await collection("model");
  const Image = { Bytes: Buffer.from(fixturePicture("lunch-group.jpg")).toString("base64") };

  const indexed = await rawCall(endpoint.url, "IndexFaces", { CollectionId, Image, DetectionAttributes: ["ALL"] });
  const searched = await rawCall(endpoint.url, "SearchFacesByImage", { CollectionId, Image, FaceMatchThreshold: 0 });
  const listed = await rawCall(endpoint.url, "ListFaces", { CollectionId });

  expect(checkShape("rekognition", "IndexFacesResponse", indexed.body)).toEqual(indexed.body);
  expect(checkShape("rekognition", "SearchFacesByImageResponse", searched.body)).toEqual(searched.body);
  expect(checkShape("rekognition", "ListFacesResponse", listed.body)).toEqual(listed.body);
  const numbers: number[] = [];
  for (const { body } of [indexed, searched, listed]) {
    JSON.stringify(body, (_name, value: unknown) => (typeof value === "number" && numbers.push(value), value));
  }
  expect(numbers.length).toBeGreaterThan(300);
  expect(numbers.filter((number) => Math.fround(number) !== number)).toEqual([]);
});
