import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { EXPORTED_PARTS } from "../../dev/endpoint/services/exported-parts.ts";
import { importState } from "../../dev/endpoint/state/import.ts";
import { readManifest } from "../../dev/endpoint/state/manifest.ts";
import { picturePath } from "../../fixtures/pictures.ts";

const EXPORT = join(import.meta.dirname, "old-export");

/** The objects of the bucket `people`; `greta.jpg` was indexed by its bytes, and lies in no bucket. */
const OBJECTS = ["nora-lind.jpg", "smiling/nora-lind.jpg", "lunch-group.jpg"];

/**
 * A state folder as the Doppelface before vectors of unit length left it, made of its export: the collection
 * `employees` with Nora's face of two pictures, three of a group and one of Greta, and the user `nora` of the first two.
 * The export lies beside this file, its database packed; its objects are fixtures.
 */
export async function openOldExport(folder: string): Promise<string> {
  const whole = join(folder, "export");
  mkdirSync(whole);
  copyFileSync(join(EXPORT, "manifest.json"), join(whole, "manifest.json"));
  writeFileSync(join(whole, "state.sqlite"), gunzipSync(readFileSync(join(EXPORT, "state.sqlite.gz"))));
  const bytes = new Map(OBJECTS.map((file) => readFileSync(picturePath({ file }))).map((body) => [sha256(body), body]));
  for (const [path, { sha256: hash }] of Object.entries((await readManifest(whole)).files)) {
    const body = bytes.get(hash);
    if (body === undefined) continue;
    mkdirSync(dirname(join(whole, path)), { recursive: true });
    writeFileSync(join(whole, path), body);
  }
  const state = join(folder, "state");
  await importState(whole, { folder: state, durability: "process" }, EXPORTED_PARTS);
  return state;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
