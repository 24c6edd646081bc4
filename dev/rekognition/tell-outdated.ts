import type { Host } from "../endpoint/service.ts";
import type { Reembedding } from "./collections/reembedding.ts";
import type { LazyFaceModel } from "./lazy-face-model.ts";

/** Says at the start which collections answer with FaceEngineChangedException, and what to do. */
export async function tellOutdated(
  { state, bus }: Pick<Host, "state" | "bus">,
  model: LazyFaceModel,
  reembedding: Reembedding,
): Promise<void> {
  // Without faces the engine need not even say who it is.
  const row = await state.read(() => state.sql("SELECT 1 FROM rekognition_face LIMIT 1").get());
  if (row === undefined) return;
  const { version } = await model.engine();
  for (const { name, faces } of await reembedding.outdated(version)) {
    bus.dispatch({
      type: "notice",
      message:
        `The ${faces} faces of the collection ${name} were indexed by another version of the face engine, and are not ` +
        "compared with new ones. `doppelface reembed` makes new vectors of the pictures that still lie in a bucket.",
    });
  }
}
