import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { RekognitionClient } from "@aws-sdk/client-rekognition";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { TargetName } from "./report.ts";

/** Clients of the account that a promotion goes to, with the user's own credentials. */
export interface TargetAccount {
  /** 12 digits. */
  readonly account: string;
  readonly region: string;
  readonly clients: ReturnType<typeof clientsOf>;
}

/** What was found where the promotion goes. */
export interface FoundTarget {
  readonly name: TargetName;
  /** Undefined where nobody could sign in; `why` says why. */
  readonly account: TargetAccount | undefined;
  readonly why: string | undefined;
}

/** What the user said of the target; the rest is as AWS tools read it (environment variables, profiles). */
export interface TargetOptions {
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
}

/** Finds out whose account the credentials are for. Changes nothing. */
export async function findTarget({ region: named, endpoint }: TargetOptions): Promise<FoundTarget> {
  const region = named ?? (await configuredRegion());
  if (region === undefined) {
    const why = "No region is known. Set AWS_REGION, or say --region.";
    return { name: { account: undefined, region, endpoint }, account: undefined, why };
  }
  const clients = clientsOf(region, endpoint);
  try {
    const { Account: account } = await clients.sts.send(new GetCallerIdentityCommand({}));
    if (account === undefined) throw new Error("GetCallerIdentity named no account.");
    return { name: { account, region, endpoint }, account: { account, region, clients }, why: undefined };
  } catch (error) {
    return { name: { account: undefined, region, endpoint }, account: undefined, why: reasonOf(error) };
  }
}

/** The region of the profile; undefined where there is none. */
async function configuredRegion(): Promise<string | undefined> {
  const client = new STSClient({});
  try {
    return await client.config.region();
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "CredentialsProviderError") {
    return "No AWS credentials were found. Sign in (`aws sso login`, AWS_PROFILE, AWS_ACCESS_KEY_ID) and run this again.";
  }
  return `GetCallerIdentity failed with ${error.name}: ${error.message}`;
}

function clientsOf(region: string, endpoint: string | undefined) {
  const config = { region, ...(endpoint === undefined ? {} : { endpoint }) };
  return {
    cloudformation: new CloudFormationClient(config),
    cloudwatch: new CloudWatchClient(config),
    dynamodb: new DynamoDBClient(config),
    iam: new IAMClient(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    rekognition: new RekognitionClient(config),
    s3: new S3Client({ ...config, ...(endpoint === undefined ? {} : { forcePathStyle: true }) }),
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: endpoint === undefined }),
    ssm: new SSMClient(config),
    sts: new STSClient(config),
  };
}
