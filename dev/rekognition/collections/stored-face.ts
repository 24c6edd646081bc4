import { createHash } from "node:crypto";
import type { BoundingBox } from "../face-detail.ts";

/** The version that answers of 2025 and 2026 show; the engine behind it is named by `FaceModel.version`. */
export const FACE_MODEL_VERSION = "7.0";

/** A face of a collection as the API shows it. */
export interface Face {
  readonly FaceId: string;
  readonly BoundingBox: BoundingBox;
  readonly ImageId: string;
  readonly ExternalImageId?: string;
  readonly Confidence: number;
  /** In lists and matches, not in the answer of IndexFaces. */
  readonly IndexFacesModelVersion?: string;
  /** The user that it belongs to; in lists and matches. */
  readonly UserId?: string;
}

/** A row of `rekognition_face` as ListFaces and searches show it, in rounded numbers. */
export function storedFace(row: Record<string, unknown>): Face {
  const { external_image_id: externalImageId, user_id: userId } = row;
  return {
    FaceId: String(row["face_id"]),
    BoundingBox: {
      Width: storedNumber(row["box_width"]),
      Height: storedNumber(row["box_height"]),
      Left: storedNumber(row["box_left"]),
      Top: storedNumber(row["box_top"]),
    },
    ImageId: String(row["image_id"]),
    ...(typeof externalImageId === "string" ? { ExternalImageId: externalImageId } : {}),
    Confidence: storedNumber(row["confidence"]),
    IndexFacesModelVersion: FACE_MODEL_VERSION,
    ...(typeof userId === "string" ? { UserId: userId } : {}),
  };
}

/**
 * The id of a picture in collections: a name-based UUID (version 3, as of models 5 to 7) of its bytes and the
 * ExternalImageId; AWS's own name is unknown beyond that equal inputs give equal ids.
 */
export function imageId(pictureHash: string, externalImageId: string | undefined): string {
  const digest = createHash("md5")
    .update(`${pictureHash}/${externalImageId ?? ""}`)
    .digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x30, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  return digest.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * What the service gives back of a number that it stored: six significant digits, read again as float32. Seen in all
 * 18 published pairs of IndexFaces and ListFaces answers (0.31888890266418457 becomes 0.31888899207115173).
 */
function storedNumber(value: unknown): number {
  return Math.fround(Number(Number(value).toPrecision(6)));
}
