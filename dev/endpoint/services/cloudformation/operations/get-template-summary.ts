import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { readTemplate } from "../engine/read-template.ts";
import { transformed } from "../engine/transform.ts";
import { neededCapability } from "../engine/support.ts";
import { validationError } from "../errors.ts";
import { type ServiceParts, findStack, onStack } from "../service-parts.ts";
import { parseTemplate } from "../template/template.ts";
import { parseInput, stackReference, templateMembers } from "./inputs.ts";
import { capabilityReason, summarizeParameters } from "./template-summary.ts";

const Input = v.object({
  StackName: v.optional(stackReference),
  TemplateBody: templateMembers.TemplateBody,
  TemplateURL: templateMembers.TemplateURL,
});

/** GetTemplateSummary: of a template, or of the one that a stack has. */
export function getTemplateSummary(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, Record<string, unknown>> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("GetTemplateSummary", input.StackName, call),
    async run(input, call) {
      const body =
        input.StackName === undefined
          ? await readTemplate(parts.host, input, call)
          : (await findStack(parts, input.StackName, call)).template;
      if (body === undefined) throw validationError("Either StackName, TemplateBody or TemplateURL must be specified.");
      const template = parseTemplate((await transformed(body, [], [])) ?? body);
      const capability = neededCapability(template);
      return {
        Description: template.Description,
        Parameters: summarizeParameters(template),
        ResourceTypes: [...new Set(Object.values(template.Resources).map(({ Type }) => Type))],
        Version: template.AWSTemplateFormatVersion ?? "2010-09-09",
        ...(capability === undefined
          ? {}
          : { Capabilities: [capability], CapabilitiesReason: capabilityReason(template) }),
      };
    },
  };
}
