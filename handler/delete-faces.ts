import { DeleteFacesCommand } from "@aws-sdk/client-rekognition";
import { rekognition } from "./clients.ts";
import { configuration } from "./configuration.ts";

/** Deletes faces from the collection; one that is not there is no error. */
export async function deleteFaces(faceIds: readonly string[]): Promise<void> {
  if (faceIds.length === 0) return;
  const { UnsuccessfulFaceDeletions = [] } = await rekognition.send(
    new DeleteFacesCommand({ CollectionId: configuration.COLLECTION_ID, FaceIds: [...faceIds] }),
  );
  const kept = UnsuccessfulFaceDeletions.filter(({ Reasons = [] }) => !Reasons.includes("FACE_NOT_FOUND"));
  if (kept.length > 0) {
    throw new FacesKeptError(kept.map(({ FaceId, Reasons = [] }) => `${FaceId ?? "?"} (${Reasons.join(", ")})`));
  }
}

/** Rekognition would not delete faces, as when they are associated with a user of the collection. */
class FacesKeptError extends Error {
  override readonly name = "FacesKeptError";

  constructor(faces: readonly string[]) {
    super(`Rekognition kept ${faces.join(", ")}. Disassociate them from their user, then send the event again.`);
  }
}
