import type { Template } from "../template/template.ts";

/** A template's parameters as ValidateTemplate and GetTemplateSummary show them. */
export function summarizeParameters(template: Template): Record<string, unknown>[] {
  return Object.entries(template.Parameters).map(([key, declaration]) => ({
    ParameterKey: key,
    DefaultValue: declaration.Default,
    ParameterType: declaration.Type,
    NoEcho: declaration.NoEcho ?? false,
    Description: declaration.Description,
  }));
}

/** What is said beside a needed capability. */
export function capabilityReason(template: Template): string {
  const types = new Set(
    Object.values(template.Resources)
      .map(({ Type }) => Type)
      .filter((type) => type.startsWith("AWS::IAM::")),
  );
  return `The following resource(s) require capabilities: [${[...types].join(", ")}]`;
}
