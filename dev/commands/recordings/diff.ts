import { resolve } from "node:path";
import { RekognitionClient } from "@aws-sdk/client-rekognition";
import { ACCOUNT, REGION } from "../../config/settings.ts";
import { startEndpoint } from "../../endpoint/endpoint.ts";
import { table } from "../../output/table.ts";
import { REKOGNITION_SERVICE } from "../../rekognition/definition.ts";
import { type Comparison, callsOf, compareWithLocal } from "../../rekognition/recordings/compare-with-local.ts";
import { FIXTURES, picturesByHash } from "../../rekognition/recordings/known-pictures.ts";
import { Tape } from "../../rekognition/recordings/tape.ts";
import { UsageError } from "../../config/command-line.ts";
import type { RecordingsVerb } from "./verb.ts";

/** How far the local model agrees with what was recorded. Exit code 0: it tells, it does not judge. */
export const diff: RecordingsVerb = async ({ values, output }, { name, folder }) => {
  const tape = new Tape(folder);
  if (tape.files().length === 0) throw new UsageError(`There are no recordings in ${folder}.`);
  const pictures = await picturesByHash(FIXTURES);
  if (typeof values["pictures"] === "string") {
    for (const [hash, path] of await picturesByHash(resolve(values["pictures"]))) pictures.set(hash, path);
  }
  output.progress("asking the local model");
  const { comparisons, leftOut } = await withLocalModel((client) => compareAll(tape, pictures, client));
  const totals = (["faces", "matches"] as const).map((what) => total(what, comparisons));
  output.result({ set: name, comparisons, leftOut, totals }, [
    ...table(
      ["RECORDING", "WHAT", "RECORDED", "LOCAL", "SAME", "OVERLAP"],
      comparisons.map(({ file, what, recorded, local, same, overlap, error }) => [
        file,
        error ?? what,
        String(recorded),
        String(local),
        String(same),
        overlap === undefined ? "" : overlap.toFixed(2),
      ]),
    ),
    "",
    ...totals.map(
      ({ what, recorded, local, same, overlap }) =>
        `${what.padEnd(8)} recorded ${recorded}, local ${local}, the same in both ${same}` +
        (overlap === undefined ? "" : `, mean overlap ${overlap.toFixed(2)}`),
    ),
    ...(leftOut.length === 0 ? [] : [`${leftOut.length} left out: their pictures are not here (--pictures DIR).`]),
  ]);
  return 0;
};

async function compareAll(tape: Tape, pictures: ReadonlyMap<string, string>, client: RekognitionClient) {
  return compareWithLocal(tape, pictures, await callsOf(client));
}

/** Runs work beside a local Rekognition of its own. */
async function withLocalModel<Result>(work: (client: RekognitionClient) => Promise<Result>): Promise<Result> {
  const endpoint = await startEndpoint({
    services: [REKOGNITION_SERVICE],
    state: { folder: undefined },
    address: "127.0.0.1",
    port: 0,
    settings: { account: ACCOUNT, region: REGION, retryDelay: 0, iam: "enforce", strict: false },
  });
  const client = new RekognitionClient({
    endpoint: endpoint.url,
    region: REGION,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  try {
    return await work(client);
  } finally {
    client.destroy();
    await endpoint.stop();
  }
}

function total(what: Comparison["what"], comparisons: readonly Comparison[]) {
  const counted = comparisons.filter((comparison) => comparison.what === what);
  const sum = (of: (comparison: Comparison) => number): number =>
    counted.reduce((before, comparison) => before + of(comparison), 0);
  const overlaps = counted.flatMap(({ overlap }) => (overlap === undefined ? [] : [overlap]));
  return {
    what,
    recorded: sum(({ recorded }) => recorded),
    local: sum(({ local }) => local),
    same: sum(({ same }) => same),
    overlap: overlaps.length === 0 ? undefined : overlaps.reduce((a, b) => a + b) / overlaps.length,
  };
}
