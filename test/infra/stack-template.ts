import { rmSync } from "node:fs";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { PipelineStack } from "../../infra/pipeline-stack.ts";
import { readSettings } from "../../infra/settings.ts";

// The validation takes seconds a process; app.test.ts runs it once.
process.env["CDK_VALIDATION"] = "false";

/** Synthesises the stack as `-c` settings would, without bundling the handler. */
export function stackTemplate(context: Record<string, string> = {}): Template {
  const app = new App({ analyticsReporting: false, context: { ...context, "aws:cdk:bundling-stacks": [] } });
  try {
    return Template.fromStack(
      new PipelineStack(
        app,
        readSettings((key) => app.node.tryGetContext(key)),
      ),
    );
  } finally {
    // The CDK makes it in the system's temporary folder, and leaves it there.
    rmSync(app.outdir, { recursive: true, force: true });
  }
}

/** A template's text in which `<account>`, `<region>` and `<partition>` stand for CloudFormation's own. */
export function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined) {
    const [name, argument] = first;
    if (name === "Ref" && PSEUDO[String(argument)] !== undefined) return PSEUDO[String(argument)];
    if (name === "Fn::Join" && Array.isArray(argument) && Array.isArray(argument[1])) {
      const parts: unknown[] = argument[1].map(readable);
      return parts.every((part) => typeof part === "string") ? parts.join(String(argument[0])) : parts;
    }
  }
  return Object.fromEntries(entries.map(([name, part]) => [name, readable(part)]));
}

const PSEUDO: Record<string, string> = {
  "AWS::AccountId": "<account>",
  "AWS::Region": "<region>",
  "AWS::Partition": "<partition>",
};

/** One resource of a template, as the tests look at it. */
export interface Resource {
  readonly id: string;
  readonly Properties: Record<string, unknown>;
  readonly DependsOn: readonly string[];
  readonly DeletionPolicy: string | undefined;
  readonly UpdateReplacePolicy: string | undefined;
}

/** The resources of a type, in a readable form. */
export function resources(template: Template, type: string): Resource[] {
  return Object.entries(template.findResources(type)).map(([id, resource]) => ({
    id,
    Properties: (readable(resource["Properties"]) ?? {}) as Record<string, unknown>,
    DependsOn: (resource["DependsOn"] as string[] | undefined) ?? [],
    DeletionPolicy: resource["DeletionPolicy"] as string | undefined,
    UpdateReplacePolicy: resource["UpdateReplacePolicy"] as string | undefined,
  }));
}

/** The one resource of a type. */
export function resource(template: Template, type: string): Resource {
  const [one, ...others] = resources(template, type);
  if (one === undefined || others.length > 0) {
    throw new Error(`Expected one ${type}, found ${one === undefined ? 0 : others.length + 1}.`);
  }
  return one;
}
