import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  TransactGetItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateRepositoryCommand, DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { CreateRoleCommand, IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  KMSClient,
  ListAliasesCommand,
} from "@aws-sdk/client-kms";
import { CreateFunctionCommand, GetFunctionCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { CreateCollectionCommand, ListCollectionsCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  SQSClient,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { DescribeParametersCommand, GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceName } from "../../../dev/endpoint/service.ts";
import { SERVICES } from "../../../dev/endpoint/services/services.ts";
import { type ClientConfig, clientConfig, startTestEndpoint } from "../../support/endpoint.ts";
import { zipped } from "./lambda/support.ts";

const [MINE, OTHER] = ["111111111111", "222222222222"];
const [HERE, ELSEWHERE] = ["us-east-1", "eu-west-1"];

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
});

afterAll(() => endpoint.stop());

function client(account: string, region: string): ClientConfig {
  return { ...clientConfig(endpoint.url, account), region };
}

/** How a thing of one name is made, and how the names of its kind are listed. */
interface Kind {
  readonly service: ServiceName;
  readonly make: (config: ClientConfig, name: string, account: string) => Promise<unknown>;
  readonly names: (config: ClientConfig) => Promise<readonly (string | undefined)[]>;
}

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

const makeRole = (config: ClientConfig, RoleName: string) =>
  new IAMClient(config).send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));

const KINDS: readonly Kind[] = [
  {
    service: "dynamodb",
    make: (config, TableName) =>
      new DynamoDBClient(config).send(
        new CreateTableCommand({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        }),
      ),
    names: async (config) => (await new DynamoDBClient(config).send(new ListTablesCommand({}))).TableNames ?? [],
  },
  {
    service: "lambda",
    async make(config, FunctionName, account) {
      await makeRole(config, "runs").catch(() => undefined);
      await new LambdaClient(config).send(
        new CreateFunctionCommand({
          FunctionName,
          Role: `arn:aws:iam::${account}:role/runs`,
          Runtime: "nodejs24.x",
          Handler: "index.handler",
          Code: { ZipFile: zipped("export const handler = async () => 1;") },
        }),
      );
    },
    async names(config) {
      const { Functions = [] } = await new LambdaClient(config).send(new ListFunctionsCommand({}));
      return Functions.map(({ FunctionName }) => FunctionName);
    },
  },
  {
    service: "sqs",
    make: (config, QueueName) => new SQSClient(config).send(new CreateQueueCommand({ QueueName })),
    async names(config) {
      const { QueueUrls = [] } = await new SQSClient(config).send(new ListQueuesCommand({}));
      return QueueUrls.map((queueUrl) => queueUrl.split("/").at(-1));
    },
  },
  {
    service: "logs",
    make: (config, logGroupName) => new CloudWatchLogsClient(config).send(new CreateLogGroupCommand({ logGroupName })),
    async names(config) {
      const { logGroups = [] } = await new CloudWatchLogsClient(config).send(new DescribeLogGroupsCommand({}));
      return logGroups.map(({ logGroupName }) => logGroupName);
    },
  },
  {
    service: "monitoring",
    make: (config, AlarmName) =>
      new CloudWatchClient(config).send(
        new PutMetricAlarmCommand({
          AlarmName,
          Namespace: "n",
          MetricName: "m",
          Statistic: "Sum",
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: "GreaterThanThreshold",
        }),
      ),
    async names(config) {
      const { MetricAlarms = [] } = await new CloudWatchClient(config).send(new DescribeAlarmsCommand({}));
      return MetricAlarms.map(({ AlarmName }) => AlarmName);
    },
  },
  {
    service: "ssm",
    make: (config, Name) => new SSMClient(config).send(new PutParameterCommand({ Name, Value: "v", Type: "String" })),
    async names(config) {
      const { Parameters = [] } = await new SSMClient(config).send(new DescribeParametersCommand({}));
      return Parameters.map(({ Name }) => Name);
    },
  },
  {
    service: "cloudformation",
    make: (config, StackName) =>
      new CloudFormationClient(config).send(
        new CreateStackCommand({
          StackName,
          TemplateBody: JSON.stringify({ Resources: { Group: { Type: "AWS::Logs::LogGroup", Properties: {} } } }),
        }),
      ),
    async names(config) {
      const { Stacks = [] } = await new CloudFormationClient(config).send(new DescribeStacksCommand({}));
      return Stacks.map(({ StackName }) => StackName);
    },
  },
  {
    service: "rekognition",
    make: (config, CollectionId) => new RekognitionClient(config).send(new CreateCollectionCommand({ CollectionId })),
    names: async (config) =>
      (await new RekognitionClient(config).send(new ListCollectionsCommand({}))).CollectionIds ?? [],
  },
  {
    service: "ecr",
    make: (config, repositoryName) => new ECRClient(config).send(new CreateRepositoryCommand({ repositoryName })),
    async names(config) {
      const { repositories = [] } = await new ECRClient(config).send(new DescribeRepositoriesCommand({}));
      return repositories.map(({ repositoryName }) => repositoryName);
    },
  },
  {
    service: "kms",
    async make(config, name) {
      const kms = new KMSClient(config);
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      await kms.send(new CreateAliasCommand({ AliasName: `alias/${name}`, TargetKeyId: KeyMetadata?.KeyId }));
    },
    async names(config) {
      const { Aliases = [] } = await new KMSClient(config).send(new ListAliasesCommand({}));
      return Aliases.map(({ AliasName }) => AliasName?.replace("alias/", ""));
    },
  },
];

test("each service that keeps things by account and region is looked at", () => {
  // Names of buckets are one for all, IAM is global, and STS keeps nothing that has a name.
  const others = new Set<string>(["s3", "iam", "sts"]);
  const kept = SERVICES.map(({ name }) => name).filter((name) => !others.has(name));
  expect(KINDS.map(({ service }) => service).toSorted()).toEqual(kept.toSorted());
});

test.each(KINDS)("$service: a name is one of an account and a region", async ({ make, names }) => {
  await make(client(MINE, HERE), "shared", MINE);
  await make(client(MINE, HERE), "mine-here", MINE);
  for (const [account, region] of [
    [MINE, ELSEWHERE],
    [OTHER, HERE],
  ] as const) {
    expect(await names(client(account, region))).not.toContain("shared");
    // The name is free there.
    await make(client(account, region), "shared", account);
    expect(await names(client(account, region))).toContain("shared");
    expect(await names(client(account, region))).not.toContain("mine-here");
  }
  expect(await names(client(MINE, HERE))).toEqual(expect.arrayContaining(["shared", "mine-here"]));
});

test("an ARN or a URL of another account's resource reaches nothing", async () => {
  const [mine, other] = [client(MINE, HERE), client(OTHER, HERE)];
  const Key = { pk: { S: "1" } };
  const arn = (service: string, resource: string): string => `arn:aws:${service}:${HERE}:${MINE}:${resource}`;
  const TableName = arn("dynamodb", "table/shared");
  const FunctionName = arn("lambda", "function:shared");
  const { QueueUrl } = await new SQSClient(mine).send(new GetQueueUrlCommand({ QueueName: "shared" }));
  const { Aliases = [] } = await new KMSClient(mine).send(new ListAliasesCommand({}));
  const KeyId = arn("kms", `key/${Aliases[0]?.TargetKeyId ?? ""}`);
  const calls = (config: ClientConfig) =>
    Promise.allSettled([
      new DynamoDBClient(config).send(new PutItemCommand({ TableName, Item: Key })),
      new DynamoDBClient(config).send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key } }] })),
      new LambdaClient(config).send(new GetFunctionCommand({ FunctionName })),
      new SQSClient(config).send(new SendMessageCommand({ QueueUrl, MessageBody: "m" })),
      new KMSClient(config).send(new DescribeKeyCommand({ KeyId })),
      new SSMClient(config).send(new GetParameterCommand({ Name: arn("ssm", "parameter/shared") })),
      new CloudWatchLogsClient(config).send(
        new DescribeLogStreamsCommand({ logGroupIdentifier: arn("logs", "log-group:shared") }),
      ),
    ]);
  expect((await calls(mine)).map(({ status }) => status)).not.toContain("rejected");
  for (const outcome of await calls(other)) {
    expect(outcome).toMatchObject({
      reason: {
        name: expect.stringMatching(/^AccessDenied/),
        message: expect.stringMatching(
          new RegExp(
            `^User: arn:aws:iam::${OTHER}:root is not authorized .*${MINE}.* because no resource-based policy`,
          ),
        ),
      },
    });
  }
});

test("iam: a name is one of an account, in every region", async () => {
  const names = async (account: string, region: string) => {
    const { Roles = [] } = await new IAMClient(client(account, region)).send(new ListRolesCommand({}));
    return Roles.map(({ RoleName }) => RoleName);
  };
  await makeRole(client(MINE, HERE), "role-of-mine");
  expect(await names(MINE, ELSEWHERE)).toContain("role-of-mine");
  expect(await names(OTHER, HERE)).not.toContain("role-of-mine");
  await makeRole(client(OTHER, HERE), "role-of-mine");
});

test("sts: the key is the account", async () => {
  const identity = await new STSClient(client(OTHER, ELSEWHERE)).send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({ Account: OTHER, Arn: `arn:aws:iam::${OTHER}:root` });
});

test("s3: a bucket's name is one of all accounts and regions, its content the owner's", async () => {
  const Bucket = "bucket-of-mine";
  const mine = new S3Client(client(MINE, HERE));
  const other = new S3Client(client(OTHER, HERE));
  await mine.send(new CreateBucketCommand({ Bucket }));
  await mine.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  await expect(other.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
    name: "BucketAlreadyExists",
    $metadata: { httpStatusCode: 409 },
  });
  const tried = await Promise.allSettled([
    other.send(new GetObjectCommand({ Bucket, Key: "a" })),
    other.send(new PutObjectCommand({ Bucket, Key: "a", Body: "y" })),
    other.send(new ListObjectsV2Command({ Bucket })),
    other.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [] } })),
    other.send(new DeleteBucketCommand({ Bucket })),
  ]);
  for (const { status, ...outcome } of tried) {
    expect(status).toBe("rejected");
    expect(outcome).toMatchObject({ reason: { name: "AccessDenied", $metadata: { httpStatusCode: 403 } } });
  }
  expect((await other.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  const listed = await new S3Client(client(MINE, ELSEWHERE)).send(new ListBucketsCommand({}));
  expect(listed.Buckets).toMatchObject([{ Name: Bucket, BucketRegion: HERE }]);
});
