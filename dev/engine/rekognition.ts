import { userInfo } from "node:os";
import { resolve } from "node:path";
import { runsInCi, unreadableAwsFile } from "../config/process-environment.ts";
import { PROJECT } from "../config/project.ts";
import { recordingsFolder } from "../config/recordings-folder.ts";
import { REGION, type Settings } from "../config/settings.ts";
import type { EmbedderChoice } from "../rekognition/model/given/embedder.ts";
import type { PicturesOptions, RekognitionOptions } from "../rekognition/modes/mode-options.ts";

/** What may be said of Rekognition besides the settings. */
export interface RekognitionWishes {
  /** How the run was started, for the commands in messages. */
  readonly command: string;
  readonly pictures: PicturesOptions;
}

/** How Rekognition's calls are answered, by the settings. */
export function rekognitionOptions(
  settings: Pick<
    Settings,
    | "rekognition"
    | "embedder"
    | "embedderInput"
    | "recordings"
    | "upstream"
    | "prefix"
    | "maxCalls"
    | "update"
    | "attributes"
    | "consent"
    | "expires"
  >,
  { command, pictures }: RekognitionWishes,
): RekognitionOptions {
  const { rekognition: mode, recordings: name, upstream: url, maxCalls } = settings;
  const expired = runsInCi() ? "refuse" : "warn";
  const recordings = { name, folder: recordingsFolder(name), command, expired } as const;
  const prefix = settings.prefix ?? developerPrefix();
  const upstream = { url, region: REGION, prefix, maxCalls, unreadableFile: unreadableAwsFile() };
  switch (mode) {
    case "local":
      return { mode, pictures, embedder: chosenEmbedder(settings) };
    case "replay":
      return { mode, pictures, recordings };
    case "record": {
      const { update, attributes, consent, expires } = settings;
      return { mode, pictures, recordings, upstream, record: { update, attributes, consent, expires } };
    }
    case "aws":
      return { mode, pictures, upstream };
  }
}

/** The user's own net for the vectors of faces, by the settings. */
export function chosenEmbedder({
  embedder,
  embedderInput,
}: Pick<Settings, "embedder" | "embedderInput">): EmbedderChoice | undefined {
  if (embedder === undefined) return undefined;
  const [order, mean, divisor] = embedderInput.split(",");
  const input = { order: order === "bgr" ? "bgr" : "rgb", mean: Number(mean), divisor: Number(divisor) } as const;
  return { path: resolve(PROJECT, embedder), input };
}

/** Before the names of an upstream's collections: developers of one account do not share them. */
export function developerPrefix(): string {
  return `doppelface-${userName().replace(/[^a-zA-Z0-9_.-]/g, "-")}-`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return String(process.getuid?.() ?? "user");
  }
}
