import { buildSync } from "esbuild";
import { AssetHashType, DockerImage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("..", import.meta.url));

/**
 * Bundles `handler/index.ts` with everything it imports, the SDK included, into one `index.mjs`.
 *
 * esbuild is called directly where CDK's `NodejsFunction` would start `npx esbuild` in a shell: the
 * same bundle without those processes, and paths in the source map that are the same on every machine.
 */
export function handlerCode(): Code {
  return Code.fromAsset(join(project, "handler"), {
    // The bundle decides the asset's name, not the sources: a comment redeploys nothing.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // CDK asks for an image to fall back to; tryBundle never leaves it the turn.
      image: DockerImage.fromRegistry("unused"),
      local: {
        tryBundle(outputFolder: string) {
          bundleHandler(outputFolder);
          return true;
        },
      },
    },
  });
}

function bundleHandler(outputFolder: string): void {
  const { outputFiles } = buildSync({
    absWorkingDir: project,
    entryPoints: ["handler/index.ts"],
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
}
