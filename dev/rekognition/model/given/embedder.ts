import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import * as v from "valibot";
import { FaceModelError } from "../face-model.ts";
import type { SimilarityCurve } from "../similarity.ts";

/** What a net's input holds for a pixel's channel of 0–255: `(value - mean) / divisor`, in this order of channels. */
export interface EmbedderInput {
  readonly order: "rgb" | "bgr";
  readonly mean: number;
  readonly divisor: number;
}

/** An embedder that the user gives in place of our own, as it is chosen. */
export interface EmbedderChoice {
  /** Absolute path of an ONNX file. */
  readonly path: string;
  readonly input: EmbedderInput;
}

/** The same, with what makes its vectors comparable. */
export interface GivenEmbedder extends EmbedderChoice {
  /** Of the file, in hex. */
  readonly sha256: string;
  readonly curve: SimilarityCurve;
  /** Whether the curve was found on photographs, or is the one below. */
  readonly isCalibrated: boolean;
}

/**
 * Of a net of 512 numbers on aligned faces of 112 px, on some thousand pairs: a place to begin at, since nets of that
 * kind have strangers at about the same distance, the square root of two.
 */
const UNCALIBRATED: SimilarityCurve = { middle: 1.16, steepness: 0.03 };

const Calibration = v.object({
  sha256: v.string(),
  input: v.object({ order: v.picklist(["rgb", "bgr"]), mean: v.number(), divisor: v.number() }),
  curve: v.object({ middle: v.number(), steepness: v.pipe(v.number(), v.gtValue(0)) }),
});

/** Where the curve of a net lies that was found on photographs. */
export function calibrationFile(path: string): string {
  return `${path}.calibration.json`;
}

/** Reads what is known of a given embedder; the net itself is read by the workers. Throws FaceModelError. */
export async function readEmbedder(choice: EmbedderChoice): Promise<GivenEmbedder> {
  const { path, input } = choice;
  const sha256 = await hashOf(path);
  const curve = await readCurve(path, sha256, input);
  return { path, input, sha256, curve: curve ?? UNCALIBRATED, isCalibrated: curve !== undefined };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), hash);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FaceModelError(`The embedder ${path} cannot be read: ${why}. Name an ONNX file, or leave it out.`, {
      cause,
    });
  }
  return hash.digest("hex");
}

async function readCurve(path: string, sha256: string, input: EmbedderInput): Promise<SimilarityCurve | undefined> {
  const file = calibrationFile(path);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    return undefined;
  }
  const again = "Make it anew: doppelface accuracy DIR --embedder FILE --calibrate, or delete it";
  let read: v.InferOutput<typeof Calibration>;
  try {
    read = v.parse(Calibration, JSON.parse(text));
  } catch (cause) {
    throw new FaceModelError(`${file} is no calibration of an embedder. ${again}.`, { cause });
  }
  const isOf = read.sha256 === sha256 && JSON.stringify(read.input) === JSON.stringify(input);
  if (!isOf) {
    const what = read.sha256 === sha256 ? "another input than is set" : "another file than lies there";
    throw new FaceModelError(`${file} is of ${what}. ${again}.`);
  }
  return read.curve;
}
