import { type CloudFormationClient, paginateListStackResources } from "@aws-sdk/client-cloudformation";
import type { Check } from "../context.ts";
import type { Finding } from "../report.ts";
import { nameOf } from "../resolve.ts";
import type { TargetAccount } from "../target.ts";
import type { Template, TemplateResource } from "../template.ts";
import { LOOKUPS } from "./taken-names.ts";

interface Named {
  readonly resource: TemplateResource;
  readonly name: string;
}

/** Names that something in the account has already which does not belong to the stack. */
export const checkNames: Check = {
  title: "Names",
  run: async ({ templates, target }) => {
    const { account, why } = target;
    if (account === undefined) return { findings: [], notMade: why ?? "" };
    const outcomes = await Promise.all(templates.map((template) => examine(template, account)));
    return {
      looked: `${outcomes.reduce((sum, { looked }) => sum + looked, 0)} names in account ${account.account}, ${account.region}`,
      findings: outcomes.flatMap(({ findings }) => findings),
    };
  },
};

async function examine(template: Template, account: TargetAccount): Promise<{ looked: number; findings: Finding[] }> {
  const named = template.resources.flatMap((resource): Named[] => {
    const name = nameOf(resource, { template, target: account, unknown: undefined });
    return name === undefined || LOOKUPS[resource.type] === undefined ? [] : [{ resource, name }];
  });
  const owned = await physicalIds(account.clients.cloudformation, template.stack);
  const others = named.filter(({ resource, name }) => !isOwned(owned.get(resource.logicalId), name));
  const findings = await Promise.all(others.map((one) => collision(one, template.stack, account)));
  return { looked: named.length, findings: findings.flat() };
}

async function collision({ resource, name }: Named, stack: string, account: TargetAccount): Promise<Finding[]> {
  const what = `${resource.logicalId} (${resource.type}): ${name}`;
  try {
    const taken = await LOOKUPS[resource.type]?.(account.clients, name);
    if (taken === "foreign") {
      const text = `${what} is taken by another account, or in another region.`;
      return [{ level: "error", text, next: "Bucket names are unique in all of AWS: choose another one." }];
    }
    if (taken !== "own") return [];
    return [
      {
        level: "error",
        text: `${what} exists in the account and does not belong to the stack ${stack}.`,
        next: "Rename it, or deploy under other names (here: -c env=NAME); what an earlier stack has kept can be deleted, or taken in with `npx cdk import`.",
      },
    ];
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return [{ level: "warning", text: `${what} could not be looked up. ${reason}` }];
  }
}

/** What the stack has in the account, by logical id; nothing where there is no stack. */
async function physicalIds(client: CloudFormationClient, stack: string): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  try {
    for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
      for (const { LogicalResourceId, PhysicalResourceId, ResourceStatus } of page.StackResourceSummaries ?? []) {
        if (LogicalResourceId === undefined || PhysicalResourceId === undefined) continue;
        if (ResourceStatus !== "DELETE_COMPLETE") ids.set(LogicalResourceId, PhysicalResourceId);
      }
    }
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes("does not exist")) throw error;
  }
  return ids;
}

/** The physical id of most types is the name; that of a queue is its URL. */
function isOwned(physicalId: string | undefined, name: string): boolean {
  return physicalId === name || physicalId?.endsWith(`/${name}`) === true;
}
