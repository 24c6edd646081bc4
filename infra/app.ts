import { App } from "aws-cdk-lib";
import { PipelineStack } from "./pipeline-stack.ts";
import { readSettings, SettingError } from "./settings.ts";

// Nothing of the CLI's own goes into the template (paths, asset metadata, analytics), so that
// `cdk synth` and running this file give the very same one.
const app = new App({ analyticsReporting: false, treeMetadata: false });
try {
  new PipelineStack(
    app,
    readSettings((key) => app.node.tryGetContext(key)),
  );
} catch (error) {
  if (!(error instanceof SettingError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
app.synth();
