import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  DescribeRepositoriesCommand,
  ECRClient,
} from "@aws-sdk/client-ecr";
import { GetRolePolicyCommand, IAMClient, ListRolesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateKeyCommand, DescribeKeyCommand, KMSClient, ListKeysCommand } from "@aws-sdk/client-kms";
import { GetFunctionCommand, InvokeCommand } from "@aws-sdk/client-lambda";
import {
  CreateCollectionCommand,
  DeleteCollectionCommand,
  DescribeCollectionCommand,
  RekognitionClient,
} from "@aws-sdk/client-rekognition";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { Functions, makeRole } from "../endpoint/services/lambda/support.ts";
import type { ClientConfig } from "../support/endpoint.ts";
import { createTable } from "./workload.ts";

/** What is asked of one service again and again; every request of it gets the number of its round. */
export interface RequestCycle {
  readonly service: string;
  readonly requests: readonly ((round: number) => Promise<unknown>)[];
}

const BODY = Buffer.alloc(10_000, "x");
const LOGS = { logGroupName: "bench", logStreamName: "bench" };

/** Makes what the requests work on. What they store is replaced or removed in the next rounds, but for log events. */
export async function prepareCycles(config: ClientConfig): Promise<RequestCycle[]> {
  const role = await makeRole(config, "bench-role");
  return [
    await s3Cycle(new S3Client({ ...config, forcePathStyle: true })),
    await dynamodbCycle(new DynamoDBClient(config)),
    await lambdaCycle(new Functions(config, role)),
    await logsCycle(new CloudWatchLogsClient(config)),
    await sqsCycle(new SQSClient(config)),
    ssmCycle(new SSMClient(config)),
    iamCycle(new IAMClient(config)),
    stsCycle(new STSClient(config), role),
    cloudwatchCycle(new CloudWatchClient(config)),
    await cloudformationCycle(new CloudFormationClient(config)),
    rekognitionCycle(new RekognitionClient(config)),
    ecrCycle(new ECRClient(config)),
    await kmsCycle(new KMSClient(config)),
  ];
}

async function s3Cycle(s3: S3Client): Promise<RequestCycle> {
  const Bucket = "bench";
  await s3.send(new CreateBucketCommand({ Bucket }));
  return {
    service: "S3",
    requests: [
      (round) => s3.send(new PutObjectCommand({ Bucket, Key: `${round % 50}`, Body: BODY })),
      async (round) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `${round % 50}` }));
        await Body?.transformToByteArray();
      },
      () => s3.send(new ListObjectsV2Command({ Bucket })),
      (round) => s3.send(new DeleteObjectCommand({ Bucket, Key: `${(round + 25) % 50}` })),
    ],
  };
}

async function dynamodbCycle(dynamodb: DynamoDBClient): Promise<RequestCycle> {
  const TableName = "bench";
  await createTable(dynamodb);
  const keyOf = (round: number) => ({ person: { S: `${round % 50}` }, picture: { N: "1" } });
  return {
    service: "DynamoDB",
    requests: [
      (round) => dynamodb.send(new PutItemCommand({ TableName, Item: { ...keyOf(round), note: { S: "x" } } })),
      (round) => dynamodb.send(new GetItemCommand({ TableName, Key: keyOf(round) })),
      (round) =>
        dynamodb.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: "person = :person",
            ExpressionAttributeValues: { ":person": keyOf(round).person },
          }),
        ),
      (round) => dynamodb.send(new DeleteItemCommand({ TableName, Key: keyOf(round + 25) })),
    ],
  };
}

async function lambdaCycle(functions: Functions): Promise<RequestCycle> {
  const FunctionName = "bench";
  await functions.create(FunctionName, "export const handler = async (event) => event;");
  const { lambda } = functions;
  return {
    service: "Lambda",
    requests: [
      (round) => lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ round }) })),
      () => lambda.send(new GetFunctionCommand({ FunctionName })),
    ],
  };
}

async function logsCycle(logs: CloudWatchLogsClient): Promise<RequestCycle> {
  await logs.send(new CreateLogGroupCommand({ logGroupName: LOGS.logGroupName }));
  await logs.send(new CreateLogStreamCommand(LOGS));
  return {
    service: "Logs",
    requests: [
      (round) =>
        logs.send(
          new PutLogEventsCommand({ ...LOGS, logEvents: [{ timestamp: Date.now(), message: `round ${round}` }] }),
        ),
      () => logs.send(new GetLogEventsCommand({ ...LOGS, limit: 10 })),
    ],
  };
}

async function sqsCycle(sqs: SQSClient): Promise<RequestCycle> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "bench" }));
  let ReceiptHandle: string | undefined;
  return {
    service: "SQS",
    requests: [
      (round) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `round ${round}` })),
      async () => {
        const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
        ReceiptHandle = Messages?.[0]?.ReceiptHandle;
      },
      () => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
    ],
  };
}

function ssmCycle(ssm: SSMClient): RequestCycle {
  return {
    service: "SSM",
    requests: [
      (round) =>
        ssm.send(new PutParameterCommand({ Name: "bench", Value: `${round}`, Type: "String", Overwrite: true })),
      () => ssm.send(new GetParameterCommand({ Name: "bench" })),
    ],
  };
}

function iamCycle(iam: IAMClient): RequestCycle {
  const named = { RoleName: "bench-role", PolicyName: "more" };
  const policy = (round: number) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::bench/${round}` }],
    });
  return {
    service: "IAM",
    requests: [
      (round) => iam.send(new PutRolePolicyCommand({ ...named, PolicyDocument: policy(round) })),
      () => iam.send(new GetRolePolicyCommand(named)),
      () => iam.send(new ListRolesCommand({})),
    ],
  };
}

function stsCycle(sts: STSClient, RoleArn: string): RequestCycle {
  return {
    service: "STS",
    requests: [
      () => sts.send(new GetCallerIdentityCommand({})),
      (round) => sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: `round-${round}` })),
    ],
  };
}

function cloudwatchCycle(cloudwatch: CloudWatchClient): RequestCycle {
  const alarm = {
    AlarmName: "bench",
    Namespace: "bench",
    MetricName: "Rounds",
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 1,
    ComparisonOperator: "GreaterThanThreshold",
  } as const;
  return {
    service: "CloudWatch",
    requests: [
      (round) => cloudwatch.send(new PutMetricAlarmCommand({ ...alarm, Threshold: round })),
      () => cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ["bench"] })),
    ],
  };
}

async function cloudformationCycle(cloudformation: CloudFormationClient): Promise<RequestCycle> {
  const StackName = "bench";
  const TemplateBody = JSON.stringify({ Resources: { Q: { Type: "AWS::SQS::Queue", Properties: {} } } });
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody }));
  return {
    service: "CloudFormation",
    requests: [
      () => cloudformation.send(new DescribeStacksCommand({ StackName })),
      () => cloudformation.send(new GetTemplateCommand({ StackName })),
      () => cloudformation.send(new ListStackResourcesCommand({ StackName })),
    ],
  };
}

function rekognitionCycle(rekognition: RekognitionClient): RequestCycle {
  const CollectionId = "bench";
  return {
    service: "Rekognition",
    requests: [
      () => rekognition.send(new CreateCollectionCommand({ CollectionId })),
      () => rekognition.send(new DescribeCollectionCommand({ CollectionId })),
      () => rekognition.send(new DeleteCollectionCommand({ CollectionId })),
    ],
  };
}

function ecrCycle(ecr: ECRClient): RequestCycle {
  const repositoryName = "bench";
  return {
    service: "ECR",
    requests: [
      () => ecr.send(new CreateRepositoryCommand({ repositoryName })),
      () => ecr.send(new DescribeRepositoriesCommand({})),
      () => ecr.send(new DeleteRepositoryCommand({ repositoryName })),
    ],
  };
}

async function kmsCycle(kms: KMSClient): Promise<RequestCycle> {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  return {
    service: "KMS",
    requests: [
      () => kms.send(new DescribeKeyCommand({ KeyId: KeyMetadata?.KeyId })),
      () => kms.send(new ListKeysCommand({})),
    ],
  };
}
