import { table } from "../../output/table.ts";
import { readableJson } from "../../rekognition/recordings/canonical.ts";
import { asRecord } from "../../rekognition/recordings/model-shapes.ts";
import type { Recording } from "../../rekognition/recordings/recording.ts";
import { Tape } from "../../rekognition/recordings/tape.ts";
import { UsageError } from "../../config/command-line.ts";
import type { RecordingsVerb } from "./verb.ts";

/** The recordings of a set, a line each; one of them whole. */
export const show: RecordingsVerb = async ({ positionals, output }, { name, folder }) => {
  const tape = new Tape(folder);
  const [, , wanted] = positionals;
  if (wanted !== undefined) {
    const file = tape.files().find((candidate) => candidate === wanted || candidate.includes(wanted));
    if (file === undefined) throw new UsageError(`The set ${name} has no recording '${wanted}'.`);
    const recording = tape.read(file);
    output.result({ file, recording }, [readableJson(recording).trimEnd()]);
    return 0;
  }
  const recorded = tape.all();
  if (recorded.length === 0) throw new UsageError(`There are no recordings in ${folder}.`);
  output.result(
    { set: name, folder, recordings: recorded.map(({ file, recording }) => ({ file, ...summary(recording) })) },
    table(
      ["FILE", "ANSWER", "STATE", "RECORDED"],
      recorded.map(({ file, recording }) => {
        const { answer, state } = summary(recording);
        return [file, answer, state, tape.recordedAt(file)?.slice(0, 10) ?? ""];
      }),
    ),
  );
  return 0;
};

function summary({ response, state }: Recording): { answer: string; state: string } {
  const faces = state?.faces;
  return {
    answer: response.status === 200 ? counts(response.body) : String(response.body["__type"]),
    state: faces === undefined ? "" : `${faces} face${faces === 1 ? "" : "s"}`,
  };
}

/** The lists of an answer and how long they are. */
function counts(body: Readonly<Record<string, unknown>>): string {
  const lists = Object.entries(asRecord(body)).flatMap(([member, value]) =>
    Array.isArray(value) ? [`${value.length} ${member}`] : [],
  );
  return lists.length === 0 ? "ok" : lists.join(", ");
}
