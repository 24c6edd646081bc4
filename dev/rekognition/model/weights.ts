import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import * as v from "valibot";
import { FaceModelError } from "./face-model.ts";

/** One tensor of a weight file, as floats, in TensorFlow's order. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** The tensors of one net by name; asking for one that is not there is an error. */
export interface Weights {
  /** Reads it again: its memory is the caller's, to be given back. */
  get(name: string): WeightTensor;
  shapeOf(name: string): readonly number[];
}

/** Where the two weight packages lie and which versions they are. */
export interface WeightPackages {
  readonly faceApi: { readonly version: string; readonly folder: string };
  readonly human: { readonly version: string; readonly folder: string };
}

const entrySchema = v.object({
  name: v.string(),
  shape: v.array(v.number()),
  dtype: v.picklist(["float32", "int32"]),
  quantization: v.optional(
    v.variant("dtype", [
      v.object({ dtype: v.literal("uint8"), scale: v.number(), min: v.number() }),
      v.object({ dtype: v.literal("float16") }),
    ]),
  ),
});

/** The list of tensors that goes with a weight file of TensorFlow.js, in file order. */
export const manifestSchema = v.array(v.object({ weights: v.array(entrySchema), paths: v.array(v.string()) }));

type Entry = v.InferOutput<typeof entrySchema>;

/**
 * Finds the packages by resolving their entry points only: loading them would want TensorFlow.js,
 * and the `exports` of @vladmandic/human hide its package.json.
 */
export function locateWeights(): WeightPackages {
  return { faceApi: locate("@vladmandic/face-api", "model"), human: locate("@vladmandic/human", "models") };
}

/** Reads a net of face-api: `<name>-weights_manifest.json` and the files that it lists. */
export function readFaceApiWeights(folder: string, name: string): Weights {
  const manifest = v.parse(manifestSchema, readJson(path.join(folder, `${name}-weights_manifest.json`)));
  return readWeights(folder, manifest);
}

/** Reads the tensors of a manifest from the files that it lists. */
export function readWeights(folder: string, manifest: v.InferOutput<typeof manifestSchema>): Weights {
  const places = new Map<string, Place>();
  for (const group of manifest) {
    const file = Buffer.concat(group.paths.map((name) => readFileSync(path.join(folder, name))));
    let offset = 0;
    for (const entry of group.weights) {
      const size = entry.shape.reduce((product, side) => product * side, 1);
      places.set(entry.name, { file, offset, size, entry });
      offset += size * bytesOf(entry);
    }
    if (offset !== file.length) {
      throw new FaceModelError(
        `The weights in ${folder} (${group.paths.join(", ")}) have ${file.length} bytes where their list has ` +
          `${offset}. Install the package again: npm ci.`,
      );
    }
  }
  const find = (name: string): Place => {
    const place = places.get(name);
    if (!place) throw new FaceModelError(`The weights in ${folder} lack the tensor ${name}. Run: npm ci.`);
    return place;
  };
  return {
    get(name) {
      const place = find(name);
      return { shape: place.entry.shape, data: readTensor(place) };
    },
    shapeOf: (name) => find(name).entry.shape,
  };
}

/** Reads and parses a JSON file of a weight package. */
export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}

function locate(name: string, models: string): { version: string; folder: string } {
  let root: string;
  try {
    root = path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), "..");
  } catch (error) {
    throw new FaceModelError(`The face model's weights come with the package ${name}, which is missing. Run: npm ci.`, {
      cause: error,
    });
  }
  const { version } = v.parse(v.object({ version: v.string() }), readJson(path.join(root, "package.json")));
  return { version, folder: path.join(root, models) };
}

/** Where a tensor lies, and how. */
interface Place {
  readonly file: Buffer;
  readonly offset: number;
  /** In elements. */
  readonly size: number;
  readonly entry: Entry;
}

/** Bytes of one element. */
function bytesOf({ quantization }: Entry): number {
  return quantization?.dtype === "uint8" ? 1 : quantization?.dtype === "float16" ? 2 : 4;
}

function readTensor({ file, offset: at, size, entry }: Place): Float32Array<ArrayBuffer> {
  const data = new Float32Array(size);
  const { quantization } = entry;
  if (quantization?.dtype === "uint8") {
    for (let i = 0; i < size; i++) data[i] = (file[at + i] ?? 0) * quantization.scale + quantization.min;
    return data;
  }
  if (quantization?.dtype === "float16") {
    for (let i = 0; i < size; i++) data[i] = halfToFloat(file.readUInt16LE(at + 2 * i));
    return data;
  }
  const read = entry.dtype === "int32" ? file.readInt32LE.bind(file) : file.readFloatLE.bind(file);
  for (let i = 0; i < size; i++) data[i] = read(at + 4 * i);
  return data;
}

function halfToFloat(half: number): number {
  const sign = half >> 15 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}
