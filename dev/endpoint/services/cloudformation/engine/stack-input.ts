import type { Stack, StackInput } from "../stack.ts";
import { parseTemplate } from "../template/template.ts";

/** What a stack is made of, apart from what has become of it. */
export function inputOf({ template, original, parameters, tags, capabilities, roleArn }: Stack): StackInput {
  return {
    template,
    ...(original === undefined ? {} : { original }),
    parameters,
    tags,
    capabilities,
    ...(roleArn === undefined ? {} : { roleArn }),
  };
}

/** A stack made of something else: what the input does not have, a role or a description, is gone. */
export function withInput(stack: Stack, input: StackInput): Stack {
  const { description: _, roleArn: __, original: ___, ...rest } = stack;
  const { Description: description } = parseTemplate(input.template);
  return { ...rest, ...input, ...(description === undefined ? {} : { description }) };
}
