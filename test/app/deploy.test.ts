import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { DescribeCollectionCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deployPipeline } from "../../dev/app/pipeline-stack.ts";
import { deleteStack } from "../../dev/app/stack.ts";
import type { Resources } from "../../dev/pipeline/resources.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const cloudformation = new CloudFormationClient(endpoint.client);
const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
const lambda = new LambdaClient(endpoint.client);
const dynamodb = new DynamoDBClient(endpoint.client);
const ASSETS = "cdk-hnb659fds-assets-000000000000-us-east-1";

let resources: Resources;
const steps: string[] = [];
beforeAll(async () => {
  resources = await deployPipeline(endpoint.client, { progress: (step) => steps.push(step) });
});

async function changesOf(work: () => Promise<unknown>): Promise<string[]> {
  const changes: string[] = [];
  const stop = endpoint.bus.on("stackChanged", ({ logicalId, stack, status }) =>
    changes.push(`${logicalId ?? stack} ${status}`),
  );
  await work();
  stop();
  return changes;
}

test("the stack of infra/ has the names of the tutorial", () => {
  expect(resources.toJSON()).toMatchObject({
    bucket: "employee-pictures-000000000000-us-east-1",
    table: "rekognitionID",
    picturesTable: "pictures",
    collection: "employees",
    functionName: "rekognition",
    logGroup: "/aws/lambda/rekognition",
    queue: "rekognition-failed",
  });
  expect(steps[0]).toBe("Uploaded Function/Code");
  expect(steps.at(-1)).toBe("CREATE_COMPLETE doppelface (AWS::CloudFormation::Stack)");
});

test("the minimal bootstrap is there, and the function's code in its bucket", async () => {
  const version = await new SSMClient(endpoint.client).send(
    new GetParameterCommand({ Name: "/cdk-bootstrap/hnb659fds/version" }),
  );
  expect(Number(version.Parameter?.Value)).toBeGreaterThanOrEqual(6);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: ASSETS }));
  expect(Contents.map(({ Key }) => Key)).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.zip$/)]);
});

test("bucket, notification and policy stand as declared", async () => {
  const Bucket = resources.bucket;
  const versioning = await s3.send(new GetBucketVersioningCommand({ Bucket }));
  expect(versioning.Status).toBe("Enabled");
  const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  expect(Rules).toMatchObject([{ ID: "old-versions", NoncurrentVersionExpiration: { NoncurrentDays: 30 } }]);
  const notifications = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  expect(notifications.LambdaFunctionConfigurations).toMatchObject([
    { Events: ["s3:ObjectCreated:*"] },
    { Events: ["s3:ObjectRemoved:*"] },
  ]);
  const { Policy = "" } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  expect(JSON.parse(Policy)).toMatchObject({
    Statement: [{ Effect: "Deny", Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`] }],
  });
});

test("function, permission and failure destination stand as declared", async () => {
  const FunctionName = resources.functionName;
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }));
  expect(Configuration).toMatchObject({
    Runtime: "nodejs24.x",
    State: "Active",
    MemorySize: 512,
    Timeout: 60,
    LoggingConfig: { LogGroup: "/aws/lambda/rekognition" },
  });
  expect(Configuration?.Environment?.Variables).toMatchObject({ TABLE: "rekognitionID", FACE_POLICY: "largest" });
  expect(Configuration?.Role).toMatch(/^arn:aws:iam::000000000000:role\/doppelface-FunctionRole111A5701-[A-Z0-9]{12}$/);
  const { Policy = "" } = await lambda.send(new GetPolicyCommand({ FunctionName }));
  expect(JSON.parse(Policy)).toMatchObject({ Statement: [{ Principal: { Service: "s3.amazonaws.com" } }] });
  const invoke = await lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier: "$LATEST" }));
  expect(invoke).toMatchObject({
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 21_600,
    DestinationConfig: { OnFailure: { Destination: "arn:aws:sqs:us-east-1:000000000000:rekognition-failed" } },
  });
});

test("tables, collection, log group and alarms stand as declared", async () => {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: resources.table }));
  expect(Table).toMatchObject({
    TableStatus: "ACTIVE",
    GlobalSecondaryIndexes: [{ IndexName: "by-picture", IndexStatus: "ACTIVE" }],
  });
  const backups = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName: resources.table }));
  expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe(
    "ENABLED",
  );
  const rekognition = new RekognitionClient(endpoint.client);
  expect(await rekognition.send(new DescribeCollectionCommand({ CollectionId: "employees" }))).toMatchObject({
    FaceCount: 0,
  });
  const logs = new CloudWatchLogsClient(endpoint.client);
  const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: resources.logGroup }));
  expect(logGroups).toMatchObject([{ retentionInDays: 30 }]);
  const { MetricAlarms = [] } = await new CloudWatchClient(endpoint.client).send(new DescribeAlarmsCommand({}));
  expect(MetricAlarms.map(({ AlarmName = "" }) => AlarmName).sort()).toEqual([
    "rekognition-errors",
    "rekognition-queue-depth",
    "rekognition-throttles",
  ]);
});

test("a second deploy of the same sources changes nothing", async () => {
  const again: string[] = [];
  expect(
    await changesOf(async () => {
      expect(await deployPipeline(endpoint.client, { progress: (step) => again.push(step) })).toEqual(resources);
    }),
  ).toEqual([]);
  expect(again).toEqual([]);
});

test("a changed setting updates what it is about, and back", async () => {
  const facePolicy = async () => {
    const answer = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: resources.functionName }));
    return answer.Environment?.Variables?.["FACE_POLICY"];
  };
  const changes = await changesOf(() => deployPipeline(endpoint.client, { context: { facePolicy: "all" } }));
  expect(changes).toEqual([
    "doppelface UPDATE_IN_PROGRESS",
    "Function76856677 UPDATE_IN_PROGRESS",
    "Function76856677 UPDATE_COMPLETE",
    "doppelface UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "doppelface UPDATE_COMPLETE",
  ]);
  expect(await facePolicy()).toBe("all");
  await deployPipeline(endpoint.client);
  expect(await facePolicy()).toBe("largest");
});

test("another environment stands beside it and goes without a trace; the default one leaves its data", async () => {
  const beside = await deployPipeline(endpoint.client, { context: { env: "beside" } });
  expect(beside).toMatchObject({ table: "rekognitionID-beside", functionName: "rekognition-beside" });
  await deleteStack(cloudformation, "doppelface-beside");
  await expect(s3.send(new HeadBucketCommand({ Bucket: beside.bucket }))).rejects.toMatchObject({ name: "NotFound" });
  await expect(dynamodb.send(new DescribeTableCommand({ TableName: beside.table }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await expect(lambda.send(new GetFunctionCommand({ FunctionName: beside.functionName }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });

  await deleteStack(cloudformation, "doppelface");
  await s3.send(new HeadBucketCommand({ Bucket: resources.bucket }));
  await dynamodb.send(new DescribeTableCommand({ TableName: resources.table }));
  await expect(lambda.send(new GetFunctionCommand({ FunctionName: resources.functionName }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await expect(cloudformation.send(new DescribeStacksCommand({ StackName: "doppelface" }))).rejects.toThrow(
    "does not exist",
  );

  const again = deployPipeline(endpoint.client);
  await expect(again).rejects.toThrow(
    /FacesTable63ABD493 \(AWS::DynamoDB::Table\): .*identifier 'rekognitionID' already exists\.[\s\S]*start with --fresh/,
  );
  await dynamodb.send(new DescribeTableCommand({ TableName: resources.table }));
});
