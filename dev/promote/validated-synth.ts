import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { App } from "../app/app.ts";
import { type Assembly, readAssembly } from "../app/assembly.ts";
import { cdkSettings } from "../app/cdk/cdk-settings.ts";
import { refuseLookups } from "../app/cdk/lookups.ts";
import { runApp } from "../app/cdk/run-app.ts";
import { stackParameters } from "../app/stack-parameters.ts";
import { synthesize } from "../app/synth.ts";
import type { TargetName } from "./report.ts";

/** What the app's settings and the CDK's own checks found in the templates. */
const Violation = v.object({
  /** For example `F3006`, `W2531` or `AwsSolutions-S1`. */
  ruleName: v.string(),
  description: v.string(),
  severity: v.optional(v.string(), "error"),
  suggestedFix: v.optional(v.string()),
  /** Why the app accepts it. */
  reason: v.optional(v.string()),
  violatingConstructs: v.array(
    v.object({
      constructPath: v.optional(v.string()),
      cloudFormationResource: v.optional(v.object({ logicalId: v.optional(v.string()) })),
    }),
  ),
});

/** One thing that a plugin has to say of a template. */
export type Violation = v.InferOutput<typeof Violation>;

const ReportSchema = v.object({
  pluginReports: v.array(
    v.object({
      pluginName: v.string(),
      violations: v.array(Violation),
      suppressedViolations: v.optional(v.array(Violation), []),
    }),
  ),
});

/** What one plugin found: `CloudFormation Validate`, `AwsSolutions` and whatever else the app adds. */
export type PluginReport = v.InferOutput<typeof ReportSchema>["pluginReports"][number];

/** An assembly that was validated. */
export interface ValidatedAssembly {
  readonly assembly: Assembly;
  readonly reports: readonly PluginReport[];
}

/** Turns the rules of CloudFormation that the CDK checks into errors, as they would be on AWS. */
const CONTEXT = { "@aws-cdk/core:validateAgainstDefaultRules": true, nag: "true" };

/** Name of the file in which the CDK reports what its plugins found. */
const REPORT = "validation-report.json";

/**
 * Has an app make its stacks; a CDK app with validation and cdk-nag on. What they find does not fail it. Throws
 * SynthFailed where there is no assembly.
 * @param output absolute folder, empty
 * @param target whose account and region a CDK app is told; this machine's own where nobody has signed in
 */
export async function validatedSynth(
  app: App,
  context: Readonly<Record<string, string>>,
  output: string,
  target: TargetName,
): Promise<ValidatedAssembly> {
  if (app.kind !== "cdk") {
    return { assembly: given(app, await synthesize(app, { context, cache: output })), reports: [] };
  }
  const settings = await cdkSettings(app);
  const report = join(output, REPORT);
  try {
    await runApp(app, output, settings, { ...settings.context, ...context, ...CONTEXT }, whereTo(target));
  } catch (error) {
    // With findings the app ends with an error after it has written everything.
    if (!existsSync(join(output, "manifest.json")) || !existsSync(report)) throw error;
  }
  refuseLookups(app, output);
  return {
    assembly: given(app, readAssembly(output)),
    reports: existsSync(report) ? v.parse(ReportSchema, JSON.parse(readFileSync(report, "utf8"))).pluginReports : [],
  };
}

/** With the values that the run gives its parameters. */
function given(app: App, assembly: Assembly): Assembly {
  const stacks = assembly.stacks.map((stack) => ({ ...stack, parameters: stackParameters(app, stack) }));
  return { ...assembly, stacks };
}

function whereTo({ account, region }: TargetName): Record<string, string> {
  return {
    CDK_VALIDATION: "true",
    ...(account === undefined ? {} : { CDK_DEFAULT_ACCOUNT: account }),
    ...(region === undefined ? {} : { CDK_DEFAULT_REGION: region }),
  };
}
