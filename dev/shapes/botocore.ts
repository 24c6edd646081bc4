import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { unzipSync } from "fflate";
import * as v from "valibot";

/** The version that the committed data is of, and the day on which it was released. */
export const BOTOCORE = { version: "1.44.8", date: "2026-11-20" };

const Fields = v.record(v.string(), v.unknown());

/** What is read of a service's model; the rest of a shape is taken as it is. */
export const BotocoreModel = v.object({
  metadata: v.object({ apiVersion: v.string(), protocol: v.string() }),
  operations: v.record(
    v.string(),
    v.object({
      http: v.object({ method: v.string(), requestUri: v.string(), responseCode: v.optional(v.number()) }),
      input: v.optional(v.object({ shape: v.string() })),
      output: v.optional(v.object({ shape: v.string(), resultWrapper: v.optional(v.string()) })),
      errors: v.optional(v.array(v.object({ shape: v.string() })), []),
    }),
  ),
  shapes: v.record(v.string(), Fields),
});

export type BotocoreModel = v.InferOutput<typeof BotocoreModel>;

/** Fetches botocore's package by pip. Answers the newest model of a service by the name of its folder. */
export function fetchBotocore(): (folder: string) => BotocoreModel {
  const files = readWheel();
  return (folder) => {
    const ofService = Object.keys(files).filter((path) => path.startsWith(`botocore/data/${folder}/`));
    const newest = ofService.toSorted().at(-1);
    const packed = newest === undefined ? undefined : files[newest];
    if (packed === undefined) throw new Error(`botocore ${BOTOCORE.version} has no model of ${folder}.`);
    return v.parse(BotocoreModel, JSON.parse(gunzipSync(packed).toString("utf8")));
  };
}

function readWheel(): Record<string, Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), "botocore-"));
  try {
    const wanted = `botocore==${BOTOCORE.version}`;
    execFileSync("python3", [
      "-m",
      "pip",
      "download",
      "--quiet",
      "--no-deps",
      "--only-binary=:all:",
      "-d",
      folder,
      wanted,
    ]);
    const [wheel] = readdirSync(folder);
    if (wheel === undefined) throw new Error(`pip has brought no ${wanted}.`);
    return unzipSync(readFileSync(join(folder, wheel)), { filter: ({ name }) => name.endsWith("/service-2.json.gz") });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
