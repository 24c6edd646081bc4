import { afterAll, beforeAll, expect, test } from "vitest";
import { type Collection, CollectionStore } from "../../../dev/rekognition/collections/collection-store.ts";
import { FaceStore, type NewFace } from "../../../dev/rekognition/collections/face-store.ts";
import { search } from "../../../dev/rekognition/collections/search.ts";
import { SCHEMA } from "../../../dev/rekognition/collections/schema.ts";
import { State } from "../../../dev/endpoint/state/state.ts";

const OWNER = { account: "000000000000", region: "us-east-1" };
const ENGINE = "engine-1";

let state: State;
let collections: CollectionStore;

beforeAll(() => {
  state = State.open({ folder: undefined });
  state.define(SCHEMA);
  collections = new CollectionStore(state);
});
afterAll(() => state.close());

async function collection(name: string): Promise<Collection> {
  await collections.create(OWNER, name, {});
  return collections.get(OWNER, name);
}

/** Faces whose vectors begin with their number, from `from` on. */
const made = (count: number, from = 0): NewFace[] =>
  Array.from({ length: count }, (_, i) => ({
    box: { Left: (from + i) / 10_000, Top: 0, Width: 0.1, Height: 0.1 },
    confidence: 99,
    embedding: Float32Array.from({ length: 128 }, (_, at) => (at === 0 ? from + i : 0)),
  }));

const picture = (hash: string) => ({ hash, externalImageId: undefined, engine: ENGINE });

/** What a store says of a collection: the first number of each vector, which is its length, by face id. */
async function numbers(store: FaceStore, name: string): Promise<Map<string, number>> {
  const vectors = await store.vectors(await collections.get(OWNER, name), ENGINE);
  const all = await search(vectors, { vector: new Float32Array(128), reach: Infinity, limit: 10_000 });
  return new Map(all.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, distance }) => [id, distance]));
}

test("vectors in memory stay in step with what is written", async () => {
  const store = new FaceStore(state);
  const { id, ...rest } = await collection("in-step");
  const first = await store.add({ id, ...rest }, picture("a"), made(50));
  await numbers(store, "in-step");

  await store.add({ id, ...rest }, picture("b"), made(50, 50));
  await store.delete(
    id,
    first.slice(0, 20).map(({ FaceId }) => FaceId),
  );

  const inMemory = await numbers(store, "in-step");
  expect(inMemory.size).toBe(80);
  expect(inMemory).toEqual(await numbers(new FaceStore(state), "in-step"));
});

test("writes while the vectors are being read in slices are not lost, nor do deleted faces come back", async () => {
  const filler = new FaceStore(state);
  const target = await collection("loading");
  const faces = await filler.add(target, picture("a"), made(2500));
  const gone = faces.filter((_, i) => i % 100 === 0).map(({ FaceId }) => FaceId);
  const store = new FaceStore(state);

  const reading = numbers(store, "loading");
  const writes = gone.map((faceId) => store.delete(target.id, [faceId]));
  await Promise.all([reading, ...writes, store.add(target, picture("b"), made(10, 2500))]);

  const inMemory = await numbers(store, "loading");
  expect(inMemory.size).toBe(2500 - gone.length + 10);
  expect(inMemory).toEqual(await numbers(new FaceStore(state), "loading"));
});

test("an add that is refused leaves the vectors as they were", async () => {
  const store = new FaceStore(state);
  const target = await collection("refused");
  await store.add(target, picture("a"), made(3));
  const before = await numbers(store, "refused");
  const [face] = made(1, 3);
  const broken = { ...(face as NewFace), embedding: new Float32Array(7) };

  await expect(store.add(target, picture("b"), [face as NewFace, broken])).rejects.toThrow("7 numbers");

  expect(await numbers(store, "refused")).toEqual(before);
  expect(await store.list(target.id, "", 10)).toHaveLength(3);
});

test("faces of a collection whose deletion a crash interrupted are swept", async () => {
  const store = new FaceStore(state);
  const target = await collection("interrupted");
  const kept = await collection("kept");
  await store.add(target, picture("a"), made(1200));
  await store.add(kept, picture("a"), made(5));
  await state.write(() => state.sql("DELETE FROM rekognition_collection WHERE id = ?").run(target.id));

  await collections.sweep();

  expect(await store.list(target.id, "", 10)).toEqual([]);
  expect(await store.list(kept.id, "", 10)).toHaveLength(5);
});

test("the first face may come between the look at the collection and the search", async () => {
  const store = new FaceStore(state);
  const empty = await collection("first-face");
  await store.add(empty, picture("a"), made(1));
  expect((await store.vectors(empty, ENGINE)).size).toBe(1);
});

test("an emptied collection of another engine can be searched and takes the next engine", async () => {
  const store = new FaceStore(state);
  const target = await collection("moved");
  const [face] = await store.add(target, { ...picture("a"), engine: "engine-0" }, made(1));
  await expect(numbers(store, "moved")).rejects.toMatchObject({ name: "FaceEngineChangedException" });

  await store.delete(target.id, [face?.FaceId ?? ""]);
  expect(await numbers(store, "moved")).toEqual(new Map());
  await store.add(target, picture("a"), made(2));

  expect(await collections.get(OWNER, "moved")).toMatchObject({ engine: ENGINE });
  expect((await numbers(store, "moved")).size).toBe(2);
});
