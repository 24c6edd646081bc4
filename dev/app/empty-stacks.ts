import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import * as v from "valibot";
import type { AssemblyStack } from "./assembly.ts";
import { deleteStack, findStack } from "./stack.ts";

const Template = v.looseObject({ Resources: v.optional(v.record(v.string(), v.unknown()), {}) });

/** What is deployed of an app. */
export interface Filled {
  readonly stacks: readonly AssemblyStack[];
  /** Names of those that were deployed and have nothing any more: they are gone. */
  readonly removed: readonly string[];
}

/**
 * The stacks that have resources. One that has none, as `cdk init` writes it, is not deployed, and is deleted where it
 * was: CloudFormation takes no such template, and `cdk deploy` does the same (aws-cdk 2.1148, "stack has no resources,
 * skipping deployment").
 */
export async function withoutEmptyStacks(
  client: CloudFormationClient,
  stacks: readonly AssemblyStack[],
  tell: (text: string) => void,
): Promise<Filled> {
  const removed: string[] = [];
  for (const { name } of stacks.filter(({ template }) => !hasResources(template))) {
    if ((await findStack(client, name)) === undefined) {
      tell(`The stack ${name} has no resources yet: nothing of it is deployed.`);
      continue;
    }
    await deleteStack(client, name);
    removed.push(name);
  }
  return { stacks: stacks.filter(({ template }) => hasResources(template)), removed };
}

function hasResources(template: string): boolean {
  return Object.keys(v.parse(Template, JSON.parse(template)).Resources).length > 0;
}
