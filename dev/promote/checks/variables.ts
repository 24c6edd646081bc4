import * as v from "valibot";
import type { Check } from "../context.ts";
import type { Finding } from "../report.ts";
import { resolveText } from "../resolve.ts";
import { type Template, type TemplateResource, resourcesOf } from "../template.ts";

/** An address of the machine itself, or the one by which a container reaches it. */
const LOCAL =
  /\b(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|host\.docker\.internal|localhost\.localstack\.cloud)\b|\[::1\]/;

/** Variables of functions that lead to this machine, which nobody reaches from Lambda. */
export const checkVariables: Check = {
  title: "Variables of functions",
  run: ({ templates, target: { name } }) => {
    const all = templates.flatMap((template) =>
      resourcesOf(template, "AWS::Lambda::Function").flatMap((resource) =>
        variablesOf(template, resource, { account: name.account ?? "", region: name.region ?? "" }),
      ),
    );
    return { looked: `${all.length} variables`, findings: all.flatMap(findingsOf) };
  },
};

interface Variable {
  readonly of: string;
  readonly name: string;
  readonly value: string;
}

function variablesOf(
  template: Template,
  { logicalId, properties }: TemplateResource,
  target: { readonly account: string; readonly region: string },
): Variable[] {
  const Environment = v.object({ Variables: v.record(v.string(), v.unknown()) });
  const parsed = v.safeParse(Environment, properties["Environment"]);
  if (!parsed.success) return [];
  return Object.entries(parsed.output.Variables).map(([name, value]) => ({
    of: logicalId,
    name,
    // What only a deploy can tell leads to no machine of ours.
    value: resolveText(value, { template, target, unknown: "" }) ?? "",
  }));
}

function findingsOf({ of, name, value }: Variable): Finding[] {
  if (!LOCAL.test(value)) return [];
  return [
    {
      level: "error",
      text: `${of}: the variable ${name} is ${value}, an address of this machine.`,
      next: "Take it out: without an endpoint the SDK goes to AWS, and here to the environment.",
    },
  ];
}
