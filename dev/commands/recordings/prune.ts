import { confirm } from "../../output/confirm.ts";
import { Tape } from "../../rekognition/recordings/tape.ts";
import { forgetUsed, readUsed } from "../../rekognition/recordings/used-files.ts";
import { UsageError } from "../../config/command-line.ts";
import type { RecordingsVerb } from "./verb.ts";

/** Deletes recordings that no replay since the last pruning has used. */
export const prune: RecordingsVerb = async ({ values, output }, { name, folder }) => {
  const tape = new Tape(folder);
  const { runs, files } = readUsed(folder);
  if (runs === 0) {
    throw new UsageError(`No replay of ${name} is known: run what uses it first, with --rekognition replay.`);
  }
  const unused = tape.files().filter((file) => !files.has(file));
  if (unused.length === 0) {
    output.result({ set: name, deleted: [] }, ["Every recording was used."]);
    return 0;
  }
  const list = unused.map((file) => `not used  ${file}`);
  if (values["yes"] !== true) {
    output.result({ set: name, unused }, list);
    const sure = await confirm(`Delete these ${unused.length} recordings?`);
    if (sure === undefined) throw new UsageError("Nobody is there to be asked: say --yes to delete them.");
    if (!sure) return 1;
  }
  for (const file of unused) tape.remove(file);
  tape.flush();
  forgetUsed(folder);
  output.result(
    { set: name, deleted: unused },
    unused.map((file) => `deleted   ${file}`),
  );
  return 0;
};
