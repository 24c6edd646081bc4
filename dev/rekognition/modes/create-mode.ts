import type { Host } from "../../endpoint/service.ts";
import { LocalS3PictureSource, type PictureSource } from "../picture-source.ts";
import { RemoteS3PictureSource } from "../s3-picture-source.ts";
import type { RekognitionOptions } from "./mode-options.ts";
import type { RekognitionMode } from "./rekognition-mode.ts";

/**
 * What makes the mode that answers, its code loaded and no other mode's; none of them loads an SDK, a model or a
 * recording before its first call, or upload.
 */
export async function modeFactory(options: RekognitionOptions): Promise<(host: Host) => RekognitionMode> {
  const source = (host: Host): PictureSource =>
    options.pictures.from === "own-s3"
      ? new LocalS3PictureSource(host)
      : new RemoteS3PictureSource(options.pictures.endpoint);
  switch (options.mode) {
    case "local": {
      const { createLocalMode, createLocalModeBesideS3 } = await import("./local-mode.ts");
      return options.pictures.from === "own-s3"
        ? (host) => createLocalModeBesideS3(host, source(host), options)
        : (host) => createLocalMode(host, source(host), options);
    }
    case "replay": {
      const { createReplayMode } = await import("./replay-mode.ts");
      return (host) => createReplayMode(host, source(host), options.recordings);
    }
    case "record": {
      const { createRecordMode } = await import("./record-mode.ts");
      return (host) => createRecordMode(host, source(host), options);
    }
    case "aws": {
      const { createAwsMode } = await import("./aws-mode.ts");
      return (host) => createAwsMode(host, source(host), options.upstream);
    }
  }
}
