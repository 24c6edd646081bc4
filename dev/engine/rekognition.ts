import { userInfo } from "node:os";
import { runsInCi, unreadableAwsFile } from "../config/process-environment.ts";
import { recordingsFolder } from "../config/recordings-folder.ts";
import { REGION, type Settings } from "../config/settings.ts";
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
    "rekognition" | "recordings" | "upstream" | "prefix" | "maxCalls" | "update" | "attributes" | "consent" | "expires"
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
      return { mode, pictures };
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
