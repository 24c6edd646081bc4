import * as v from "valibot";
import { functionOf } from "../endpoint/identity/caller.ts";
import type { EndedCall } from "../endpoint/service.ts";
import type { Bus } from "../trace/bus.ts";
import type { RekognitionMode } from "./modes/rekognition-mode.ts";
import { seenPicture } from "./seen-picture.ts";

/** The lists of faces in answers, of which each answer has one at most. */
const Faces = v.object({
  FaceRecords: v.optional(v.array(v.unknown())),
  FaceDetails: v.optional(v.array(v.unknown())),
  FaceMatches: v.optional(v.array(v.unknown())),
  Faces: v.optional(v.array(v.unknown())),
  DeletedFaces: v.optional(v.array(v.unknown())),
});

/** An element of `FaceRecords` or `FaceMatches`. */
const StoredFace = v.object({ Face: v.object({ FaceId: v.string() }) });

/** What tells the bus `recognised` after each call, refused ones included. */
export function tellRecognised(bus: Bus, mode: RekognitionMode): (ended: EndedCall) => void {
  return ({ operation, call, ms, input, output, error }) => {
    const seen = seenPicture(input, output);
    bus.dispatch({
      type: "recognised",
      traceId: call.traceId,
      operation,
      ms,
      modelMs: mode.modelMs(call),
      functionName: functionOf(call.caller),
      ...facesOf(output),
      error: error === undefined ? undefined : explain(error),
      ...(seen === undefined ? {} : { seen }),
    });
  };
}

function facesOf(output: unknown): { faces: number | undefined; faceIds?: string[] } {
  const { output: faces, success } = v.safeParse(Faces, output ?? {});
  if (!success) return { faces: undefined };
  const list = Object.values(faces).find((each) => each !== undefined);
  const faceIds = (list ?? []).flatMap((face) => {
    const stored = v.safeParse(StoredFace, face);
    return stored.success ? [stored.output.Face.FaceId] : [];
  });
  return { faces: list?.length, ...(faceIds.length === 0 ? {} : { faceIds }) };
}

/** With its cause: Rekognition's own text does not say why an object in S3 could not be read. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.name}: ${error.message}${error.cause === undefined ? "" : ` (${explain(error.cause)})`}`;
}
