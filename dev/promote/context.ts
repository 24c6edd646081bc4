import type { RoleReport } from "../endpoint/services/iam/usage-report.ts";
import type { App } from "../app/app.ts";
import type { Assembly } from "../app/assembly.ts";
import type { CheckOutcome } from "./report.ts";
import type { FoundTarget } from "./target.ts";
import type { Template } from "./template.ts";
import type { PluginReport } from "./validated-synth.ts";

/** What the checks look at. */
export interface PromotionContext {
  readonly app: App;
  readonly assembly: Assembly;
  readonly templates: readonly Template[];
  /** What the CDK's validation and cdk-nag found. */
  readonly reports: readonly PluginReport[];
  readonly target: FoundTarget;
  /** What functions did under their roles; undefined where no environment has left anything. */
  readonly usage: readonly RoleReport[] | undefined;
}

/** One check. It changes nothing, here or in the target's account, that it does not undo. */
export interface Check {
  /** Heading of the check in the report. */
  readonly title: string;
  run(context: PromotionContext): CheckOutcome | Promise<CheckOutcome>;
}
