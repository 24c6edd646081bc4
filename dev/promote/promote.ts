import type { App } from "../app/app.ts";
import type { Settings } from "../config/settings.ts";
import { checkChanges } from "./checks/changes.ts";
import { checkDifferences } from "./checks/differences.ts";
import { checkLeastPrivilege } from "./checks/least-privilege.ts";
import { checkNag } from "./checks/nag.ts";
import { checkNames } from "./checks/names.ts";
import { checkQuotas } from "./checks/quotas.ts";
import { checkRegion } from "./checks/region.ts";
import { checkRuntimes } from "./checks/runtimes.ts";
import { checkValidation } from "./checks/validation.ts";
import { checkVariables } from "./checks/variables.ts";
import type { Check, PromotionContext } from "./context.ts";
import { recordedUsage } from "./recorded-usage.ts";
import type { CheckResult, PromotionReport } from "./report.ts";
import { type TargetOptions, findTarget } from "./target.ts";
import { parseTemplate } from "./template.ts";
import { validatedSynth } from "./validated-synth.ts";

/** Every check, in the order of the report. */
const CHECKS: readonly Check[] = [
  checkValidation,
  checkNag,
  checkLeastPrivilege,
  checkRegion,
  checkRuntimes,
  checkQuotas,
  checkVariables,
  checkNames,
  checkChanges,
  checkDifferences,
];

/** What is promoted, from where, and whither. */
export interface PromotionOptions {
  readonly app: App;
  /** What `cdk -c` takes. */
  readonly context: Readonly<Record<string, string>>;
  /** Absolute folder for the assembly, empty. */
  readonly output: string;
  readonly settings: Pick<Settings, "state">;
  /** Endpoint of the environment whose runs are looked at; without one what the state folder has is. */
  readonly source: string | undefined;
  readonly target: TargetOptions;
  readonly progress: (text: string) => void;
}

/**
 * Finds what would fail on AWS, and what somebody should look at first. In the target's account it reads, and makes
 * change sets that it deletes. Throws SynthFailed where the app makes no assembly.
 */
export async function promote(options: PromotionOptions): Promise<PromotionReport> {
  const { app } = options;
  options.progress("synth with validation and cdk-nag");
  const [usage, target] = await Promise.all([
    recordedUsage(options.settings, options.source),
    findTarget(options.target),
  ]);
  const { assembly, reports } = await validatedSynth(app, options.context, options.output, target.name);
  const templates = assembly.stacks.map(({ name, template, parameters }) => parseTemplate(name, template, parameters));
  const context: PromotionContext = { app, assembly, templates, reports, usage, target };
  options.progress("checks");
  try {
    const checks = await Promise.all(CHECKS.map(async (check) => examine(check, context)));
    return { stacks: assembly.stacks.map(({ name }) => name), target: target.name, checks };
  } finally {
    for (const client of Object.values(target.account?.clients ?? {})) client.destroy();
  }
}

/** A check that AWS does not let through is one that was not made; the others go on. */
async function examine(check: Check, context: PromotionContext): Promise<CheckResult> {
  const { title } = check;
  try {
    return { title, ...(await check.run(context)) };
  } catch (error) {
    if (!(error instanceof Error) || !("$metadata" in error)) throw error;
    const text = `${error.name}: ${error.message}`;
    return { title, findings: [{ level: "warning", text: `It could not be made. ${text}` }], notMade: text };
  }
}
