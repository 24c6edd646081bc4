import type { Finding } from "../report.ts";
import type { Violation } from "../validated-synth.ts";

/** A violation as a finding. It names the constructs and the rule. */
export function violationFinding({
  ruleName,
  description,
  severity,
  suggestedFix,
  violatingConstructs,
}: Violation): Finding {
  const where = violatingConstructs.map(
    ({ constructPath, cloudFormationResource }) => constructPath ?? cloudFormationResource?.logicalId ?? "the stack",
  );
  return {
    level: severity === "error" || severity === "fatal" ? "error" : severity === "warning" ? "warning" : "note",
    text: `${[...new Set(where)].join(", ")}: ${description} (${ruleName})`,
    ...(suggestedFix === undefined ? {} : { next: `${suggestedFix}.` }),
  };
}
