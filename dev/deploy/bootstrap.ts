import { CreateBucketCommand, HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { Target } from "./assets.ts";

/** Version that the parameter says: that of the bootstrap template of the cdk CLI that this project has. */
const VERSION = "32";
const PARAMETER = "/cdk-bootstrap/hnb659fds/version";

/** Makes what a CDK deploy finds in a bootstrapped environment and uses here: the assets bucket and the version. */
export async function ensureBootstrap(target: Target, clients: { s3: S3Client; ssm: SSMClient }): Promise<void> {
  await Promise.all([ensureBucket(target, clients.s3), ensureVersion(clients.ssm)]);
}

async function ensureBucket({ account, region }: Target, s3: S3Client): Promise<void> {
  const Bucket = `cdk-hnb659fds-assets-${account}-${region}`;
  if (await isFound(s3.send(new HeadBucketCommand({ Bucket })))) return;
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      ...(region === "us-east-1"
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: region as "eu-central-1" } }),
    }),
  );
}

async function ensureVersion(ssm: SSMClient): Promise<void> {
  if (await isFound(ssm.send(new GetParameterCommand({ Name: PARAMETER })))) return;
  await ssm.send(new PutParameterCommand({ Name: PARAMETER, Value: VERSION, Type: "String" }));
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
