import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { BoundingBox } from "@aws-sdk/client-rekognition";

/** What the quality filter asks of a face; of the local model alone. */
export interface QualityBar {
  readonly confidence: number;
  readonly sharpness: number;
  readonly brightness: number;
  readonly side: number;
  readonly turn: number;
}

/** A face of a collection, and what the app's tables and buckets know of it. */
export interface KnownFace {
  readonly faceId: string;
  /** Whom it shows, by an item that names its id, else by its user or its ExternalImageId. */
  readonly person: string;
  readonly box: BoundingBox;
  readonly externalImageId: string | undefined;
  readonly userId: string | undefined;
  /** Where its picture lies, as far as an item says so. */
  readonly picture: { readonly bucket: string; readonly key: string; readonly version?: string } | undefined;
  readonly items: readonly { readonly table: string; readonly item: Record<string, AttributeValue> }[];
}

/** A collection, as its faces and who they are like. */
export interface People {
  readonly collection: string;
  readonly faces: readonly KnownFace[];
  /** Faces that are not listed here, since there are so many. */
  readonly more: boolean;
  readonly users: readonly { readonly userId: string; readonly status: string }[];
  /** Everybody beside everybody; undefined, with the reason, where it cannot be had. */
  readonly pairs: Pairs | undefined;
  readonly whyNoPairs: string | undefined;
  /** Similarity (0–100) by distance; empty where Rekognition is not the local model. */
  readonly curve: readonly (readonly [distance: number, similarity: number])[];
}

/** Of each face the distance and the similarity to those before it, in the order of `faceIds`. */
export interface Pairs {
  readonly faceIds: readonly string[];
  readonly distances: readonly (readonly number[])[];
  readonly similarities: readonly (readonly number[])[];
}

/** Who is in a picture: what a search of a collection gives, whatever the threshold. */
export interface Who {
  /** Every face of the picture; the first one is searched for. */
  readonly boxes: readonly BoundingBox[];
  /** Of the face that was searched for; undefined where there is none. */
  readonly searched: BoundingBox | undefined;
  readonly matches: readonly { readonly similarity: number; readonly face: KnownFace }[];
  /** Why Rekognition refused the picture. */
  readonly refused: string | undefined;
}
