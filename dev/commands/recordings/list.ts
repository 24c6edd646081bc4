import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { RECORDINGS } from "../../config/recordings-folder.ts";
import { table } from "../../output/table.ts";
import { picturesOf } from "../../rekognition/recordings/known-pictures.ts";
import { expiryOf, readSet } from "../../rekognition/recordings/set-file.ts";
import { Tape } from "../../rekognition/recordings/tape.ts";
import type { RecordingsVerb } from "./verb.ts";

/** Every set with its size, and until when it may be used. */
export const list: RecordingsVerb = async ({ output }) => {
  const names = existsSync(RECORDINGS)
    ? readdirSync(RECORDINGS, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
    : [];
  const sets = names.toSorted().map((name) => {
    const tape = new Tape(join(RECORDINGS, name));
    const set = readSet(tape.folder);
    return {
      name,
      recordings: tape.files().length,
      pictures: picturesOf(tape).size,
      consent: set?.consent,
      expires: set?.expires,
      expired: expiryOf(set, name, new Date()) !== undefined,
    };
  });
  output.result(
    { sets },
    sets.length === 0
      ? ["There are no recordings. npx doppelface exec --rekognition record -- COMMAND… makes some."]
      : table(
          ["SET", "RECORDINGS", "PICTURES", "EXPIRES", "CONSENT"],
          sets.map((set) => [
            set.name,
            String(set.recordings),
            String(set.pictures),
            `${set.expires ?? "never"}${set.expired ? " (expired)" : ""}`,
            set.consent ?? "drawn fixtures only",
          ]),
        ),
  );
  return 0;
};
