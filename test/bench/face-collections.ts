import { State } from "../../dev/endpoint/state/state.ts";
import { CollectionStore } from "../../dev/rekognition/collections/collection-store.ts";
import { FaceStore } from "../../dev/rekognition/collections/face-store.ts";
import { SCHEMA } from "../../dev/rekognition/collections/schema.ts";
import { engineVersion } from "../../dev/rekognition/model/version.ts";

const OWNER = { account: "000000000000", region: "us-east-1" };
/** Numbers of a vector lie this far to either side of 0, so that two vectors are .8 apart, as two strangers are. */
const SPREAD = 0.0866;
/** Faces stored in one transaction. */
const BATCH = 1000;

/** Writes a collection of made-up faces into a state folder that no process has open; resolves with one FaceId. */
export async function fillCollection(folder: string, name: string, count: number): Promise<string> {
  const state = State.open({ folder });
  try {
    state.define(SCHEMA);
    const collections = new CollectionStore(state);
    await collections.create(OWNER, name, {});
    const collection = await collections.get(OWNER, name);
    const faces = new FaceStore(state);
    let some = "";
    for (let at = 0; at < count; at += BATCH) {
      const added = await faces.add(
        collection,
        { hash: "made up", externalImageId: undefined, engine: engineVersion() },
        Array.from({ length: Math.min(BATCH, count - at) }, () => ({
          box: { Left: 0.1, Top: 0.1, Width: 0.3, Height: 0.4 },
          confidence: 99,
          embedding: Float32Array.from({ length: 128 }, () => (2 * Math.random() - 1) * SPREAD),
        })),
      );
      some = added[0]?.FaceId ?? some;
    }
    return some;
  } finally {
    state.close();
  }
}
