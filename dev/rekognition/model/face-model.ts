/** A picture's stored format, told by its first bytes and never by its name. */
export type PictureFormat = "JPEG" | "PNG";

/** A point as ratios of the upright picture's width and height; may lie outside 0–1. */
export type RatioPoint = readonly [x: number, y: number];

/** A box as ratios of the upright picture's width and height; may leave the picture on any side. */
export interface RatioBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Head pose in degrees: roll clockwise in the picture from -180 to 180, yaw towards the picture's right, pitch upwards.
 */
export interface Pose {
  readonly roll: number;
  readonly yaw: number;
  readonly pitch: number;
}

/** Brightness and sharpness of the face region, each 0–100. */
export interface Quality {
  readonly brightness: number;
  readonly sharpness: number;
}

/** A yes/no attribute with the confidence (50–100) in the value given. */
export interface Judged {
  readonly value: boolean;
  readonly confidence: number;
}

/** The emotions the expression net knows, in the API's words (the API's CONFUSED has no source here). */
export type EmotionType = "CALM" | "HAPPY" | "SAD" | "ANGRY" | "FEAR" | "DISGUSTED" | "SURPRISED";

/** An emotion with its confidence, 0–100; those of a face are no shares of one whole, and add up to 100 and more. */
export interface Emotion {
  readonly type: EmotionType;
  readonly confidence: number;
}

/** What the attribute nets say of one face; `age` in years, emotions by confidence descending. */
export interface FaceAttributes {
  readonly age: number;
  readonly gender: { readonly value: "Male" | "Female"; readonly confidence: number };
  readonly emotions: readonly Emotion[];
  readonly smile: Judged;
  readonly eyesOpen: Judged;
  readonly mouthOpen: Judged;
}

/** One face found in a picture. */
export interface AnalysedFace {
  /** From mid-forehead to chin and ear to ear, made from the landmarks. */
  readonly box: RatioBox;
  /** That this is a face, 0–100. */
  readonly confidence: number;
  /** The 68 points in dlib's order: jaw 0–16, brows 17–26, nose 27–35, eyes 36–47, mouth 48–67. */
  readonly landmarks68: readonly RatioPoint[];
  readonly pose: Pose;
  readonly quality: Quality;
  /**
   * 128 numbers of length 1, comparable only with vectors of the same `FaceModel.version`; none where the call wanted
   * none.
   */
  readonly embedding: Float32Array;
  /** Present when the call asked for attributes (it may be present when not asked for). */
  readonly attributes?: FaceAttributes;
}

/** A picture and its faces, largest box first; width and height in pixels, EXIF orientation applied. */
export interface AnalysedPicture {
  readonly format: PictureFormat;
  readonly width: number;
  readonly height: number;
  readonly faces: readonly AnalysedFace[];
}

/** A picture that was looked at, and which one it was. */
export interface Analysis extends AnalysedPicture {
  /** SHA-256 of the bytes in hex. */
  readonly hash: string;
}

/** What one analysis is asked for; answers may hold more. */
export interface AnalyseOptions {
  /** Runs the age, gender and expression nets. */
  readonly attributes: boolean;
  /** Runs the recognition net, unless it is false. */
  readonly embeddings?: boolean;
}

/** The engine that finds, describes and compares faces. */
export interface FaceModel {
  /** Packages, weights and chip parameters; vectors of two versions are never compared. */
  readonly version: string;
  /** Finds every face (at most 100); rejects with a `PictureError` for what lies in the picture. */
  analyse(bytes: Uint8Array, options: AnalyseOptions): Promise<Analysis>;
  /** Similarity of two embeddings, 0–100, rounded to float32 as the API's numbers are. */
  similarity(a: Float32Array, b: Float32Array): number;
  /** The same for two embeddings whose Euclidean distance is known. */
  similarityAt(distance: number): number;
  /** A distance beyond which no two embeddings have this similarity. */
  reachOf(similarity: number): number;
  /** Loads the nets now rather than at the first picture. */
  load(): Promise<void>;
  /** Ends the engine; later calls reject. */
  close(): Promise<void>;
}

/**
 * Why a picture cannot be analysed: `UnsupportedFormat` is neither JPEG nor PNG by its first bytes,
 * `Undecodable` is broken or cut off, `TooSmall` has a side under 80 px, `TooLarge` has too many pixels.
 */
export type PictureErrorCode = "UnsupportedFormat" | "Undecodable" | "TooSmall" | "TooLarge";

/** Something in the picture itself; analysing the same bytes again gives the same error. */
export class PictureError extends Error {
  override readonly name = "PictureError";
  readonly code: PictureErrorCode;

  constructor(code: PictureErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The engine itself failed (weights missing, worker ended); says nothing about the picture. */
export class FaceModelError extends Error {
  override readonly name = "FaceModelError";
}
