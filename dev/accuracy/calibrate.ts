import { writeFile } from "node:fs/promises";
import { UsageError } from "../config/command-line.ts";
import type { FaceModel } from "../rekognition/model/face-model.ts";
import { calibrationFile, type GivenEmbedder } from "../rekognition/model/given/embedder.ts";
import type { SimilarityCurve } from "../rekognition/model/similarity.ts";
import type { OnPicture } from "./accuracy.ts";
import { readLabelledFolder } from "./labelled-folder.ts";
import { largestFaces, lookAtPictures } from "./look-at-pictures.ts";
import { comparePairs } from "./pairs.ts";

/** Shares of strangers that lie beyond the two distances the curve is laid through. */
const [OFTEN, SELDOM] = [1e-2, 1e-3];
/** Pairs of strangers beyond the farther of the two, at least. */
const ENOUGH = 10;
/** The similarity that one stranger in a thousand reaches, as with our own vectors. */
const SELDOM_AT = 95;

/**
 * The curve by which one stranger in 1,000 reaches a similarity of 95, about one in 160 reaches 80 and one in 10,000
 * reaches 99. Strangers' distances lie about as a normal distribution does: how fast it falls there tells where the
 * last two are.
 * @param closest distances of the closest pairs of two people, ascending
 * @param different how many such pairs were compared
 */
export function findCurve(closest: readonly number[], different: number): SimilarityCurve {
  if (SELDOM * different < ENOUGH) {
    throw new UsageError(
      `${different} pairs of two people are too few to find a curve: it takes ${ENOUGH / SELDOM}, of some 150 photographs.`,
    );
  }
  const at = (share: number) => closest[Math.floor(share * different)] ?? Number.NaN;
  // In a normal distribution 1 in 10,000 and 1 in 1,000 lie .63 apart where 1 in 1,000 and 1 in 100 lie .76; from 95 to
  // 99 the logistic takes 1.65 times its steepness.
  const steepness = ((at(OFTEN) - at(SELDOM)) * (0.63 / 0.76)) / 1.65;
  if (!(steepness > 0)) throw new UsageError("Strangers all lie at one distance: the embedder tells nobody apart.");
  return { middle: at(SELDOM) + steepness * Math.log(SELDOM_AT / (100 - SELDOM_AT)), steepness };
}

/** Finds the curve of a model's vectors on a labelled folder. Throws UsageError where that does not say enough. */
export async function calibrate(
  root: string,
  model: FaceModel,
  onPicture: OnPicture,
): Promise<{ readonly curve: SimilarityCurve; readonly strangers: number }> {
  const { pictures: labelled } = await readLabelledFolder(root);
  const { pictures } = await lookAtPictures(root, labelled, model, (done) => onPicture(done, labelled.length));
  const { closest, different } = comparePairs(largestFaces(pictures), 0);
  return {
    curve: findCurve(
      closest.map(({ distance }) => distance),
      different,
    ),
    strangers: different,
  };
}

/** Writes a curve beside the embedder's file, where the next start finds it. Resolves with the path. */
export async function writeCurve({ path, sha256, input }: GivenEmbedder, curve: SimilarityCurve): Promise<string> {
  const file = calibrationFile(path);
  await writeFile(file, `${JSON.stringify({ sha256, input, curve }, undefined, 2)}\n`);
  return file;
}
