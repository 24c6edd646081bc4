import type { RecordedAnswer, RecordedMiss } from "../../rekognition/recordings/recent-answers.ts";

/** What a run did with a set of recordings, as `GET /_doppelface/rekognition/recordings` tells; `{}` in other modes. */
export interface Recorded {
  readonly mode?: "replay" | "record";
  readonly set?: string;
  readonly answers?: readonly RecordedAnswer[];
  readonly misses?: readonly RecordedMiss[];
  /** Why answers were not stored, in mode `record`. */
  readonly refused?: readonly string[];
}
