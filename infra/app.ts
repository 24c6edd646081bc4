import { App } from "aws-cdk-lib";
import { PipelineStack } from "./pipeline-stack.ts";
import { readSettings, SettingError } from "./settings.ts";

// Run by `cd infra && npx cdk …`, or from the root by
// `npx cdk --app "node --import tsx infra/app.ts" …`, or alone with CDK_OUTDIR set.
// Nothing of the CLI's own goes into the template, so that each of them gives the very same one.
const app = new App({
  analyticsReporting: false,
  treeMetadata: false,
  postCliContext: { "aws:cdk:enable-path-metadata": false, "aws:cdk:enable-asset-metadata": false },
});
try {
  const settings = readSettings((key) => app.node.tryGetContext(key));
  const stack = new PipelineStack(app, settings);
  // Loaded on demand: every save in `infra/` waits for this file.
  if (settings.nag) (await import("./nag.ts")).checkWithNag(app, stack, settings);
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
app.synth();
