import { paginateListFaces } from "@aws-sdk/client-rekognition";
import { rekognition } from "./clients.ts";
import { configuration } from "./configuration.ts";
import type { PictureVersion } from "./picture-version.ts";

/**
 * The ids of a version's faces, whether anything else knows of them or not. Rekognition lists them by no id of
 * ours, so this reads the whole collection, 4,096 faces a call: only for a version that may be gone for good.
 */
export async function findFaces({ version, imageId }: PictureVersion): Promise<string[]> {
  if (version === undefined) {
    // Without versions the id also stands for a picture that is put under this key a moment later.
    return [];
  }
  const found: string[] = [];
  const listing = paginateListFaces({ client: rekognition }, { CollectionId: configuration.COLLECTION_ID });
  for await (const { Faces = [] } of listing) {
    for (const { ExternalImageId, FaceId } of Faces) {
      if (ExternalImageId === imageId && FaceId !== undefined) {
        found.push(FaceId);
      }
    }
  }
  return found;
}
