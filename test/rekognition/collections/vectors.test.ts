import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { search } from "../../../dev/rekognition/collections/search.ts";
import { Vectors } from "../../../dev/rekognition/collections/vectors.ts";
import { distance, reachOf, similarityAt } from "../../../dev/rekognition/model/similarity.ts";

/** A vector at the distance `at` from that of 0. */
function vector(at: number): Float32Array {
  const made = new Float32Array(128);
  made[0] = at;
  return made;
}

// Up to 4,096 vectors lie in JavaScript's memory, more in a kernel's, which grows twice meanwhile.
test.each([500, 9000])("keeps every vector over %i additions and many removals", async (count) => {
  const vectors = new Vectors();
  const expected = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    vectors.put(`face-${i}`, vector(i));
    expected.set(`face-${i}`, i);
    if (i % 3 !== 0) continue;
    vectors.remove(`face-${i / 3}`);
    expected.delete(`face-${i / 3}`);
  }
  vectors.put(`face-${count - 1}`, vector(0.5));
  expected.set(`face-${count - 1}`, 0.5);
  vectors.remove("never-there");

  expect(vectors.size).toBe(expected.size);
  const found = await search(vectors, { vector: vector(0), reach: Infinity, limit: count });
  const byId = (entries: Iterable<[string, number]>) => [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
  expect(byId(found.map(({ id, distance }) => [id, distance]))).toEqual(byId(expected));
});

/** Numbers as embeddings have them, the same at every run. */
function embeddings(count: number, length = 128): Float32Array[] {
  let seed = 1;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
  return Array.from({ length: count }, () => Float32Array.from({ length }, next));
}

function filled(numbers: readonly Float32Array[]): Vectors {
  const vectors = new Vectors();
  for (const [i, embedding] of numbers.entries()) vectors.put(`face-${i}`, embedding);
  return vectors;
}

test("finds the nearest first, those at equal distance by id, and none beyond reach", async () => {
  const vectors = new Vectors();
  vectors.put("far", vector(0.7));
  vectors.put("near", vector(0.5));
  vectors.put("b-same", vector(0));
  vectors.put("a-same", vector(0));
  const find = async (reach: number, limit: number) =>
    (await search(vectors, { vector: vector(0), reach, limit })).map(({ id }) => id);

  expect(await find(0.6, 10)).toEqual(["a-same", "b-same", "near"]);
  expect(await find(0.6, 2)).toEqual(["a-same", "b-same"]);
  expect(await find(Infinity, 10)).toEqual(["a-same", "b-same", "near", "far"]);
  expect(await find(Infinity, 0)).toEqual([]);
});

// The kernel takes four numbers at once, so that 510 are followed by two zeros.
test.each([128, 510])("finds what comparing with each one by one finds: vectors of %i numbers", async (length) => {
  const numbers = embeddings(5003, length);
  const vectors = filled(numbers);
  const [wanted = new Float32Array()] = numbers;
  const expected = numbers
    .map((embedding, i) => ({ id: `face-${i}`, distance: distance(wanted, embedding) }))
    .toSorted((a, b) => a.distance - b.distance);

  for (const limit of [1, 7, 4096]) {
    const found = await search(vectors, { vector: wanted, reach: Infinity, limit });
    expect(found.map(({ id }) => id)).toEqual(expected.slice(0, limit).map(({ id }) => id));
    for (const [at, one] of found.entries()) expect(one.distance).toBeCloseTo(expected[at]?.distance ?? -1, 6);
  }
});

test("finds the same without a kernel, where the machine has none to give", async () => {
  const script = `
    import { setFlagsFromString } from "node:v8";
    import { search } from "./dev/rekognition/collections/search.ts";
    import { createProductKernel } from "./dev/rekognition/collections/product-kernel.ts";
    import { Vectors } from "./dev/rekognition/collections/vectors.ts";
    // Only now, since what takes the types out of these files is WebAssembly as well.
    for (const flag of process.argv.slice(1)) setFlagsFromString(flag);
    let kernel = "kernel";
    try { createProductKernel(100, 128); } catch { kernel = "none"; }
    const vectors = new Vectors();
    let seed = 1;
    const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647 - 0.5;
    const wanted = Float32Array.from({ length: 128 }, next);
    for (let i = 0; i < 9000; i++) vectors.put("face-" + i, Float32Array.from({ length: 128 }, next));
    const found = await search(vectors, { vector: wanted, reach: 5, limit: 300 });
    console.log(JSON.stringify({ kernel, found }));`;
  const found = async (...flags: string[]): Promise<unknown> => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "-e", script, "--", ...flags],
      {
        cwd: new URL("../../..", import.meta.url),
      },
    );
    return JSON.parse(stdout);
  };

  // Fewer pages than any kernel's memory has.
  const [withKernel, without] = await Promise.all([found(), found("--wasm-max-mem-pages=16")]);

  expect(withKernel).toMatchObject({ kernel: "kernel", found: { length: 300 } });
  expect(without).toEqual({ ...(withKernel as object), kernel: "none" });
});

test("misses none while others are removed between two slices, and tells none twice", async () => {
  const numbers = embeddings(60_000);
  const vectors = filled(numbers);
  const [wanted = new Float32Array()] = numbers;
  const searching = search(vectors, { vector: wanted, reach: Infinity, limit: 60_000 });
  for (let i = 10; i < 510; i++) vectors.remove(`face-${i}`);

  const found = new Set((await searching).map(({ id }) => id));

  expect((await searching).length).toBe(found.size);
  for (let i = 510; i < 60_000; i++) if (!found.has(`face-${i}`)) throw new Error(`face-${i} was missed`);
});

test("a similarity's reach holds every distance that has it", () => {
  for (const least of [0.01, 5, 50, 80, 99.9, 99.99999, 100]) {
    const reach = reachOf(least);
    expect(similarityAt(reach)).toBeLessThanOrEqual(least);
    expect(similarityAt(reach + 1e-6)).toBeLessThan(least + 1e-9);
    expect(similarityAt(0.99 * reach)).toBeGreaterThan(least - 2e-5);
  }
  expect(reachOf(0)).toBe(Infinity);
  expect(similarityAt(0)).toBe(100);
});
