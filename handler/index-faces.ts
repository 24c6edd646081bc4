import {
  type IndexFacesCommandOutput,
  ImageTooLargeException,
  IndexFacesCommand,
  InvalidImageFormatException,
  InvalidParameterException,
  InvalidS3ObjectException,
} from "@aws-sdk/client-rekognition";
import * as v from "valibot";
import { rekognition } from "./clients.ts";
import { configuration } from "./configuration.ts";
import { headObject } from "./head-object.ts";
import type { IndexedFace } from "./indexed-face.ts";
import { loggable, logger } from "./observe.ts";
import { type ObjectEnds, objectEnds } from "./object-bytes.ts";
import type { PictureStatus } from "./picture-item.ts";
import type { PictureVersion } from "./picture-version.ts";
import { noFaceReason, registeredReason } from "./reasons.ts";
import { formatReason, parameterReason, tooLargeReason } from "./refusal-reason.ts";

/** What a picture comes to: its status for the `pictures` table and the faces that are to get a row. */
export interface Outcome {
  readonly status: PictureStatus;
  readonly reason: string;
  readonly faces: readonly IndexedFace[];
  readonly otherFaces: number;
}

/** The outcome of a picture that is no longer in the bucket. */
export const REMOVED: Outcome = {
  status: "REMOVED",
  reason: "The picture was deleted from the bucket.",
  faces: [],
  otherFaces: 0,
};

/** One less than Rekognition finds and DynamoDB writes at once: the picture's item is written with its rows. */
const MOST_FACES = 99;

/**
 * Puts the picture's faces into the collection. Only what lies in the picture becomes an outcome;
 * everything that a retry or a person could fix is thrown.
 */
export async function indexFaces(version: PictureVersion): Promise<Outcome> {
  try {
    return outcomeOf(
      await rekognition.send(
        new IndexFacesCommand({
          CollectionId: configuration.COLLECTION_ID,
          Image: { S3Object: { Bucket: version.bucket, Name: version.key, Version: version.version } },
          ExternalImageId: version.imageId,
          MaxFaces: configuration.FACE_POLICY === "largest" ? 1 : MOST_FACES,
        }),
      ),
    );
  } catch (error) {
    return refusal(error, version);
  }
}

const faceSchema = v.object({
  FaceId: v.string(),
  BoundingBox: v.object({ Left: v.number(), Top: v.number(), Width: v.number(), Height: v.number() }),
  Confidence: v.number(),
});

function outcomeOf(answer: IndexFacesCommandOutput): Outcome {
  const faces = (answer.FaceRecords ?? []).map((record): IndexedFace => {
    const { FaceId, BoundingBox, Confidence } = v.parse(faceSchema, record.Face);
    return {
      faceId: FaceId,
      box: { left: BoundingBox.Left, top: BoundingBox.Top, width: BoundingBox.Width, height: BoundingBox.Height },
      confidence: Confidence,
      modelVersion: answer.FaceModelVersion,
    };
  });
  const others = answer.UnindexedFaces ?? [];
  return faces.length === 0
    ? { status: "NO_FACE", reason: noFaceReason(others), faces, otherFaces: others.length }
    : { status: "REGISTERED", reason: registeredReason(faces.length, others), faces, otherFaces: others.length };
}

async function refusal(error: unknown, version: PictureVersion): Promise<Outcome> {
  const refused = (status: PictureStatus, reason: string): Outcome => ({ status, reason, faces: [], otherFaces: 0 });
  if (error instanceof InvalidImageFormatException) {
    return refused("UNSUPPORTED_FORMAT", formatReason(await readEnds(version)));
  }
  if (error instanceof ImageTooLargeException) return refused("TOO_LARGE", tooLargeReason(await readEnds(version)));
  if (error instanceof InvalidParameterException) {
    return refused("FAILED", parameterReason(await readEnds(version), error.message));
  }
  // The same exception stands for a missing permission and for another Region, which are no
  // property of the picture.
  if (error instanceof InvalidS3ObjectException && (await isGone(version))) return REMOVED;
  throw error;
}

/** Rekognition has given its answer, so that the object is there for the reason's words alone. */
async function readEnds(version: PictureVersion): Promise<ObjectEnds | undefined> {
  try {
    return await objectEnds(version);
  } catch (error) {
    logger.warn("S3 does not give the picture, so that its reason stays vague.", {
      error: loggable(error, version.key),
    });
    return undefined;
  }
}

async function isGone({ bucket, key, version }: PictureVersion): Promise<boolean> {
  try {
    return (await headObject(bucket, key, version)) === undefined;
  } catch (error) {
    // Rekognition's own error is the one to be thrown; this one says why it may have come.
    logger.warn("S3 does not say whether the picture is there.", { error: loggable(error, key) });
    return false;
  }
}
