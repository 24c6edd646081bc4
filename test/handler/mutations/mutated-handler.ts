import { build } from "esbuild";
import { randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { handler } from "../../../handler/index.ts";
import type * as clients from "../../../handler/clients.ts";
import type { Mutant } from "./mutants.ts";

const PROJECT = fileURLToPath(new URL("../../..", import.meta.url));
const HANDLER = join(PROJECT, "handler");

/** Loads the handler with a mutation in it; the handler itself where there is none. Reads the variables at once. */
export async function loadMutated(mutant: Mutant | undefined): Promise<{ handler: typeof handler } & typeof clients> {
  // Below the project, so that it finds the packages.
  const outfile = join(PROJECT, "node_modules/.cache/doppelface/mutants", `${randomUUID()}.mjs`);
  await build({
    stdin: {
      contents: 'export { handler } from "./index.ts"; export * from "./clients.ts";',
      resolveDir: HANDLER,
      loader: "ts",
    },
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    logLevel: "warning",
    plugins: [
      {
        name: "mutation",
        setup: (builder) =>
          builder.onLoad({ filter: /[\\/]handler[\\/][^\\/]+\.ts$/ }, ({ path }) => ({
            loader: "ts",
            contents: mutate(path, readFileSync(path, "utf8"), mutant),
          })),
      },
    ],
  });
  try {
    return (await import(pathToFileURL(outfile).href)) as { handler: typeof handler } & typeof clients;
  } finally {
    rmSync(outfile);
  }
}

function mutate(path: string, source: string, mutant: Mutant | undefined): string {
  if (mutant === undefined || path !== join(HANDLER, mutant.file)) return source;
  const [before = "", after, ...more] = source.split(mutant.from);
  if (after === undefined || more.length > 0) {
    throw new Error(`'${mutant.name}' does not fit: ${mutant.file} has its text ${more.length + 1} times, not once.`);
  }
  return before + mutant.to + after;
}
