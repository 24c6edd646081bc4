import { type CloudFormationClient, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { isDeepStrictEqual } from "node:util";
import * as v from "valibot";

const Resource = v.looseObject({ Type: v.string(), Properties: v.optional(v.record(v.string(), v.unknown()), {}) });
const Template = v.looseObject({ Resources: v.record(v.string(), Resource) });

/** The template of a stack as it is deployed; undefined where there is no stack, or the emulator does not tell. */
export async function deployedTemplate(client: CloudFormationClient, StackName: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetTemplateCommand({ StackName }))).TemplateBody;
  } catch {
    // Each emulator has an error of its own for a stack that is not there; the deploy says what else is wrong.
    return undefined;
  }
}

/**
 * What differs between two templates, in words: `+ Queue`, `- Queue`, `Function (Timeout)`. Undefined where the first
 * one is not there or is no JSON.
 */
export function templateChanges(before: string | undefined, after: string): readonly string[] | undefined {
  const old = resourcesOf(before);
  const next = resourcesOf(after);
  if (old === undefined || next === undefined) return undefined;
  const ids = new Set([...Object.keys(old), ...Object.keys(next)]);
  return [...ids].flatMap((id) => {
    const [left, right] = [old[id], next[id]];
    if (left === undefined) return [`+ ${id}`];
    if (right === undefined) return [`- ${id}`];
    if (isDeepStrictEqual(left, right)) return [];
    return [`${id} (${differing(left.Properties, right.Properties).join(", ")})`];
  });
}

function resourcesOf(text: string | undefined): v.InferOutput<typeof Template>["Resources"] | undefined {
  if (text === undefined) return undefined;
  try {
    return v.parse(Template, JSON.parse(text)).Resources;
  } catch {
    return undefined;
  }
}

function differing(left: Readonly<Record<string, unknown>>, right: Readonly<Record<string, unknown>>): string[] {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].filter((name) => !isDeepStrictEqual(left[name], right[name])).toSorted();
}
