import type { Host } from "../../endpoint/service.ts";
import { LocalS3PictureSource, type PictureSource } from "../picture-source.ts";
import { RemoteS3PictureSource } from "../s3-picture-source.ts";
import { createAwsMode } from "./aws-mode.ts";
import { createLocalMode, createLocalModeBesideS3 } from "./local-mode.ts";
import type { RekognitionOptions } from "./mode-options.ts";
import { createRecordMode } from "./record-mode.ts";
import type { RekognitionMode } from "./rekognition-mode.ts";
import { createReplayMode } from "./replay-mode.ts";

/** Makes the mode that answers; none of them loads an SDK, a model or a recording before its first call, or upload. */
export function createMode(host: Host, options: RekognitionOptions): RekognitionMode {
  const source: PictureSource =
    options.pictures.from === "own-s3"
      ? new LocalS3PictureSource(host)
      : new RemoteS3PictureSource(options.pictures.endpoint);
  switch (options.mode) {
    case "local":
      return options.pictures.from === "own-s3" ? createLocalModeBesideS3(host, source) : createLocalMode(host, source);
    case "replay":
      return createReplayMode(host, source, options.recordings);
    case "record":
      return createRecordMode(host, source, options);
    case "aws":
      return createAwsMode(host, source, options.upstream);
  }
}
