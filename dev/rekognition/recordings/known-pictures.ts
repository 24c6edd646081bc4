import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asRecord } from "./model-shapes.ts";
import { sha256 } from "./canonical.ts";
import type { Tape } from "./tape.ts";

/** Folder of the drawn fixtures: no person is in them. */
export const FIXTURES = fileURLToPath(new URL("../../../fixtures/pictures", import.meta.url));

/** The files below a folder by the hash of their bytes. */
export async function picturesByHash(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pictures = new Map<string, string>();
  for (const file of files.toSorted()) pictures.set(sha256(await readFile(file)), file);
  return pictures;
}

/** The hashes of every picture in a set's requests. */
export function picturesOf(tape: Tape): Set<string> {
  const hashes = tape
    .all()
    .flatMap(({ recording }) => Object.values(recording.request).map((value) => asRecord(value)["sha256"]));
  return new Set(hashes.filter((hash) => typeof hash === "string"));
}
