import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { changeSetNotFound } from "../errors.ts";
import { type ServiceParts, findStack, onStack } from "../service-parts.ts";
import type { StackInput } from "../stack.ts";
import { parseInput, stackReference } from "./inputs.ts";

const Input = v.object({
  StackName: stackReference,
  ChangeSetName: v.optional(v.string()),
  TemplateStage: v.optional(v.picklist(["Original", "Processed"])),
});

/** GetTemplate: the text as it was sent, or what its transform has made of it; without one both stages are the same. */
export function getTemplate(
  parts: ServiceParts,
): Operation<v.InferOutput<typeof Input>, { TemplateBody: string; StagesAvailable: string[] }> {
  return {
    parse: (input) => parseInput(Input, input),
    permissions: (input, call) => onStack("GetTemplate", input.StackName, call),
    async run({ StackName, ChangeSetName, TemplateStage }, call) {
      const stack = await findStack(parts, StackName, call);
      if (ChangeSetName === undefined) {
        return { TemplateBody: textOf(stack, TemplateStage), StagesAvailable: ["Original", "Processed"] };
      }
      const changeSet = await parts.host.state.read(() => parts.store.changeSet(stack.id, ChangeSetName));
      if (changeSet === undefined) throw changeSetNotFound(ChangeSetName);
      return { TemplateBody: textOf(changeSet.input, TemplateStage), StagesAvailable: ["Original", "Processed"] };
    },
  };
}

function textOf({ template, original }: StackInput, stage: "Original" | "Processed" = "Original"): string {
  return stage === "Original" ? (original ?? template) : template;
}
