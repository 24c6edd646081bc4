import * as v from "valibot";
import type { GivenParameter, StackParameter } from "../template/parameters.ts";
import { parseBody } from "../template/template.ts";
import { validationError } from "../errors.ts";

/** The transform that makes a template one of SAM. */
const SAM = "AWS::Serverless-2016-10-31";

const SamTemplate = v.looseObject({
  Transform: v.union([v.literal(SAM), v.tuple([v.literal(SAM)])]),
  Parameters: v.optional(v.record(v.string(), v.looseObject({ Default: v.optional(v.unknown()) })), {}),
});

/**
 * What a SAM template stands for, by AWS's own translator, as JSON; undefined for a template without that transform.
 * Throws a ValidationError in CloudFormation's words where it is no such template.
 */
export async function transformed(
  body: string,
  given: readonly GivenParameter[],
  previous: readonly StackParameter[],
): Promise<string | undefined> {
  // Most templates have none, and are not read for it.
  if (!body.includes(SAM)) return undefined;
  const template = v.safeParse(SamTemplate, parseBody(body));
  if (!template.success) return undefined;
  const { translateSam } = await import("../../../../app/sam/translator.ts");
  const values = Object.fromEntries(
    given.flatMap(({ ParameterKey: name, ParameterValue, UsePreviousValue }) => {
      const value = UsePreviousValue === true ? previous.find(({ key }) => key === name)?.value : ParameterValue;
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const made = await translateSam(template.output, values).catch((error: unknown) => {
    throw validationError(
      `Transform ${SAM} could not be run here: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  if ("template" in made) return JSON.stringify(made.template);
  const { errors } = made;
  throw validationError(
    `Transform ${SAM} failed with: Invalid Serverless Application Specification document. ` +
      `Number of errors found: ${errors.length}. ${errors.join(" ")}`,
  );
}
