import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type * as FaceApi from "@vladmandic/face-api";
import sharp from "sharp";
import * as v from "valibot";

// A process of its own for the peer: a line with a picture's path comes in, a line with milliseconds and faces goes out.

const [folder = ""] = process.argv.slice(2);
const load = createRequire(join(folder, "index.js"));
const Backend = v.object({ setWasmPaths: v.function() });
const Tensorflow = v.object({ setBackend: v.function(), ready: v.function() });

const wasm = v.parse(Backend, load("@tensorflow/tfjs-backend-wasm"));
wasm.setWasmPaths(`${dirname(load.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
const tensorflow = v.parse(Tensorflow, load("@tensorflow/tfjs"));
await tensorflow.setBackend("wasm");
await tensorflow.ready();
const faceApi = load("./face-api.node-wasm.js") as typeof FaceApi;
const models = join(dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")), "model");
const { ssdMobilenetv1, faceLandmark68Net, faceExpressionNet, ageGenderNet } = faceApi.nets;
for (const net of [ssdMobilenetv1, faceLandmark68Net, faceExpressionNet, ageGenderNet]) await net.loadFromDisk(models);
const options = new faceApi.SsdMobilenetv1Options({ minConfidence: 0.5, maxResults: 100 });

for await (const path of createInterface({ input: process.stdin })) {
  const bytes = readFileSync(path);
  const startedAt = performance.now();
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const picture = faceApi.tf.tensor3d(data, [info.height, info.width, 3], "int32");
  const faces = await faceApi
    .detectAllFaces(picture, options)
    .withFaceLandmarks()
    .withFaceExpressions()
    .withAgeAndGender();
  picture.dispose();
  process.stdout.write(`${JSON.stringify({ ms: performance.now() - startedAt, faces: faces.length })}\n`);
}
