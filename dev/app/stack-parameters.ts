import * as v from "valibot";
import type { App } from "./app.ts";
import type { AssemblyStack } from "./assembly.ts";
import { SynthFailed } from "./synth-failed.ts";

const Template = v.looseObject({
  Parameters: v.optional(v.record(v.string(), v.looseObject({ Default: v.optional(v.unknown()) })), {}),
});

/**
 * The values that a stack's parameters get: what the run gives them, else what the app says. Throws SynthFailed that
 * names those without either, and without a default.
 */
export function stackParameters(
  { parameters: given = {} }: App,
  { name, template, parameters }: Pick<AssemblyStack, "name" | "template" | "parameters">,
): Record<string, string> {
  const declared = Object.entries(v.parse(Template, JSON.parse(template)).Parameters);
  const own = declared.flatMap(([parameter]) => {
    const value = given[parameter];
    return value === undefined ? [] : [[parameter, value] as const];
  });
  const all = { ...parameters, ...Object.fromEntries(own) };
  const missing = declared
    .filter(([parameter, { Default }]) => Default === undefined && all[parameter] === undefined)
    .map(([parameter]) => parameter);
  if (missing.length === 0) return all;
  throw new SynthFailed(
    `${name} has parameters without a value and without a default: ${missing.join(", ")}. Give them by ` +
      `\`--parameters ${missing[0] ?? ""}=VALUE\`, or for good as "doppelface": { "parameters": { … } } in package.json.`,
  );
}
