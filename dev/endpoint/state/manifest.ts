import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { pipeline } from "node:stream/promises";
import * as v from "valibot";

/** Name of the manifest in an export. It is written last. */
export const MANIFEST = "manifest.json";

/** Below the export's folder, with slashes; never outside of it. */
const Path = v.pipe(
  v.string(),
  v.check((path) => !path.includes("\\") && !path.includes("\0"), "is no path"),
  v.check((path) => posix.normalize(path) === path && !/^(\/|\.\.(\/|$))/.test(path), "leaves the folder"),
);

const Manifest = v.object({
  /** Of the tables: `SCHEMA_VERSION` of the Doppelface that wrote it. */
  version: v.number(),
  /** ISO 8601. */
  exportedAt: v.string(),
  /** Every other file of the export. `sha256` in hex. */
  files: v.record(Path, v.object({ size: v.number(), sha256: v.string() })),
});

/** What an export holds. */
export type Manifest = v.InferOutput<typeof Manifest>;

/** Size in bytes and hash of one file. */
export type FileDigest = Manifest["files"][string];

/** Reads an export's manifest. Throws where the folder is no export, or one that was never finished. */
export async function readManifest(folder: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST), "utf8");
  } catch (error) {
    throw new Error(`${folder} is no export, or one that was not finished: it holds no ${MANIFEST}.`, { cause: error });
  }
  try {
    return v.parse(Manifest, JSON.parse(text));
  } catch (error) {
    throw new Error(`The export in ${folder} is damaged: its ${MANIFEST} cannot be read.`, { cause: error });
  }
}

/** Reads a file through. */
export async function digestOf(path: string): Promise<FileDigest> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return { size: (await stat(path)).size, sha256: hash.digest("hex") };
}
