import { join } from "node:path";
import * as v from "valibot";
import { readableJson } from "./canonical.ts";
import { FORMAT } from "./recording.ts";
import { readIfThere, writeWhole } from "./whole-files.ts";

const SetFile = v.strictObject({
  format: v.literal(FORMAT),
  /** Age, gender and emotions are stored. */
  attributes: v.boolean(),
  /** What the people in photographs agreed to, in the words of whoever recorded them. */
  consent: v.optional(v.string()),
  /** Day from which the set must no longer be used, `YYYY-MM-DD`. */
  expires: v.optional(v.pipe(v.string(), v.isoDate())),
});

/** What holds for all recordings of a set. */
export type SetSettings = v.InferOutput<typeof SetFile>;

const NAME = "set.json";

/** The settings of a set in a folder; undefined where there are none. Throws where they cannot be read. */
export function readSet(folder: string): SetSettings | undefined {
  const path = join(folder, NAME);
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  try {
    return v.parse(SetFile, JSON.parse(text));
  } catch (cause) {
    throw new Error(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Writes the settings of a set where they differ from what stands there. */
export function writeSet(folder: string, settings: SetSettings): void {
  const text = readableJson(settings);
  if (readIfThere(join(folder, NAME)) !== text) writeWhole(folder, NAME, text);
}

/** In words what is to be said of a set's age; undefined while it is good. */
export function expiryOf(set: SetSettings | undefined, name: string, today: Date): string | undefined {
  if (set?.expires === undefined || today.toISOString().slice(0, 10) < set.expires) return undefined;
  return (
    `The recordings '${name}' expired on ${set.expires}. Record them again (--rekognition record --update ` +
    "--expires YYYY-MM-DD), or delete them: the people in them agreed to no longer."
  );
}
