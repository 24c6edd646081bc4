import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as v from "valibot";
import { ACCOUNT, REGION } from "../../config/settings.ts";
import type { App } from "../app.ts";
import { SynthFailed } from "../synth-failed.ts";

const Manifest = v.object({ missing: v.optional(v.array(v.object({ key: v.string() })), []) });

/**
 * What the CLI has looked up in an account (`cdk.context.json`), under the keys that the app asks for here: they name the
 * account and the Region, for example `vpc-provider:account=123456789012:filter.isDefault=true:region=eu-west-1`.
 */
export function ofThisAccount(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const here = (key: string): string =>
    key
      .replace(/(^|:)account=\d{12}(?=:|$)/, `$1account=${ACCOUNT}`)
      .replace(/(^|:)region=[a-z0-9-]+(?=:|$)/, `$1region=${REGION}`);
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [here(key), value]));
}

/**
 * Throws SynthFailed where an assembly is one of stand-ins: the app looks something up that nobody has looked up yet.
 */
export function refuseLookups(app: App, folder: string): void {
  const { missing } = v.parse(Manifest, JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")));
  if (missing.length === 0) return;
  const [place, keys] = [relative(app.project, app.folder) || ".", missing.map(({ key }) => `  ${key}`)];
  throw new SynthFailed(
    `The CDK app ${relative(app.project, app.file)} looks something up in an account, and cdk.context.json does not have it:\n` +
      `${[...new Set(keys)].join("\n")}\nRun \`npx cdk synth\` in ${place}/ once, signed in: it writes the values into ` +
      "cdk.context.json, from which they are taken here, whichever account and Region they are of. Or write them there yourself.",
  );
}
