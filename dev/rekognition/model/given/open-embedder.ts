import { readFile } from "node:fs/promises";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { FaceModelError } from "../face-model.ts";
import { mirroredMean } from "../mirrored-mean.ts";
import type { Pixels, Point } from "../pixels.ts";
import { type Affine, warp } from "../warp.ts";
import type { EmbedderChoice } from "./embedder.ts";
import { fivePointCrop } from "./five-points.ts";
import { zeroTinyWeights } from "./tiny-weights.ts";

/** Vectors of fewer numbers tell nobody apart, and more are no embedding. */
const [FEWEST, MOST] = [16, 4096];

/** What a net takes: a square picture with its channels as planes (NCHW) or beside each other (NHWC). */
interface Taken {
  readonly name: string;
  readonly size: number;
  readonly arePlanes: boolean;
}

/** Makes the vectors of faces, given by their 68 landmarks in pixels. */
export type Embed = (pixels: Pixels, faces: readonly (readonly Point[])[]) => Promise<Float32Array[]>;

/** Loads a user's net and looks whether it can be used. Throws FaceModelError that says what is wrong with it. */
export async function openEmbedder(choice: EmbedderChoice, options: InferenceSession.SessionOptions): Promise<Embed> {
  const session = await load(choice.path, options);
  const taken = whatItTakes(session, choice.path);
  const output = session.outputNames[0] ?? "";
  const run = async (face: Float32Array): Promise<Float32Array> => {
    const { name, size, arePlanes } = taken;
    const dims = arePlanes ? [1, 3, size, size] : [1, size, size, 3];
    const data = (await session.run({ [name]: new Tensor("float32", face, dims) }, [output]))[output]?.data;
    if (data instanceof Float32Array) return data;
    throw new FaceModelError(`The embedder ${choice.path} gives no floats.`);
  };
  await tryOnce(choice.path, () => run(inputOf(new Float32Array(3 * taken.size ** 2).fill(127), choice, taken)));
  const embedOne = async (pixels: Pixels, crop: Affine): Promise<Float32Array> => {
    const planes = new Float32Array(3 * taken.size ** 2);
    warp(pixels, taken.size, crop, planes);
    const seen = await run(inputOf(planes, choice, taken));
    for (let at = 0; at < planes.length; at += taken.size) planes.subarray(at, at + taken.size).reverse();
    return mirroredMean(seen, await run(inputOf(planes, choice, taken)));
  };
  return async (pixels, faces) => {
    const vectors: Float32Array[] = [];
    for (const landmarks of faces) vectors.push(await embedOne(pixels, fivePointCrop(landmarks, taken.size)));
    return vectors;
  };
}

async function load(path: string, options: InferenceSession.SessionOptions): Promise<InferenceSession> {
  const model = new Uint8Array(await readFile(path));
  try {
    zeroTinyWeights(model);
    return await InferenceSession.create(model, options);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FaceModelError(`The embedder ${path} is no ONNX model that can be loaded: ${why}.`, { cause });
  }
}

function whatItTakes({ inputMetadata, outputMetadata }: InferenceSession, path: string): Taken {
  const [input, ...more] = inputMetadata;
  const expected =
    "It takes one input of float32, [1 or N, 3, S, S] or [1 or N, S, S, 3] with S from 32 to 512, and gives one vector";
  const refuse = (what: string) => new FaceModelError(`The embedder ${path} cannot be used: ${what}. ${expected}.`);
  if (input === undefined || more.length > 0) throw refuse(`it has ${inputMetadata.length} inputs`);
  if (!input.isTensor || input.type !== "float32") throw refuse("its input is no tensor of float32");
  const told = `its input is [${input.shape.join(", ")}]`;
  const [, second, third, fourth] = input.shape;
  const arePlanes = second === 3;
  const [height, width] = arePlanes ? [third, fourth] : [second, third];
  if (input.shape.length !== 4 || (!arePlanes && fourth !== 3)) throw refuse(told);
  if (typeof height !== "number" || height !== width || height < 32 || height > 512) throw refuse(told);
  if (typeof input.shape[0] === "number" && input.shape[0] > 1) throw refuse(told);
  if (outputMetadata.length !== 1) {
    throw refuse(`it has ${outputMetadata.length} outputs (${outputMetadata.map(({ name }) => name).join(", ")})`);
  }
  return { name: input.name, size: height, arePlanes };
}

async function tryOnce(path: string, run: () => Promise<Float32Array>): Promise<void> {
  let vector: Float32Array;
  try {
    vector = await run();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FaceModelError(`The embedder ${path} cannot be run on one face: ${why}`, { cause });
  }
  if (vector.length >= FEWEST && vector.length <= MOST && vector.every(Number.isFinite)) return;
  throw new FaceModelError(
    `The embedder ${path} gives ${vector.length} numbers of a face, ${vector.every(Number.isFinite) ? "all finite" : "not all of them finite"}; ` +
      `a vector has ${FEWEST} to ${MOST} finite ones.`,
  );
}

/** Planes of red, green and blue, 0–255, as the net takes them. */
function inputOf(planes: Float32Array, { input }: EmbedderChoice, { size, arePlanes }: Taken): Float32Array {
  const { order, mean, divisor } = input;
  const plane = size ** 2;
  const out = new Float32Array(planes.length);
  for (let channel = 0; channel < 3; channel++) {
    const to = order === "rgb" ? channel : 2 - channel;
    for (let at = 0; at < plane; at++) {
      out[arePlanes ? to * plane + at : 3 * at + to] = ((planes[channel * plane + at] as number) - mean) / divisor;
    }
  }
  return out;
}
