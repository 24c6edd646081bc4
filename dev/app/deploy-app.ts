import { CloudFormationClient, paginateListStackResources } from "@aws-sdk/client-cloudformation";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Connection } from "../pipeline/connection.ts";
import { PROVIDERS } from "../pipeline/find-resources.ts";
import type { App, Made, Source } from "./app.ts";
import type { AssemblyStack } from "./assembly.ts";
import { type Target, publishAssets, resolvePlaceholders } from "./assets.ts";
import { ensureBootstrap } from "./bootstrap.ts";
import { type StackRequest, deployStack } from "./stack.ts";
import { synthesize } from "./synth.ts";
import type { StackProgress } from "./watch-stack.ts";

/** Largest template that a request may hold, in bytes. */
const LARGEST_BODY = 51_200;

/** What a deploy of an app starts from. */
export interface DeployOptions {
  /** The app's stacks, where they are being made already; they are of the same context. */
  readonly made?: Promise<Made>;
  /** What `cdk -c` takes. */
  readonly context?: Readonly<Record<string, string>>;
  /** Gets one line a step. */
  readonly progress?: (text: string) => void;
}

/** A stack of an app, its assets uploaded. */
export interface PreparedStack extends StackRequest {
  /** Absolute path of its template. */
  readonly file: string;
}

/** An app whose assets are uploaded, for its stacks to be deployed. */
export interface PreparedApp {
  readonly made: Made;
  /** Each after those that it depends on. */
  readonly stacks: readonly PreparedStack[];
  readonly cloudformation: CloudFormationClient;
}

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

/** Has an app make its stacks, and uploads their assets, for `use` to deploy them. */
export async function withApp<Result>(
  connection: Connection,
  app: App,
  { context = {}, progress = () => undefined, made: underWay }: DeployOptions,
  use: (prepared: PreparedApp) => Promise<Result>,
): Promise<Result> {
  const clients = {
    cloudformation: new CloudFormationClient(connection),
    s3: new S3Client({ ...connection, forcePathStyle: true }),
    ssm: new SSMClient(connection),
    sts: new STSClient(connection),
  };
  try {
    const [synthesized, target] = await Promise.all([
      underWay ?? synthesize(app, { context }),
      prepareTarget(connection.region, clients),
    ]);
    const made = { ...synthesized, stacks: synthesized.stacks.map((stack) => adapted(stack, app)) };
    const large = made.stacks.some(isLarge);
    const uploaded = await publishAssets(made, target, clients.s3, { templates: large });
    for (const asset of uploaded) progress(`Uploaded ${asset}`);
    const stacks = made.stacks.map((stack) => ({
      name: stack.name,
      file: stack.file,
      template: isLarge(stack) ? { url: urlOf(stack, target, connection) } : { body: stack.template },
      parameters: stack.parameters,
      tags: stack.tags,
    }));
    return await use({ made, stacks, cloudformation: clients.cloudformation });
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

/** What is deployed of an app: the names that its functions got. */
export async function deployedApp(app: App, { made, stacks, cloudformation }: PreparedApp): Promise<DeployedApp> {
  const lists = stacks.map(async ({ name: stack, file }) => {
    const own = made.functions.filter(({ template }) => template === file);
    if (own.length === 0) return [];
    const names = await physicalIds(cloudformation, stack);
    return own.flatMap(({ logicalId, source }) => {
      const name = names.get(logicalId);
      // One whose condition is not met is not there; those that the CDK adds for itself are nobody's to edit.
      return name === undefined || PROVIDERS.test(logicalId) ? [] : [{ stack, logicalId, name, source }];
    });
  });
  return {
    app,
    stacks: stacks.map(({ name }) => name),
    functions: (await Promise.all(lists)).flat(),
    reads: made.reads,
  };
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

async function prepareTarget(
  region: string,
  clients: { cloudformation: CloudFormationClient; s3: S3Client; ssm: SSMClient; sts: STSClient },
): Promise<Target> {
  const { Account } = await clients.sts.send(new GetCallerIdentityCommand({}));
  if (Account === undefined) throw new Error("GetCallerIdentity named no account.");
  const target = { account: Account, region };
  await ensureBootstrap(target, clients);
  return target;
}

/** One that `cdk` has indented may be small enough without that. */
function adapted(stack: AssemblyStack, { adapt }: App): AssemblyStack {
  const template = adapt?.(stack.template) ?? stack.template;
  if (template === stack.template) return stack;
  if (Buffer.byteLength(template) <= LARGEST_BODY) return { ...stack, template };
  throw new Error(
    `The template of ${stack.name} is above ${LARGEST_BODY} bytes without what is left out too: only whole templates go ` +
      "by the bucket of assets. Split the stack, or deploy all of it with --engine localstack.",
  );
}

function isLarge({ template }: AssemblyStack): boolean {
  return Buffer.byteLength(template) > LARGEST_BODY;
}

function urlOf(stack: AssemblyStack, target: Target, { endpoint }: Connection): string {
  if (stack.templateUrl === undefined) {
    throw new Error(`The template of ${stack.name} is above ${LARGEST_BODY} bytes and not among the assets.`);
  }
  const { host, pathname } = new URL(resolvePlaceholders(stack.templateUrl, target));
  return `${endpoint}/${host}${pathname}`;
}
