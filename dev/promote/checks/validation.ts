import type { Check } from "../context.ts";
import { NAG_PLUGIN } from "./nag.ts";
import { isOfRuntimes } from "./runtimes.ts";
import { violationFinding } from "./violation-finding.ts";

/** The CDK's own validation: resource types, properties and values that CloudFormation knows. */
export const checkValidation: Check = {
  title: "Synth and validation",
  run: ({ reports, templates, app }) => ({
    ...(app.kind === "cdk"
      ? {}
      : { notMade: "The CDK's validation: this app is a template. `cfn-lint` looks at those." }),
    looked: templates.map(({ stack, resources }) => `${stack}: ${resources.length} resources`).join(", "),
    findings: reports
      .filter(({ pluginName }) => pluginName !== NAG_PLUGIN)
      .flatMap(({ violations }) => violations)
      .filter((violation) => !isOfRuntimes(violation))
      .map(violationFinding),
  }),
};
