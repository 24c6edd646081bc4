import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import * as v from "valibot";
import { checkShape } from "../../endpoint/model/input-of.ts";
import { canonicalJson } from "./canonical.ts";
import { refuseForbidden } from "./forbidden.ts";
import { FIXTURES, picturesByHash } from "./known-pictures.ts";
import { asRecord, mapOutput } from "./model-shapes.ts";
import { outputShape } from "../service-model.ts";
import { type Recording, RecordingFile, keyOf, shortKey } from "./recording.ts";
import { readSet } from "./set-file.ts";
import { Tape } from "./tape.ts";
import { withholdAttributes } from "./withhold-attributes.ts";

/** Something wrong with a set. */
export interface Problem {
  /** Path below the set's folder. */
  readonly file: string;
  readonly problem: string;
}

/** Checks every file of a set: its form, its key, its answer against the service model, and that nothing forbidden is in it. */
export async function verifySet(folder: string): Promise<{ files: number; problems: Problem[] }> {
  const set = readSet(folder);
  const tape = new Tape(folder);
  const fixtures = await picturesByHash(FIXTURES);
  const problems: Problem[] = [];
  const files = tape.files();
  for (const file of files) {
    const text = await readFile(join(folder, file), "utf8");
    const found = problemsOf(text, file, set?.attributes === true);
    problems.push(...found.problems.map((problem) => ({ file, problem })));
    for (const value of Object.values(found.recording?.request ?? {})) {
      const { sha256: hash } = asRecord(value);
      if (typeof hash !== "string" || fixtures.has(hash) || set?.consent !== undefined) continue;
      problems.push({ file, problem: "is about a picture that is no drawn fixture, and set.json names no consent" });
    }
  }
  return { files: files.length, problems };
}

function problemsOf(text: string, file: string, attributes: boolean): { recording?: Recording; problems: string[] } {
  const problems: string[] = [];
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  };
  let recording: Recording | undefined;
  attempt(() => {
    const json: unknown = JSON.parse(text);
    attempt(() => refuseForbidden(json));
    recording = v.parse(RecordingFile, json);
  });
  if (recording === undefined) return { problems };
  const { key, operation, occurrence, request, response } = recording;
  if (keyOf(recording) !== key) problems.push("has a key that is not that of its request: it was edited");
  const ending = `-${shortKey(key)}${occurrence === 1 ? "" : `-${occurrence}`}.json`;
  if (!basename(file).endsWith(ending)) problems.push(`has a name that does not end in ${ending}`);
  if (response.status !== 200) return { recording, problems };
  const { body } = response;
  attempt(() => checkShape("rekognition", outputShape(operation), body));
  const known = mapOutput(operation, body, (_shape, value) => value);
  if (canonicalJson(known) !== canonicalJson(body)) problems.push("holds members that the service model does not know");
  if (canonicalJson(withholdAttributes({ params: request }, body, attributes)) !== canonicalJson(body)) {
    problems.push("holds age, gender or emotions, which set.json does not allow");
  }
  return { recording, problems };
}
