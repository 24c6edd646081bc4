import { CloudFormation } from "@aws-sdk/client-cloudformation";
import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { ECR } from "@aws-sdk/client-ecr";
import { IAM } from "@aws-sdk/client-iam";
import { KMS } from "@aws-sdk/client-kms";
import { Lambda } from "@aws-sdk/client-lambda";
import { Rekognition } from "@aws-sdk/client-rekognition";
import { S3 } from "@aws-sdk/client-s3";
import { SQS } from "@aws-sdk/client-sqs";
import { SSM } from "@aws-sdk/client-ssm";
import { STS } from "@aws-sdk/client-sts";
import type { ClientConfig } from "../support/endpoint.ts";
import { captureFrom } from "./capture.ts";
import { useEcr, useKms } from "./corpus/bootstrap.ts";
import { useDynamodb } from "./corpus/dynamodb.ts";
import { useIam, useSsm, useSts } from "./corpus/identity.ts";
import { useLambda } from "./corpus/lambda.ts";
import { useLogs, useSqs } from "./corpus/messages.ts";
import { useRekognition } from "./corpus/rekognition.ts";
import { useS3 } from "./corpus/s3.ts";
import { useCloudFormation, useCloudWatch } from "./corpus/stacks.ts";
import type { Sample } from "./message.ts";

/** Uses each service once through the SDK. Resolves with its requests; what they made stays, for mutations to meet. */
export async function collectCorpus(client: ClientConfig): Promise<Sample[]> {
  const samples: Sample[] = [];
  const capturing = <Made extends { destroy(): void }>(made: Made): Made => {
    captureFrom(made, samples);
    return made;
  };
  await useIam(capturing(new IAM(client)));
  await useSts(capturing(new STS(client)));
  await useSsm(capturing(new SSM(client)));
  await useS3(capturing(new S3({ ...client, forcePathStyle: true })));
  await useDynamodb(capturing(new DynamoDB(client)));
  await useSqs(capturing(new SQS(client)));
  await useLogs(capturing(new CloudWatchLogs(client)));
  await useLambda(capturing(new Lambda(client)));
  await useKms(capturing(new KMS(client)));
  await useEcr(capturing(new ECR(client)));
  await useCloudWatch(capturing(new CloudWatch(client)));
  await useCloudFormation(capturing(new CloudFormation(client)));
  await useRekognition(capturing(new Rekognition(client)));
  return samples;
}
