import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { UsageError } from "../config/command-line.ts";

const Share = v.object({ share: v.number(), low: v.number(), high: v.number(), of: v.number() });
const Found = v.object({ right: v.number(), wrong: v.number() });

const listOf = <Schema extends v.GenericSchema>(schema: Schema) => v.pipe(v.array(schema), v.readonly());

const People = v.object({
  people: v.number(),
  photographs: v.number(),
  missed: v.optional(Share),
  missedFiles: listOf(v.string()),
  others: v.number(),
  confidence: listOf(v.object({ least: v.number(), share: v.optional(Share) })),
  samePairs: v.number(),
  differentPairs: v.number(),
  balancedAt80: v.optional(v.number()),
  at: listOf(v.object({ threshold: v.number(), same: v.optional(Share), different: v.optional(Share) })),
  atFalseRate: listOf(
    v.object({
      rate: v.number(),
      similarity: v.optional(v.number()),
      same: v.optional(Share),
      enough: v.boolean(),
      takes: v.number(),
    }),
  ),
  rankOne: v.optional(Share),
  users: v.object({ searches: v.number(), byFace: v.optional(Found), byUser: v.optional(Found) }),
});

const Nobody = v.object({
  photographs: v.number(),
  withFace: v.optional(Share),
  faces: listOf(v.object({ file: v.string(), confidence: v.number() })),
});

/** One run, as `--json` prints it and `--beside` reads it. */
const Result = v.object({
  model: v.string(),
  collection: v.string(),
  people: v.optional(People),
  groups: listOf(v.object({ group: v.string(), measured: People })),
  nobody: v.optional(Nobody),
  kinds: listOf(v.object({ kind: v.string(), measured: Nobody })),
  unreadable: listOf(v.string()),
  repeated: listOf(v.string()),
  empty: listOf(v.string()),
  otherFiles: listOf(v.string()),
});

/** What was measured on photographs of people; shares 0–1. */
export type PeopleMeasured = v.InferOutput<typeof People>;

/** What was measured on photographs that show nobody: faces found, the surest first. */
export type NobodyMeasured = v.InferOutput<typeof Nobody>;

/** One run over a labelled collection. */
export type AccuracyResult = v.InferOutput<typeof Result>;

/** Reads what `--json` of an earlier run has printed. Throws UsageError where it is something else. */
export async function readResult(file: string): Promise<AccuracyResult> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new UsageError(`There is no file ${file} to compare with.`, { cause });
  }
  try {
    return v.parse(Result, JSON.parse(text));
  } catch (cause) {
    const how = "Make one with: doppelface accuracy DIR --json > FILE";
    throw new UsageError(`${file} is no result of \`doppelface accuracy --json\` of this version. ${how}`, { cause });
  }
}
