import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fileURLToPath } from "node:url";
import type { Connection } from "../pipeline/connection.ts";
import { type Resources, resourcesOf } from "../pipeline/resources.ts";
import type { Assembly, AssemblyStack } from "./assembly.ts";
import { type Target, publishAssets, resolvePlaceholders } from "./assets.ts";
import { ensureBootstrap } from "./bootstrap.ts";
import { type StackRequest, deployStack } from "./stack.ts";
import { synthesize } from "./synth.ts";
import type { StackProgress } from "./watch-stack.ts";

/** Name of the stack of the default environment. */
export const STACK = "doppelface";

/** Largest template that a request may hold, in bytes. */
const LARGEST_BODY = 51_200;

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** What a deploy of the stack starts from. */
export interface PipelineOptions {
  /** What `cdk -c` takes. */
  readonly context?: Readonly<Record<string, string>>;
  /** Gets one line a step. */
  readonly progress?: (text: string) => void;
  /** Absolute folder of the CDK app's project; this one by default. */
  readonly project?: string;
}

/**
 * Deploys the stack of `infra/` to a local endpoint, which needs no bootstrap of its own: synth, assets, stack. With
 * the same sources as before nothing is recreated.
 */
export async function deployPipeline(connection: Connection, options: PipelineOptions = {}): Promise<Resources> {
  return withPipelineStack(connection, options, async (request, cloudformation) => {
    const { outputs } = await deployStack(cloudformation, request, progressLines(options.progress));
    return resourcesOf(request.name, outputs);
  });
}

/** Synthesises the stack of `infra/` and uploads its assets, for `use` to deploy it. */
export async function withPipelineStack<Result>(
  connection: Connection,
  { context = {}, progress = () => undefined, project = PROJECT }: PipelineOptions,
  use: (request: StackRequest, cloudformation: CloudFormationClient) => Promise<Result>,
): Promise<Result> {
  const clients = {
    cloudformation: new CloudFormationClient(connection),
    s3: new S3Client({ ...connection, forcePathStyle: true }),
    ssm: new SSMClient(connection),
    sts: new STSClient(connection),
  };
  try {
    const [assembly, target] = await Promise.all([
      synthesize({ project, context }),
      prepareTarget(connection.region, clients),
    ]);
    const stack = onlyStack(assembly);
    const large = Buffer.byteLength(stack.template) > LARGEST_BODY;
    const uploaded = await publishAssets(assembly, target, clients.s3, { templates: large });
    for (const asset of uploaded) progress(`Uploaded ${asset}`);
    const request = {
      name: stack.name,
      template: large ? { url: urlOf(stack, target, connection) } : { body: stack.template },
      parameters: stack.parameters,
      tags: stack.tags,
    };
    return await use(request, clients.cloudformation);
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

function progressLines(progress: (text: string) => void = () => undefined): (event: StackProgress) => void {
  return ({ logicalId, type, status, reason }) =>
    progress(`${status} ${logicalId} (${type})${reason === undefined ? "" : `: ${reason}`}`);
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

function onlyStack(assembly: Assembly): AssemblyStack {
  const [stack, ...others] = assembly.stacks;
  if (stack !== undefined && others.length === 0) return stack;
  throw new Error(`infra/app.ts makes ${assembly.stacks.length} stacks; this deploy is for one.`);
}

function urlOf(stack: AssemblyStack, target: Target, { endpoint }: Connection): string {
  if (stack.templateUrl === undefined) {
    throw new Error(`The template of ${stack.name} is above ${LARGEST_BODY} bytes and not among the assets.`);
  }
  const { host, pathname } = new URL(resolvePlaceholders(stack.templateUrl, target));
  return `${endpoint}/${host}${pathname}`;
}
