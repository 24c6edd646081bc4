import { type CloudFormationClient, DescribeStackResourceCommand } from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { AssemblyStack } from "./assembly.ts";
import type { Target } from "./assets.ts";
import { createStack } from "./stack.ts";

/** Version of the bootstrap template of the cdk CLI that this project has. */
const VERSION = "33";
const PARAMETER = "/cdk-bootstrap/hnb659fds/version";

/** The stack that `cdk bootstrap` makes. */
const BOOTSTRAP_STACK = "CDKToolkit";

/**
 * Makes what a CDK deploy finds in a bootstrapped environment and uses here: the assets bucket and the version. They
 * belong to a stack with the name and the logical ids of the bootstrap template, so that `cdk bootstrap` is an update
 * of it, which adds the roles and the rest.
 */
export async function ensureBootstrap(
  target: Target,
  clients: { cloudformation: CloudFormationClient; s3: S3Client; ssm: SSMClient },
): Promise<void> {
  const bucket = `cdk-hnb659fds-assets-${target.account}-${target.region}`;
  const [hasBucket, hasVersion] = await Promise.all([
    isFound(clients.s3.send(new HeadBucketCommand({ Bucket: bucket }))),
    isFound(clients.ssm.send(new GetParameterCommand({ Name: PARAMETER }))),
  ]);
  if (hasBucket && hasVersion) return;
  const body = JSON.stringify(templateOf(bucket, target.region, { hasBucket, hasVersion }));
  if (await createStack(clients.cloudformation, { name: BOOTSTRAP_STACK, template: { body } })) return;
  throw new Error(
    `The stack ${BOOTSTRAP_STACK} is there, but not all that it has made: ${hasBucket ? PARAMETER : bucket} is missing. ` +
      `Delete the stack (aws cloudformation delete-stack --stack-name ${BOOTSTRAP_STACK}) and deploy again.`,
  );
}

/**
 * Makes what an app expects of a bootstrap of its own: one with another qualifier, or in another account or region, by
 * which its bucket is named. These belong to no stack.
 * @param buckets names of the buckets in which its assets are to lie
 */
export async function ensureOwnBootstrap(
  buckets: readonly string[],
  stacks: readonly Pick<AssemblyStack, "bootstrap">[],
  { s3, ssm }: { s3: S3Client; ssm: SSMClient },
): Promise<void> {
  const parameters = new Set(stacks.flatMap(({ bootstrap }) => (bootstrap === undefined ? [] : [bootstrap.parameter])));
  await Promise.all([
    ...buckets.map(async (Bucket) => {
      if (await isFound(s3.send(new HeadBucketCommand({ Bucket })))) return;
      await s3.send(new CreateBucketCommand({ Bucket }));
    }),
    ...[...parameters].map(async (Name) => {
      if (await isFound(ssm.send(new GetParameterCommand({ Name })))) return;
      await ssm.send(new PutParameterCommand({ Name, Type: "String", Value: VERSION }));
    }),
  ]);
}

/** Whether `cdk bootstrap` has made its stack here, roles included. */
export async function isBootstrapped(client: CloudFormationClient): Promise<boolean> {
  const role = { StackName: BOOTSTRAP_STACK, LogicalResourceId: "DeploymentActionRole" };
  try {
    await client.send(new DescribeStackResourceCommand(role));
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes("does not exist")) return false;
    throw error;
  }
}

/** What is missing; a bucket outlives the stack that has made it, here as in the template of the CLI. */
function templateOf(bucket: string, region: string, found: { hasBucket: boolean; hasVersion: boolean }): object {
  const StagingBucket = {
    Type: "AWS::S3::Bucket",
    Properties: { BucketName: bucket },
    DeletionPolicy: "Retain",
    UpdateReplacePolicy: "Retain",
  };
  const CdkBootstrapVersion = {
    Type: "AWS::SSM::Parameter",
    Properties: { Type: "String", Name: PARAMETER, Value: VERSION },
  };
  return {
    Description: "The part of the CDK's bootstrap stack that a local deploy uses. cdk bootstrap adds the rest.",
    Resources: {
      ...(found.hasBucket ? {} : { StagingBucket }),
      ...(found.hasVersion ? {} : { CdkBootstrapVersion }),
    },
    Outputs: {
      BucketName: { Value: bucket },
      BucketDomainName: { Value: `${bucket}.s3.${region}.amazonaws.com` },
      BootstrapVersion: { Value: VERSION },
    },
  };
}

async function isFound(lookup: Promise<unknown>): Promise<boolean> {
  try {
    await lookup;
    return true;
  } catch (error) {
    if (error instanceof Error && /^(NotFound|NoSuchBucket|ParameterNotFound)$/.test(error.name)) return false;
    throw error;
  }
}
