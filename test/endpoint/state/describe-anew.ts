import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MANIFEST, digestOf } from "../../../dev/endpoint/state/manifest.ts";

/** Has the manifest of an export describe its database as it is now, as whoever crafts an export would. */
export async function describeAnew(folder: string): Promise<void> {
  const file = join(folder, MANIFEST);
  const manifest = JSON.parse(readFileSync(file, "utf8")) as { files: Record<string, unknown> };
  manifest.files["state.sqlite"] = await digestOf(join(folder, "state.sqlite"));
  writeFileSync(file, JSON.stringify(manifest));
}
