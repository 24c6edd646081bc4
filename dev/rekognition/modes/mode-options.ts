import type { EmbedderChoice } from "../model/given/embedder.ts";
import type { UpstreamOptions } from "../recordings/upstream.ts";
import type { TurnLimits } from "../turns.ts";

/** A set of recordings. */
export interface RecordingsOptions {
  /** As the user wrote it. */
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  /** How the run was started, for the commands in messages: for example `doppelface up`. */
  readonly command: string;
  /** What to do with a set whose day has come. */
  readonly expired: "warn" | "refuse";
}

/** How answers are recorded. */
export interface RecordOptions {
  /** Replace files that the upstream now answers otherwise. */
  readonly update: boolean;
  /** Store age, gender and emotions. */
  readonly attributes: boolean;
  /** What the people in photographs agreed to; without it only the drawn fixtures are recorded. */
  readonly consent: string | undefined;
  /** Day from which the set must no longer be used, `YYYY-MM-DD`. */
  readonly expires: string | undefined;
}

/** Where pictures of requests lie that name an object in S3. */
export type PicturesOptions =
  /** In the S3 of the same endpoint, read under the caller's policy. */
  | { readonly from: "own-s3" }
  /** In another emulator's; undefined: nowhere. */
  | { readonly from: "remote-s3"; readonly endpoint: string | undefined };

/** How Rekognition's calls are answered. */
export type RekognitionOptions = { readonly pictures: PicturesOptions } & (
  | { readonly mode: "local"; readonly embedder?: EmbedderChoice | undefined; readonly turns?: TurnLimits }
  | { readonly mode: "replay"; readonly recordings: RecordingsOptions }
  | {
      readonly mode: "record";
      readonly recordings: RecordingsOptions;
      readonly record: RecordOptions;
      readonly upstream: UpstreamOptions;
    }
  | { readonly mode: "aws"; readonly upstream: UpstreamOptions }
);
