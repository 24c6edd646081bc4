import { UsageError } from "../config/command-line.ts";
import type { FaceModel } from "../rekognition/model/face-model.ts";
import { readLabelledFolder } from "./labelled-folder.ts";
import { largestFaces, lookAtPictures, type SeenPicture } from "./look-at-pictures.ts";
import { measureNobody, measurePeople, type WorstFaces } from "./measure.ts";
import type { AccuracyResult } from "./result.ts";

/** Hears how many pictures have been looked at, of how many. */
export type OnPicture = (done: number, of: number) => void;

/** What was measured, and what to look at. */
export interface Measured {
  readonly result: AccuracyResult;
  readonly worst: WorstFaces;
  readonly pictures: readonly SeenPicture[];
}

/**
 * Measures a model on a labelled folder. Throws UsageError where the folder does not say enough.
 * @param shown how many of the worst pairs of each kind come back
 */
export async function measureAccuracy(
  root: string,
  model: FaceModel,
  shown: number,
  onPicture: OnPicture,
): Promise<Measured> {
  const { pictures: labelled, empty, otherFiles } = await readLabelledFolder(root);
  const seen = await lookAtPictures(root, labelled, model, (done) => onPicture(done, labelled.length));
  const { pictures, unreadable, repeated, collection } = seen;
  const people = pictures.filter(({ person }) => person !== undefined);
  const nobody = pictures.filter(({ person }) => person === undefined);
  const faces = largestFaces(people).length;
  if (faces < 2 && nobody.length === 0) {
    throw new UsageError(`${root} has ${faces} photographs in which a face was found; it takes two to compare.`);
  }
  const all = measurePeople(people, model, shown);
  const result = {
    model: model.version,
    collection,
    ...(people.length > 0 ? { people: all.measured } : {}),
    groups: byGroup(people).map(([group, of]) => ({ group, measured: measurePeople(of, model, 0).measured })),
    ...(nobody.length > 0 ? { nobody: measureNobody(nobody) } : {}),
    kinds: byGroup(nobody).map(([kind, of]) => ({ kind, measured: measureNobody(of) })),
    unreadable: [...unreadable],
    repeated: [...repeated],
    empty: [...empty],
    otherFiles: [...otherFiles],
  };
  return { result, worst: all.worst, pictures };
}

function byGroup(pictures: readonly SeenPicture[]): (readonly [string, readonly SeenPicture[]])[] {
  const groups = Map.groupBy(pictures, ({ group }) => group);
  return [...groups].flatMap(([group, of]) => (group === undefined ? [] : [[group, of] as const]));
}
