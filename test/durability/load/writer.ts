import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { RekognitionClient } from "@aws-sdk/client-rekognition";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { Place } from "../killed-environment.ts";

/** Clients for one life of the environment, which do not try again. */
export interface Clients {
  readonly cloudformation: CloudFormationClient;
  readonly dynamodb: DynamoDBClient;
  readonly rekognition: RekognitionClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
}

/** One life of the environment, as a writer sees it. */
export interface Life extends Place {
  readonly clients: Clients;
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
}

/** One kind of load. It remembers over all lives what was acknowledged to it. */
export interface Writer {
  readonly name: string;
  /** Writes that were acknowledged so far. */
  acknowledged: number;
  /** Makes what the writes need, if it is not there yet. */
  prepare(life: Life): Promise<void>;
  /** One more step. Rejects once the environment is killed. */
  step(life: Life): Promise<void>;
  /** Compares what is there with what was acknowledged; one line a defect. Knows then which unanswered writes came to be. */
  check(life: Life): Promise<string[]>;
}

export function createClients({ connection }: Place): Clients {
  const config = { ...connection, maxAttempts: 1 };
  return {
    cloudformation: new CloudFormationClient(config),
    dynamodb: new DynamoDBClient(config),
    rekognition: new RekognitionClient(config),
    s3: new S3Client(config),
    sqs: new SQSClient(config),
    ssm: new SSMClient(config),
  };
}

/** Whole number from 0 to below `limit`. */
export function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}

/** An error that the environment answered with, rather than its end. */
export function wasAnswered(error: unknown): boolean {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode !== undefined;
}
