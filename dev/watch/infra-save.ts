import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { type PlannedChange, executeUpdate, planUpdate } from "../app/change-set.ts";
import type { App } from "../app/app.ts";
import { type AppFunction, type DeployedApp, deployedApp, progressLines } from "../app/deploy-app.ts";
import { deployStack, findStack } from "../app/stack.ts";
import { StackFailed } from "../app/stack-failed.ts";
import { type PreparedStack, withApp } from "../app/with-app.ts";
import type { Connection } from "../pipeline/connection.ts";

/** CloudFormation's refusal to replace what has a name in the template. */
const REFUSED = "cannot update a stack when a custom-named resource requires replacing";

/** Properties of a function by whose change CloudFormation gives it code, or makes it anew. */
const OF_CODE = new Set(["Code", "Architectures", "FunctionName", "PackageType"]);

/** How a save of an app is deployed. */
export interface InfraOptions {
  readonly app: App;
  readonly connection: Connection;
  readonly context?: Readonly<Record<string, string>>;
  /** Tells the user something while it goes on. */
  readonly notice: (text: string) => void;
  /** Whether resources may be deleted and recreated that CloudFormation refuses to replace. */
  readonly mayRecreate: () => boolean;
}

/** CloudFormation refuses to replace resources that have a name; they can be deleted and recreated locally. */
export class NeedsRecreation extends Error {
  override readonly name = "NeedsRecreation";
  /** What would be lost, for example `pictures (12 items)`. */
  readonly lost: readonly string[];

  constructor(refusal: StackFailed, losses: readonly Loss[]) {
    super(`${refusal.message}\n\`cdk deploy\` will refuse the same change on AWS.`, { cause: refusal });
    this.lost = losses.map(({ physicalId, data }) => `${physicalId} (${data})`);
  }
}

/**
 * Brings the stacks to what the app says: synth, change sets, and only what differs is touched. What is replaced is
 * named with its reason and its data first. Resolves with the app as it is then, the changes in words, and the names of
 * the functions that may have other code by it. Throws NeedsRecreation, StackFailed.
 */
export async function deployInfra(options: InfraOptions): Promise<{
  readonly deployed: DeployedApp;
  readonly changes: readonly string[];
  readonly recoded: readonly string[];
}> {
  const { connection, app, context = {} } = options;
  return withApp(connection, app, { context }, async (prepared) => {
    const changes = prepared.removed.map((name) => `- the stack ${name}`);
    const plans = new Map<string, Outcome>();
    for (const stack of prepared.stacks) {
      const plan = await updateOne(prepared.cloudformation, stack, options);
      plans.set(stack.name, plan);
      const done = plan === "created" ? ["+ the stack"] : plan.map(inWords);
      changes.push(...(prepared.stacks.length === 1 ? done : done.map((change) => `${stack.name}/${change}`)));
    }
    const deployed = await deployedApp(app, prepared);
    const recoded = deployed.functions.filter((of) => mayHaveOtherCode(of, plans.get(of.stack) ?? []));
    return { deployed, changes, recoded: recoded.map(({ name }) => name) };
  });
}

/** What was done to a stack. */
type Outcome = "created" | readonly PlannedChange[];

/** What an update does to the functions of a nested stack is not in the plan of the one above. */
function mayHaveOtherCode({ logicalId }: AppFunction, done: Outcome): boolean {
  if (done === "created") return true;
  return done.some(
    (change) =>
      change.type === "AWS::CloudFormation::Stack" ||
      (change.logicalId === logicalId &&
        (change.action !== "Modify" || change.properties.some((name) => OF_CODE.has(name)))),
  );
}

async function updateOne(
  cloudformation: CloudFormationClient,
  stack: PreparedStack,
  options: InfraOptions,
): Promise<Outcome> {
  const { connection, notice } = options;
  if ((await findStack(cloudformation, stack.name)) === undefined) {
    await deployStack(
      cloudformation,
      stack,
      progressLines(() => undefined),
    );
    return "created";
  }
  const plan = await planUpdate(cloudformation, stack);
  if (plan === undefined) return [];
  const replaced = plan.changes.filter(({ recreating }) => recreating.length > 0);
  const losses = await Promise.all(replaced.map((change) => lossOf(change, connection)));
  // Whoever agreed to it has read it before.
  if (!options.mayRecreate()) for (const loss of losses) notice(told(loss));
  try {
    await executeUpdate(cloudformation, plan);
  } catch (error) {
    if (!(error instanceof StackFailed && error.message.includes(REFUSED))) throw error;
    if (!options.mayRecreate()) throw new NeedsRecreation(error, losses);
    await recreateAll(cloudformation, stack, replaced, options);
  }
  return plan.changes;
}

async function recreateAll(
  cloudformation: CloudFormationClient,
  request: PreparedStack,
  replaced: readonly PlannedChange[],
  { connection, notice }: InfraOptions,
): Promise<void> {
  const { recreate } = await import("./recreate.ts");
  await recreate(cloudformation, request, replaced, connection);
  for (const { physicalId, type } of replaced) {
    notice(`${physicalId} (${type}) was deleted and recreated. \`cdk deploy\` will refuse the same change on AWS.`);
  }
}

type Loss = PlannedChange & { readonly data: string };

async function lossOf(change: PlannedChange, connection: Connection): Promise<Loss> {
  const { dataOf } = await import("./data-of.ts");
  return { ...change, data: await dataOf(change.type, change.physicalId, connection) };
}

function told({ logicalId, physicalId, type, recreating, data }: Loss): string {
  return (
    `${logicalId} (${type}, ${physicalId}) has to be replaced: ${recreating.join(", ")} cannot be changed in place. ` +
    `The new one is empty; the old one holds ${data}.`
  );
}

/** `Table (KeySchema, AttributeDefinitions replaced)`, `Function (Timeout)`, `+ Queue`, `- Queue`. */
function inWords({ action, logicalId, properties, recreating }: PlannedChange): string {
  if (action === "Add") return `+ ${logicalId}`;
  if (action === "Remove") return `- ${logicalId}`;
  return `${logicalId} (${properties.join(", ")})${recreating.length > 0 ? " replaced" : ""}`;
}
