import { InferenceSession, Tensor } from "onnxruntime-node";
import { FaceModelError } from "./face-model.ts";
import type { EmbedderChoice } from "./given/embedder.ts";
import { type Embed, openEmbedder } from "./given/open-embedder.ts";
import { ageGenderNet } from "./nets/age-gender.ts";
import { blazeFace } from "./nets/blaze-face.ts";
import { expressionNet } from "./nets/expression.ts";
import { landmarkNet } from "./nets/landmarks.ts";
import { recognitionNet } from "./nets/recognition.ts";
import { ssdMobilenet } from "./nets/ssd-mobilenet.ts";
import type { Pixels } from "./pixels.ts";
import { giveBack } from "./give-back.ts";
import { type Affine, warp } from "./warp.ts";
import { locateWeights } from "./weights.ts";

/** The loaded nets, each named after what it finds. */
export interface Sessions {
  readonly detector: InferenceSession;
  readonly verifier: InferenceSession;
  readonly landmarks: InferenceSession;
  /** Makes the vectors: our own net, or what the user's comes to. */
  readonly recognition: InferenceSession | Embed;
  readonly ageGender: InferenceSession;
  readonly expression: InferenceSession;
}

/** A net's outputs by name; asking for one that is not there is an error. */
export type Outputs = (name: string) => Float32Array;

// A second thread makes BlazeFace twice as slow and helps only the recognition net, on an idle machine.
const options: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: "sequential",
  // Plans of memory, one for each size of canvas and batch, cost 30 MB over a few hundred pictures and save no time.
  enableMemPattern: false,
  graphOptimizationLevel: "all",
  logSeverityLevel: 3,
};

/** Faces a batch: bounds the memory of a picture with a hundred faces. */
const largestBatch = 16;

/** Converts the packages' weights and creates the sessions, one after the other. */
export async function createSessions(given?: EmbedderChoice): Promise<Sessions> {
  const { faceApi, human } = locateWeights();
  const create = async (model: Uint8Array<ArrayBuffer>) => {
    const session = await InferenceSession.create(model, options);
    giveBack(model); // the session has read it
    return session;
  };
  return {
    detector: await create(blazeFace(human.folder)),
    verifier: await create(ssdMobilenet(faceApi.folder)),
    landmarks: await create(landmarkNet(faceApi.folder)),
    recognition:
      given === undefined ? await create(recognitionNet(faceApi.folder)) : await openEmbedder(given, options),
    ageGender: await create(ageGenderNet(faceApi.folder)),
    expression: await create(expressionNet(faceApi.folder)),
  };
}

/** Runs a detector on decoded bytes as they are. */
export async function runOnBytes(session: InferenceSession, { data, width, height }: Pixels): Promise<Outputs> {
  return outputsOf(await session.run({ input: new Tensor("uint8", data, [1, height, width, 3]) }));
}

/**
 * Runs nets on the same square crops of one picture, in batches, and gives each crop's part of each output; where
 * `mirrored`, each crop is followed by its mirror image, and there are twice as many.
 */
export async function runOnCrops(
  sessions: readonly InferenceSession[],
  pixels: Pixels,
  size: number,
  crops: readonly Affine[],
  { mirrored = false }: { readonly mirrored?: boolean } = {},
): Promise<Outputs[]> {
  const results: Outputs[] = [];
  const looks = mirrored ? 2 : 1;
  const length = 3 * size * size;
  for (let start = 0; start < crops.length; start += largestBatch / looks) {
    const batch = crops.slice(start, start + largestBatch / looks);
    const count = batch.length * looks;
    const input = new Float32Array(length * count);
    batch.forEach((crop, i) => {
      const at = length * looks * i;
      warp(pixels, size, crop, input, at);
      if (mirrored) mirrorRows(input.subarray(at, at + length), size, input.subarray(at + length));
    });
    const tensor = new Tensor("float32", input, [count, 3, size, size]);
    const values: InferenceSession.OnnxValueMapType = {};
    for (const session of sessions) Object.assign(values, await session.run({ input: tensor }));
    const outputs = outputsOf(values);
    for (let i = 0; i < count; i++) {
      results.push((name) => {
        const all = outputs(name);
        const share = all.length / count;
        return all.slice(i * share, (i + 1) * share);
      });
    }
  }
  return results;
}

/** Copies rows of `size` floats, each from its end to its beginning. */
function mirrorRows(rows: Float32Array, size: number, out: Float32Array): void {
  for (let at = 0; at < rows.length; at += size) out.set(rows.slice(at, at + size).reverse(), at);
}

function outputsOf(values: InferenceSession.OnnxValueMapType): Outputs {
  return (name) => {
    const data = values[name]?.data;
    if (!(data instanceof Float32Array)) throw new FaceModelError(`The net gave no floats named ${name}.`);
    return data;
  };
}
