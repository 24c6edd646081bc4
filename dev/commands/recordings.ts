import { recordingsFolder } from "../config/recordings-folder.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command } from "./command.ts";
import type { RecordingsVerb } from "./recordings/verb.ts";
import { UPSTREAM_OPTIONS } from "./rekognition-options.ts";

const VERBS: Readonly<Record<string, () => Promise<RecordingsVerb>>> = {
  list: async () => (await import("./recordings/list.ts")).list,
  show: async () => (await import("./recordings/show.ts")).show,
  verify: async () => (await import("./recordings/verify.ts")).verify,
  prune: async () => (await import("./recordings/prune.ts")).prune,
  diff: async () => (await import("./recordings/diff.ts")).diff,
  "destroy-remote": async () => (await import("./recordings/destroy-remote.ts")).destroyRemoteVerb,
};

/** `doppelface recordings VERB [SET]`: what was recorded of Rekognition. */
export const recordings: Command = {
  name: "recordings",
  summary: "List, show, check and prune recordings of Rekognition, and compare them with the local model.",
  usage: "recordings list | show [SET [FILE]] | verify [SET] | prune [SET] | diff [SET] | destroy-remote [--json]",
  mostArguments: 3,
  details: [
    "SET is a name in fixtures/recordings, or a path with a slash; default: the setting `recordings`.",
    "prune deletes what no replay since the last pruning has used. diff has the local model look at the recorded",
    "pictures again and tells how far its faces and matches agree. destroy-remote deletes the collections that",
    "recordings left at the upstream.",
  ].join("\n"),
  options: {
    pictures: { type: "string", value: "DIR", description: "diff: where the pictures lie; default: fixtures/pictures" },
    ...UPSTREAM_OPTIONS,
  },
  async run(context) {
    const [verb = "", set = context.settings.recordings] = context.positionals;
    const surplus = context.positionals.slice({ list: 1, "destroy-remote": 1, show: 3 }[verb] ?? 2);
    if (surplus.length > 0) throw new UsageError(`\`recordings ${verb}\` does not take '${surplus.join(" ")}'.`);
    const load = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (load === undefined) {
      throw new UsageError(`doppelface recordings does one of: ${Object.keys(VERBS).join(", ")}.`);
    }
    return (await load())(context, { name: set, folder: recordingsFolder(set) });
  },
};
