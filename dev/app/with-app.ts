import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Connection } from "../pipeline/connection.ts";
import type { App, Made } from "./app.ts";
import type { AssemblyStack } from "./assembly.ts";
import { type Target, assetBuckets, publishAssets, resolvePlaceholders } from "./assets.ts";
import { ensureBootstrap, ensureOwnBootstrap } from "./bootstrap.ts";
import { type ChangedObject, changeTemplates } from "./deployed-templates.ts";
import { type NestedTemplate, withNested } from "./nested-templates.ts";
import { withoutEmptyStacks } from "./empty-stacks.ts";
import { inAccount, requireOwnNames } from "./own-account.ts";
import type { StackRequest } from "./stack.ts";
import { stackParameters } from "./stack-parameters.ts";
import { synthesize } from "./synth.ts";

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
  /** The template as it is deployed. */
  readonly text: string;
  /** Templates of the stacks that it has as resources. */
  readonly nested: readonly NestedTemplate[];
}

/** An app whose assets are uploaded, for its stacks to be deployed. */
export interface PreparedApp {
  readonly made: Made;
  /** Each after those that it depends on. */
  readonly stacks: readonly PreparedStack[];
  /** Names of stacks that are gone, since the app has nothing in them any more. */
  readonly removed: readonly string[];
  readonly cloudformation: CloudFormationClient;
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
    const [made, target] = await Promise.all([
      underWay ?? synthesize(app, { context }),
      prepareTarget(connection.region, clients),
    ]);
    requireOwnNames(made.stacks);
    const changed = new Map<string, ChangedObject>();
    const uploaded = new Set(made.stacks.flatMap(({ nested }) => nested.flatMap(withNested)).map(({ file }) => file));
    const filled = await withoutEmptyStacks(clients.cloudformation, made.stacks, app.tell ?? progress);
    const stacks = filled.stacks.map((stack): PreparedStack => {
      const text = deployedText(stack, { app, target, changed });
      const { name, file, tags, nested } = stack;
      const parameters = stackParameters(app, stack);
      const isLarge = Buffer.byteLength(text) > LARGEST_BODY;
      if (isLarge) uploaded.add(file);
      const template = isLarge ? { url: urlOf(stack, target, connection, changed) } : { body: text };
      return { name, file, text, nested, template, parameters, tags };
    });
    await ensureOwnBootstrap(await assetBuckets(made, target), made.stacks, clients);
    const options = { templates: uploaded, changed };
    for (const asset of await publishAssets(made, target, clients.s3, options)) progress(`Uploaded ${asset}`);
    return await use({ made, stacks, removed: filled.removed, cloudformation: clients.cloudformation });
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

/** The template of a stack as it is deployed here; what becomes of those below it is added to `changed`. */
function deployedText(
  stack: AssemblyStack,
  { app, target, changed }: { app: App; target: Target; changed: Map<string, ChangedObject> },
): string {
  const isFixed = stack.account !== undefined || stack.region !== undefined;
  const change = (text: string): string => {
    const own = isFixed ? inAccount(text, stack, target) : text;
    return app.adapt?.(own, stack.name) ?? own;
  };
  return changeTemplates(stack, change, changed);
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

/** Where the template of a stack lies once it is uploaded. */
function urlOf(
  stack: AssemblyStack,
  target: Target,
  { endpoint }: Connection,
  changed: ReadonlyMap<string, ChangedObject>,
): string {
  if (stack.templateUrl === undefined) {
    throw new Error(`The template of ${stack.name} is above ${LARGEST_BODY} bytes and not among the assets.`);
  }
  const { host, pathname } = new URL(resolvePlaceholders(stack.templateUrl, target));
  return `${endpoint}/${host}/${changed.get(stack.file)?.key ?? pathname.slice(1)}`;
}
