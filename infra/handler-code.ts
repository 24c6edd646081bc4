import { buildSync } from "esbuild";
import { AssetHashType, DockerImage, type ILocalBundling } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("..", import.meta.url));

/**
 * Bundles a handler with everything it imports, the SDK included, into one `index.mjs`. Each function has an entry of
 * its own, from the project's root.
 *
 * esbuild is called directly where CDK's `NodejsFunction` would start `npx esbuild` in a shell: the
 * same bundle without those processes, and paths in the source map that are the same on every machine.
 */
export function handlerCode(entry = "handler/index.ts"): Code {
  return Code.fromAsset(join(project, dirname(entry)), {
    // The bundle decides the asset's name, not the sources: a comment redeploys nothing.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // CDK asks for an image to fall back to; tryBundle never leaves it the turn.
      image: DockerImage.fromRegistry("unused"),
      local: new EntryBundling(entry),
    },
  });
}

/** A class, since the CDK takes two assets for one whose options are the same JSON: the entry has to be in it. */
class EntryBundling implements ILocalBundling {
  readonly entry: string;

  constructor(entry: string) {
    this.entry = entry;
  }

  tryBundle(outputFolder: string): boolean {
    const { outputFiles } = buildSync({
      absWorkingDir: project,
      entryPoints: [this.entry],
      // Where esbuild believes to write, so that the map's sources read `handler/…` wherever
      // the assembly goes; otherwise the output's folder would change the asset's hash.
      outfile: "index.mjs",
      write: false,
      bundle: true,
      platform: "node",
      target: "node24",
      format: "esm",
      mainFields: ["module", "main"],
      sourcemap: true,
      sourcesContent: false,
      logLevel: "warning",
    });
    for (const file of outputFiles) {
      writeFileSync(join(outputFolder, basename(file.path)), file.contents);
    }
    return true;
  }
}
