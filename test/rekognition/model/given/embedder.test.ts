import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateCollectionCommand,
  IndexFacesCommand,
  RekognitionClient,
  SearchFacesByImageCommand,
} from "@aws-sdk/client-rekognition";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect, onTestFinished, test } from "vitest";
import { picturePath } from "../../../../fixtures/pictures.ts";
import { rekognitionAs } from "../../../../dev/rekognition/definition.ts";
import { type EmbedderInput, readEmbedder } from "../../../../dev/rekognition/model/given/embedder.ts";
import { zeroTinyWeights } from "../../../../dev/rekognition/model/given/tiny-weights.ts";
import { LocalFaceModel } from "../../../../dev/rekognition/model/local-face-model.ts";
import { distance } from "../../../../dev/rekognition/model/similarity.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { drawn } from "../../face-endpoint.ts";
import { type DrawnEmbedder, drawnEmbedder } from "./drawn-embedder.ts";

const INPUT: EmbedderInput = { order: "rgb", mean: 127.5, divisor: 127.5 };

async function saved(model: Uint8Array | string = drawnEmbedder()): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "embedder-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "net.onnx");
  await writeFile(path, model);
  return path;
}

async function vectorsOf(path: string, files: readonly string[], input = INPUT): Promise<Float32Array[]> {
  const model = new LocalFaceModel({ given: await readEmbedder({ path, input }) });
  onTestFinished(() => model.close());
  const pictures = files.map((file) => readFileSync(picturePath({ file })));
  const seen = await Promise.all(pictures.map((bytes) => model.analyse(bytes, { attributes: false })));
  return seen.map(({ faces }) => faces[0]?.embedding ?? new Float32Array());
}

test("a net of the user's makes the vectors: of length one, the nearer the more alike, in either layout", async () => {
  const files = ["nora-lind.jpg", "smiling/nora-lind.jpg", "otto-park.jpg"];
  const planes = await vectorsOf(await saved(), files);
  const beside = await vectorsOf(await saved(drawnEmbedder({ beside: true })), files);
  const large = await vectorsOf(await saved(drawnEmbedder({ side: 224 })), files);

  for (const [nora, smiling, otto] of [planes, beside, large]) {
    if (!nora || !smiling || !otto) throw new Error("a vector is missing");
    expect(nora).toHaveLength(147);
    expect(Math.hypot(...nora)).toBeCloseTo(1, 5);
    expect(distance(nora, smiling)).toBeLessThan(0.7 * distance(nora, otto));
  }
  for (const [i, vector] of planes.entries()) {
    expect(distance(vector, beside[i] ?? vector)).toBeLessThan(1e-5);
    expect(distance(vector, large[i] ?? vector)).toBeLessThan(0.1);
  }
});

test("what its input holds is as told", async () => {
  const path = await saved();
  const [rgb = new Float32Array()] = await vectorsOf(path, ["nora-lind.jpg"]);
  const [bgr = new Float32Array()] = await vectorsOf(path, ["nora-lind.jpg"], { ...INPUT, order: "bgr" });

  expect(distance(rgb, bgr)).toBeGreaterThan(0.05);
  // The first and the last 49 numbers are the red and the blue squares.
  expect(distance(rgb.slice(0, 49), bgr.slice(98))).toBeLessThan(1e-5);
});

test("its vectors and our own are never compared, in one collection or another", async () => {
  const path = await saved();
  const start = async (embedder: { path: string; input: EmbedderInput } | undefined, folder: string) => {
    const services = [rekognitionAs({ mode: "local", pictures: { from: "own-s3" }, embedder })];
    const endpoint = await startTestEndpoint({ services, state: { folder } });
    return { endpoint, client: new RekognitionClient(endpoint.client) };
  };
  const folder = await mkdtemp(join(tmpdir(), "embedder-state-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const CollectionId = "people";
  const given = await start({ path, input: INPUT }, folder);
  await given.client.send(new CreateCollectionCommand({ CollectionId }));
  await given.client.send(new IndexFacesCommand({ CollectionId, Image: drawn("nora-lind.jpg") }));
  const search = new SearchFacesByImageCommand({ CollectionId, Image: drawn("nora-lind.jpg") });
  expect((await given.client.send(search)).FaceMatches?.[0]?.Similarity).toBe(100);
  await given.endpoint.stop();

  const own = await start(undefined, folder);
  await expect(own.client.send(search)).rejects.toMatchObject({ name: "FaceEngineChangedException" });
  await own.endpoint.stop();
});

const WRONG: readonly (readonly [string, Uint8Array | string | DrawnEmbedder, RegExp])[] = [
  ["no model", "no model", /no ONNX model that can be loaded/],
  ["cut off", drawnEmbedder().slice(0, 500), /no ONNX model that can be loaded/],
  [
    "one channel",
    { input: { name: "face", dims: ["N", 1, 112, 112] } },
    /its input is \[.*1, 112, 112\].*\[1 or N, 3, S, S\]/,
  ],
  ["no square", { input: { name: "face", dims: ["N", 3, 112, 96] } }, /its input is \[.*3, 112, 96\]/],
  ["bytes", { input: { name: "face", dims: ["N", 3, 112, 112], type: "uint8" } }, /no ONNX model|no tensor of float32/],
];

test.each(WRONG)("what cannot be used is refused at the start, and says why: %s", async (_, made, message) => {
  const path = await saved(made instanceof Uint8Array || typeof made === "string" ? made : drawnEmbedder(made));
  const services = [rekognitionAs({ mode: "local", pictures: { from: "own-s3" }, embedder: { path, input: INPUT } })];

  const starting = startTestEndpoint({ services });

  await expect(starting).rejects.toThrow(message);
  await expect(starting).rejects.toThrow(path);
});

test("a file that is not there, and a curve of another file, are refused", async () => {
  const path = await saved();
  const curve = { middle: 1, steepness: 0.1 };
  const { sha256 } = await readEmbedder({ path, input: INPUT });
  const write = (text: string) => writeFile(`${path}.calibration.json`, text);

  await expect(readEmbedder({ path: `${path}.gone`, input: INPUT })).rejects.toThrow(/gone cannot be read.*ENOENT/);
  await write(JSON.stringify({ sha256, input: INPUT, curve }));
  expect(await readEmbedder({ path, input: INPUT })).toMatchObject({ curve, isCalibrated: true });
  await expect(readEmbedder({ path, input: { ...INPUT, order: "bgr" } })).rejects.toThrow(
    "of another input than is set",
  );
  await write(JSON.stringify({ sha256: "0".repeat(64), input: INPUT, curve }));
  await expect(readEmbedder({ path, input: INPUT })).rejects.toThrow("of another file than lies there");
  await write("{}");
  await expect(readEmbedder({ path, input: INPUT })).rejects.toThrow("is no calibration");
});

test("weights that are nearly nothing are set to zero, and the others are as they were", async () => {
  const model = drawnEmbedder();
  const before = model.slice();

  expect(zeroTinyWeights(model)).toBe(147);
  expect(zeroTinyWeights(model)).toBe(0);

  const face = new Tensor(
    "float32",
    Float32Array.from({ length: 3 * 112 ** 2 }, (_, i) => (i % 97) / 97),
    [1, 3, 112, 112],
  );
  const run = async (bytes: Uint8Array) => (await (await InferenceSession.create(bytes)).run({ face }))["vector"]?.data;
  expect(await run(model)).toEqual(await run(before));
});
