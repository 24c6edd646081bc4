import { lifecycleOf } from "../../endpoint/services/lambda/runtime/lifecycle.ts";
import type { Check } from "../context.ts";
import { resourcesOf } from "../template.ts";
import type { Violation } from "../validated-synth.ts";
import { runtimeDays } from "./runtime-days.ts";
import { violationFinding } from "./violation-finding.ts";

/** A runtime that Lambda has deprecated, or no longer takes. The dates come with aws-cdk-lib. */
const DEPRECATED = /^[WE]253[13]$/;
/** A value that is not one of those that aws-cdk-lib knows. */
const UNKNOWN = /^[WEF]3030$/;

/** Whether a violation is about a function's runtime. */
export function isOfRuntimes({ ruleName, description }: Violation): boolean {
  return DEPRECATED.test(ruleName) || (UNKNOWN.test(ruleName) && description.startsWith("Runtime:"));
}

/** Runtimes that Lambda has deprecated, or does not know. */
export const checkRuntimes: Check = {
  title: "Runtimes",
  run: ({ reports, templates }) => {
    const functions = templates
      .flatMap((template) => resourcesOf(template, "AWS::Lambda::Function"))
      .flatMap(({ logicalId, properties: { Runtime } }) =>
        typeof Runtime === "string" ? { logicalId, runtime: Runtime } : [],
      );
    const runtimes = [...new Set(functions.map(({ runtime }) => runtime))];
    const today = Date.now();
    // aws-cdk-lib finds the same, by the days of its own age.
    const told = runtimes.filter((runtime) => lifecycleOf(runtime) !== undefined).map((runtime) => `'${runtime}'`);
    const isTold = ({ ruleName, description }: Violation): boolean =>
      DEPRECATED.test(ruleName) && told.some((runtime) => description.includes(runtime));
    const violations = reports.flatMap((report) => report.violations);
    return {
      looked: runtimes.join(", ") || "no function has a runtime",
      findings: [
        ...functions.flatMap(({ logicalId, runtime }) => runtimeDays(logicalId, runtime, today) ?? []),
        ...violations
          .filter((violation) => isOfRuntimes(violation) && !isTold(violation))
          .map((violation) =>
            UNKNOWN.test(violation.ruleName)
              ? {
                  ...violationFinding({ ...violation, severity: "error" }),
                  next: "Lambda refuses a runtime that it does not know. If it is newer than aws-cdk-lib, update that.",
                }
              : violationFinding(violation),
          ),
      ],
    };
  },
};
