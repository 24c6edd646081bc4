import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type AnalysedPicture, type FaceModel, PictureError } from "../../dev/rekognition/model/face-model.ts";

/** The folder of photographs that show nobody. */
const NO_FACE = "no-face";

const PHOTOGRAPH = /\.(jpe?g|png)$/i;

/** The largest face of one photograph. */
export interface LabelledFace {
  readonly person: string;
  readonly embedding: Float32Array;
}

/** What was found in a folder of photographs. */
export interface LabelledFaces {
  readonly faces: readonly LabelledFace[];
  readonly people: number;
  readonly photographs: number;
  /** Photographs of a person in which no face was found. */
  readonly missed: readonly string[];
  /** Photographs without a face. */
  readonly faceless: number;
  /** Faces found in those. */
  readonly falseFaces: number;
  /** Faces beside the largest in photographs of a person: false ones, or bystanders. */
  readonly others: number;
  /** Files that are no pictures the model reads, and why; they count nowhere else. */
  readonly unreadable: readonly string[];
}

/** Has the model look at `<folder>/<person>/*` and `<folder>/no-face/*`. */
export async function readPeople(folder: string, model: FaceModel): Promise<LabelledFaces> {
  const faces: LabelledFace[] = [];
  const missed: string[] = [];
  const unreadable: string[] = [];
  const people = new Set<string>();
  let [photographs, faceless, falseFaces, others] = [0, 0, 0, 0];
  for (const person of await foldersOf(folder)) {
    for (const file of (await readdir(join(folder, person))).filter((name) => PHOTOGRAPH.test(name)).toSorted()) {
      const found = await look(model, join(folder, person, file));
      if (found instanceof PictureError) {
        unreadable.push(`${person}/${file}: ${found.message}`);
        continue;
      }
      if (person === NO_FACE) {
        faceless++;
        falseFaces += found.faces.length;
        continue;
      }
      photographs++;
      people.add(person);
      const [largest, ...rest] = found.faces;
      others += rest.length;
      if (largest === undefined) missed.push(`${person}/${file}`);
      else faces.push({ person, embedding: largest.embedding });
    }
  }
  return { faces, people: people.size, photographs, missed, faceless, falseFaces, others, unreadable };
}

async function look(model: FaceModel, path: string): Promise<AnalysedPicture | PictureError> {
  try {
    return await model.analyse(await readFile(path), { attributes: false });
  } catch (error) {
    if (error instanceof PictureError) return error;
    throw error;
  }
}

async function foldersOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}
