import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { readTemplate } from "../engine/read-template.ts";
import { transformed } from "../engine/transform.ts";
import { neededCapability } from "../engine/support.ts";
import { validationError } from "../errors.ts";
import { type ServiceParts, onStack } from "../service-parts.ts";
import { creationOrder, findDependencies } from "../template/dependencies.ts";
import { parseTemplate } from "../template/template.ts";
import { parseInput, templateMembers } from "./inputs.ts";
import { capabilityReason, summarizeParameters } from "./template-summary.ts";

const Input = v.object({ TemplateBody: templateMembers.TemplateBody, TemplateURL: templateMembers.TemplateURL });

/** ValidateTemplate: syntax, references and cycles. */
export function validateTemplate(parts: ServiceParts): Operation<v.InferOutput<typeof Input>, Record<string, unknown>> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (_input, call) => onStack("ValidateTemplate", undefined, call),
    async run(input, call) {
      const body = await readTemplate(parts.host, input, call);
      if (body === undefined) throw validationError("Either Template URL or Template Body must be specified.");
      const template = parseTemplate((await transformed(body, [], [])) ?? body);
      creationOrder(findDependencies(template));
      const capability = neededCapability(template);
      return {
        Description: template.Description,
        Parameters: summarizeParameters(template),
        ...(capability === undefined
          ? {}
          : { Capabilities: [capability], CapabilitiesReason: capabilityReason(template) }),
      };
    },
  };
}
