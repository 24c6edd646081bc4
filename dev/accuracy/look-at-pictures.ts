import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type AnalysedFace, type Analysis, type FaceModel, PictureError } from "../rekognition/model/face-model.ts";
import type { LabelledPicture } from "./labelled-folder.ts";

/** Pictures that the model has at once: its workers are busy, and memory is that of some pictures. */
const AT_ONCE = 8;

/** A photograph that the model has looked at; faces largest first. */
export interface SeenPicture extends LabelledPicture {
  readonly faces: readonly AnalysedFace[];
}

/** The largest face of one photograph. */
export interface LabelledFace {
  readonly file: string;
  readonly group: string | undefined;
  readonly person: string;
  readonly face: AnalysedFace;
}

/** What the model saw in a folder of photographs. */
export interface Seen {
  readonly pictures: readonly SeenPicture[];
  /** Files that are no pictures the model reads, and why; they count nowhere else. */
  readonly unreadable: readonly string[];
  /** Copies of a photograph that was counted already, and of which; they count nowhere else. */
  readonly repeated: readonly string[];
  /** SHA-256 over the files' names and bytes: two results with the same one are of the same pictures. */
  readonly collection: string;
}

/** Has the model look at every picture, in the order of the folders; `onPicture` hears how many are done. */
export async function lookAtPictures(
  root: string,
  labelled: readonly LabelledPicture[],
  model: FaceModel,
  onPicture: (done: number) => void,
): Promise<Seen> {
  const looks: (Analysis | PictureError)[] = [];
  let [next, done] = [0, 0];
  const worker = async (): Promise<void> => {
    for (let at = next++; at < labelled.length; at = next++) {
      looks[at] = await look(model, join(root, labelled[at]?.file ?? ""));
      onPicture(++done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const pictures: SeenPicture[] = [];
  const unreadable: string[] = [];
  const repeated: string[] = [];
  const byHash = new Map<string, string>();
  const collection = createHash("sha256");
  for (const [at, picture] of labelled.entries()) {
    const found = looks[at];
    if (found === undefined || found instanceof PictureError) {
      unreadable.push(`${picture.file}: ${found?.message ?? "not looked at"}`);
      continue;
    }
    collection.update(`${picture.file}\0${found.hash}\n`);
    const first = byHash.get(found.hash);
    byHash.set(found.hash, first ?? picture.file);
    if (first === undefined) pictures.push({ ...picture, faces: found.faces });
    else repeated.push(`${picture.file} is ${first}`);
  }
  return { pictures, unreadable, repeated, collection: collection.digest("hex") };
}

/** The largest face of each photograph of a person. */
export function largestFaces(pictures: readonly SeenPicture[]): LabelledFace[] {
  return pictures.flatMap(({ file, group, person, faces: [face] }) =>
    person === undefined || face === undefined ? [] : [{ file, group, person, face }],
  );
}

async function look(model: FaceModel, path: string): Promise<Analysis | PictureError> {
  try {
    return await model.analyse(await readFile(path), { attributes: false });
  } catch (error) {
    if (error instanceof PictureError) return error;
    throw error;
  }
}
