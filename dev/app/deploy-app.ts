import { type CloudFormationClient, paginateListStackResources } from "@aws-sdk/client-cloudformation";
import type { Connection } from "../pipeline/connection.ts";
import { PROVIDERS } from "../pipeline/find-resources.ts";
import type { App, Source } from "./app.ts";
import type { NestedTemplate } from "./nested-templates.ts";
import { deployStack } from "./stack.ts";
import type { StackProgress } from "./watch-stack.ts";
import { type DeployOptions, type PreparedApp, withApp } from "./with-app.ts";

/** A function that is deployed, and where its code comes from. */
export interface AppFunction {
  readonly stack: string;
  readonly logicalId: string;
  /** Its name in Lambda. */
  readonly name: string;
  readonly source: Source;
}

/** An app that is deployed. */
export interface DeployedApp {
  readonly app: App;
  /** Names of its stacks, each after those that it depends on. */
  readonly stacks: readonly string[];
  readonly functions: readonly AppFunction[];
  /** Absolute paths that the app itself has read; undefined where nobody knows. */
  readonly reads: readonly string[] | undefined;
  /** Absolute folders of which layers and the like are made: a save below one of them runs the app again. */
  readonly parts: readonly string[];
  /** Absolute folders in which its runs write. */
  readonly outputs: readonly string[];
}

/**
 * Deploys the stacks of an app to a local endpoint, which needs no bootstrap of its own: synth, assets, stacks in their
 * order. With the same sources as before nothing is recreated. Throws SynthFailed, StackFailed.
 */
export async function deployApp(
  connection: Connection,
  app: App,
  { progress = () => undefined, ...options }: DeployOptions = {},
): Promise<DeployedApp> {
  return withApp(connection, app, { ...options, progress }, async (prepared) => {
    for (const stack of prepared.stacks) await deployStack(prepared.cloudformation, stack, progressLines(progress));
    return deployedApp(app, prepared);
  });
}

/** What is deployed of an app: the names that its functions got. */
export async function deployedApp(app: App, prepared: PreparedApp): Promise<DeployedApp> {
  const lists = prepared.stacks.map((stack) => functionsOf(prepared, stack, { stack: stack.name, id: stack.name }));
  return {
    app,
    stacks: prepared.stacks.map(({ name }) => name),
    functions: (await Promise.all(lists)).flat(),
    reads: prepared.made.reads,
    parts: prepared.made.parts,
    outputs: prepared.made.outputs,
  };
}

/**
 * The functions of a template's stack, and of those below it.
 * @param at name of the stack at the top, and name or ARN of the template's own
 */
async function functionsOf(
  prepared: PreparedApp,
  { file, nested }: Pick<NestedTemplate, "file" | "nested">,
  at: { readonly stack: string; readonly id: string },
): Promise<AppFunction[]> {
  const own = prepared.made.functions.filter(({ template }) => template === file);
  if (own.length === 0 && nested.length === 0) return [];
  const names = await physicalIds(prepared.cloudformation, at.id);
  const functions = own.flatMap(({ logicalId, source }) => {
    const name = names.get(logicalId);
    // One whose condition is not met is not there; those that the CDK adds for itself are nobody's to edit.
    return name === undefined || PROVIDERS.test(logicalId) ? [] : [{ stack: at.stack, logicalId, name, source }];
  });
  const below = nested.map(async (one) => {
    const id = names.get(one.logicalId);
    return id === undefined ? [] : functionsOf(prepared, one, { ...at, id });
  });
  return [...functions, ...(await Promise.all(below)).flat()];
}

/** A line a step of a stack. */
export function progressLines(progress: (text: string) => void): (event: StackProgress) => void {
  return ({ logicalId, type, status, reason }) =>
    progress(`${status} ${logicalId} (${type})${reason === undefined ? "" : `: ${reason}`}`);
}

async function physicalIds(client: CloudFormationClient, StackName: string): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
    for (const { LogicalResourceId = "", PhysicalResourceId, ResourceStatus } of StackResourceSummaries) {
      if (PhysicalResourceId !== undefined && ResourceStatus !== "DELETE_COMPLETE") {
        ids.set(LogicalResourceId, PhysicalResourceId);
      }
    }
  }
  return ids;
}
