import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { type Assembly, readAssembly } from "../app/assembly.ts";
import { appFailed } from "../app/cdk/run-app.ts";
import { infraApp } from "../app/find-app.ts";

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
 * Runs the CDK app with validation and cdk-nag on. What they find does not fail it. Throws SynthFailed where there is
 * no assembly.
 * @param project absolute folder with `infra/app.ts`
 * @param output absolute folder, empty
 */
export async function validatedSynth(
  project: string,
  context: Readonly<Record<string, string>>,
  output: string,
): Promise<ValidatedAssembly> {
  const cdkJson = v.parse(
    v.object({ context: v.optional(v.record(v.string(), v.unknown()), {}) }),
    JSON.parse(readFileSync(join(project, "infra", "cdk.json"), "utf8")),
  );
  const { code, text } = await runApp(project, output, { ...cdkJson.context, ...context, ...CONTEXT });
  const report = join(output, REPORT);
  // With findings the app ends with an error after it has written everything.
  if (!existsSync(join(output, "manifest.json")) || (code !== 0 && !existsSync(report))) {
    const said = text === "" ? `It ended with exit code ${code ?? "none"}.` : text;
    throw appFailed(infraApp(project), ["app.ts"], said, []);
  }
  return {
    assembly: readAssembly(output),
    reports: existsSync(report) ? v.parse(ReportSchema, JSON.parse(readFileSync(report, "utf8"))).pluginReports : [],
  };
}

function runApp(
  project: string,
  output: string,
  context: Readonly<Record<string, unknown>>,
): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["app.ts"], {
      cwd: join(project, "infra"),
      // As on the path of `up`: nothing of the user's environment reaches the app.
      env: { CDK_OUTDIR: output, CDK_CONTEXT_JSON: JSON.stringify(context) },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let text = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text = (text + chunk).slice(-20_000)));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, text }));
  });
}
