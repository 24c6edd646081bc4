import type { Check } from "../context.ts";
import type { Finding } from "../report.ts";
import { violationFinding } from "./violation-finding.ts";

/** Name of cdk-nag's pack in the report of a synth. */
export const NAG_PLUGIN = "AwsSolutions";

/** cdk-nag's AWS Solutions pack. What the app accepts is told with its reason. */
export const checkNag: Check = {
  title: "cdk-nag (AWS Solutions)",
  run: ({ reports, app }) => {
    const report = reports.find(({ pluginName }) => pluginName === NAG_PLUGIN);
    if (report === undefined) {
      const notMade =
        app.kind === "cdk"
          ? "The app does not add cdk-nag at `-c nag=true`; infra/nag.ts of Doppelface's own app shows how."
          : "cdk-nag is for CDK apps.";
      return { findings: [], notMade };
    }
    const accepted = report.suppressedViolations.map(
      ({ ruleName, reason, violatingConstructs: [construct] }): Finding => ({
        level: "note",
        text: `accepted for ${construct?.constructPath ?? "the stack"}: ${ruleName}. ${reason ?? "No reason is given."}`,
      }),
    );
    return {
      looked: `${report.violations.length} open, ${accepted.length} accepted with a reason`,
      findings: [...report.violations.map(violationFinding), ...accepted],
    };
  },
};
