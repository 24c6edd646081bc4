import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Host } from "../../../../../dev/endpoint/service.ts";
import { CLOUDFORMATION_SERVICE } from "../../../../../dev/endpoint/services/cloudformation/definition.ts";
import type {
  ResourceContext,
  ResourceType,
} from "../../../../../dev/endpoint/services/cloudformation/resource-types/resource-type.ts";
import { RESOURCE_TYPES } from "../../../../../dev/endpoint/services/cloudformation/resource-types/table.ts";
import { servicesWith } from "../../../../../dev/endpoint/services/services.ts";
import { startTestEndpoint } from "../../../../support/endpoint.ts";

/** At least 100 characters, as ECR asks. */
const RULES = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 1 },
      action: { type: "expire" },
    },
  ],
});

/*
 * A step that a kill has cut off is done again at the next start, and an update that has failed in its middle is undone
 * as if it had come to its end: so each change of a resource has to bear that it was made before, or never.
 */

const hosts: Host[] = [];
const endpoint = await startTestEndpoint({
  services: servicesWith({
    ...CLOUDFORMATION_SERVICE,
    load: async () => {
      // What CloudFormation works with.
      const create = await CLOUDFORMATION_SERVICE.load();
      return (host) => {
        hosts.push(host);
        return create(host);
      };
    },
  }),
});
afterAll(() => endpoint.stop());

const account = "000000000000";
const region = "us-east-1";
const document = (statement: object) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", ...statement }],
});
const trust = (Service: string) => document({ Action: "sts:AssumeRole", Principal: { Service } });
const identity = (Action: string) => document({ Action, Resource: "*" });
const onResource = (Action: string) =>
  document({ Action, Principal: { AWS: `arn:aws:iam::${account}:root` }, Resource: "*" });
const tags = (Value: string) => [{ Key: "team", Value }];
/** Of two keys that are there. */
const keys: string[] = [];
const Role = `arn:aws:iam::${account}:role/present`;
const table = (more: object) => ({
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [{ AttributeName: "k", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "k", KeyType: "HASH" }],
  ...more,
});
const code = (says: string) => ({ ZipFile: `exports.handler = async () => "${says}";` });

/** Published beforehand, in the bucket that is there. */
const LAYER = { LayerName: "twice", Content: { S3Bucket: "present", S3Key: "layer.zip" } };
const LAYER_PERMISSION = {
  Action: "lambda:GetLayerVersion",
  LayerVersionArn: `arn:aws:lambda:${region}:${account}:layer:present:1`,
  Principal: "*",
};

type Properties = Readonly<Record<string, unknown>>;

/** Two states of each type between which it changes in place, or one where each change replaces. */
const CASES: Readonly<Record<string, readonly [Properties, Properties]>> = {
  "AWS::CDK::Metadata": [{ Analytics: "a" }, { Analytics: "b" }],
  "AWS::CloudWatch::Alarm": [alarm(1), alarm(2)],
  "AWS::DynamoDB::Table": [
    table({ Tags: tags("a") }),
    table({
      AttributeDefinitions: ["k", "g"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-g",
          KeySchema: [{ AttributeName: "g", KeyType: "HASH" }],
          Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["z", "a"] },
        },
      ],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
      Tags: [{ Key: "other", Value: "b" }],
    }),
  ],
  "AWS::ECR::Repository": [
    { Tags: tags("a") },
    {
      ImageScanningConfiguration: { ScanOnPush: true },
      ImageTagMutability: "IMMUTABLE",
      LifecyclePolicy: { LifecyclePolicyText: RULES },
      RepositoryPolicyText: onResource("ecr:BatchGetImage"),
    },
  ],
  "AWS::IAM::ManagedPolicy": [
    { PolicyDocument: identity("s3:GetObject"), Roles: [] },
    { PolicyDocument: identity("s3:GetObject"), Roles: ["present"] },
  ],
  "AWS::IAM::Policy": [
    { PolicyName: "one", PolicyDocument: identity("s3:GetObject"), Roles: ["present"] },
    { PolicyName: "two", PolicyDocument: identity("s3:PutObject"), Roles: ["present", "other"] },
  ],
  "AWS::IAM::Role": [
    { AssumeRolePolicyDocument: trust("lambda.amazonaws.com"), Tags: tags("a") },
    {
      AssumeRolePolicyDocument: trust("s3.amazonaws.com"),
      Description: "b",
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
      Policies: [{ PolicyName: "inline", PolicyDocument: identity("s3:GetObject") }],
    },
  ],
  "AWS::KMS::Alias": [
    { AliasName: "alias/twice", TargetKeyId: "0" },
    { AliasName: "alias/twice", TargetKeyId: "1" },
  ],
  "AWS::KMS::Key": [
    { KeyPolicy: onResource("kms:*"), Tags: tags("a") },
    { KeyPolicy: onResource("kms:Describe*"), Description: "b" },
  ],
  "AWS::Lambda::Alias": [
    { FunctionName: "present", FunctionVersion: "1", Name: "live" },
    { FunctionName: "present", FunctionVersion: "$LATEST", Name: "live", Description: "b" },
  ],
  "AWS::Lambda::EventInvokeConfig": [
    { FunctionName: "present", Qualifier: "$LATEST", MaximumRetryAttempts: 1 },
    { FunctionName: "present", Qualifier: "$LATEST", MaximumEventAgeInSeconds: 60 },
  ],
  "AWS::Lambda::Function": [
    { Role, Runtime: "nodejs24.x", Handler: "index.handler", Code: code("a"), Tags: tags("a") },
    {
      Role,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: code("b"),
      Environment: { Variables: { SAYS: "b" } },
      MemorySize: 256,
      ReservedConcurrentExecutions: 2,
      Timeout: 9,
    },
  ],
  "AWS::Lambda::LayerVersion": [LAYER, LAYER],
  "AWS::Lambda::LayerVersionPermission": [LAYER_PERMISSION, LAYER_PERMISSION],
  "AWS::Lambda::Url": [
    { TargetFunctionArn: "present", AuthType: "NONE" },
    { TargetFunctionArn: "present", AuthType: "AWS_IAM", Cors: { AllowOrigins: ["*"] } },
  ],
  "AWS::Lambda::Permission": [
    { Action: "lambda:InvokeFunction", FunctionName: "present", Principal: "s3.amazonaws.com" },
    { Action: "lambda:InvokeFunction", FunctionName: "present", Principal: "s3.amazonaws.com" },
  ],
  "AWS::Lambda::Version": [
    { FunctionName: "changed", Description: "a" },
    { FunctionName: "changed", Description: "a" },
  ],
  "AWS::Logs::LogGroup": [{ RetentionInDays: 7, Tags: tags("a") }, { Tags: [{ Key: "other", Value: "b" }] }],
  "AWS::Rekognition::Collection": [
    { CollectionId: "twice", Tags: tags("a") },
    { CollectionId: "twice", Tags: [{ Key: "other", Value: "b" }] },
  ],
  "AWS::S3::Bucket": [
    { Tags: tags("a") },
    {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
      CorsConfiguration: { CorsRules: [{ AllowedMethods: ["GET"], AllowedOrigins: ["*"] }] },
      LifecycleConfiguration: { Rules: [{ Status: "Enabled", ExpirationInDays: 1 }] },
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
      VersioningConfiguration: { Status: "Enabled" },
    },
  ],
  "AWS::S3::BucketPolicy": [
    { Bucket: "present", PolicyDocument: bucketPolicy("s3:GetObject") },
    { Bucket: "present", PolicyDocument: bucketPolicy("s3:PutObject") },
  ],
  "AWS::SQS::Queue": [
    { VisibilityTimeout: 5, Tags: tags("a") },
    { DelaySeconds: 5, Tags: [{ Key: "other", Value: "b" }] },
  ],
  "AWS::SQS::QueuePolicy": [
    { Queues: [queueUrl("present")], PolicyDocument: onResource("sqs:SendMessage") },
    { Queues: [queueUrl("present"), queueUrl("other")], PolicyDocument: onResource("sqs:*") },
  ],
  "AWS::SSM::Parameter": [
    { Type: "String", Value: "a" },
    { Type: "String", Value: "b", Description: "b" },
  ],
  "Custom::S3BucketNotifications": [
    { ServiceToken: "arn", BucketName: "present", NotificationConfiguration: {} },
    { ServiceToken: "arn", BucketName: "present", NotificationConfiguration: {}, SkipDestinationValidation: true },
  ],
};

function alarm(Threshold: number): Properties {
  const metric = { MetricName: "Errors", Namespace: "AWS/Lambda", Period: 60, Statistic: "Sum" };
  return { ...metric, ComparisonOperator: "GreaterThanThreshold", EvaluationPeriods: 1, Threshold };
}

function bucketPolicy(Action: string): object {
  const { Statement } = onResource(Action);
  return { ...onResource(Action), Statement: [{ ...Statement[0], Resource: "arn:aws:s3:::present/*" }] };
}

function queueUrl(name: string): string {
  return `${endpoint.url}/${account}/${name}`;
}

function dispatch(...[service, operation, input]: Parameters<ResourceContext["dispatch"]>): Promise<unknown> {
  const [host] = hosts;
  if (host === undefined) throw new Error("CloudFormation was not loaded");
  const caller = { account, arn: `arn:aws:iam::${account}:root`, accessKeyId: "test" };
  return host.dispatch(service, operation, input, { requestId: "test", region, caller });
}

beforeAll(async () => {
  for (const RoleName of ["present", "other"]) {
    const AssumeRolePolicyDocument = JSON.stringify(trust("lambda.amazonaws.com"));
    await dispatch("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument });
  }
  for (const QueueName of ["present", "other"]) await dispatch("sqs", "CreateQueue", { QueueName });
  await dispatch("s3", "CreateBucket", { Bucket: "present" });
  const Body = zipSync({ "nodejs/node_modules/a/index.js": Buffer.from("") });
  const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
  await s3.send(new PutObjectCommand({ Bucket: "present", Key: "layer.zip", Body }));
  await dispatch("lambda", "PublishLayerVersion", { ...LAYER, LayerName: "present" });
  const { lambdaFunction } = Object.fromEntries(
    RESOURCE_TYPES.filter(({ type }) => type === "AWS::Lambda::Function").map((one) => ["lambdaFunction", one]),
  );
  const [properties] = CASES["AWS::Lambda::Function"] ?? [];
  for (const name of ["present", "changed"]) await lambdaFunction?.create(properties ?? {}, contextOf(name, ""));
  await dispatch("lambda", "PublishVersion", { FunctionName: "present" });
  for (let at = 0; at < 2; at++) {
    const { KeyMetadata } = (await dispatch("kms", "CreateKey", {})) as { KeyMetadata: { KeyId: string } };
    keys.push(KeyMetadata.KeyId);
  }
});

function contextOf(name: string, physicalId: string): ResourceContext {
  const none = () => Promise.reject(new Error("No stack below one is asked for."));
  const nested = { create: none, update: none, remove: none, outputs: none };
  return { account, region, stackName: "twice", logicalId: "R", name, physicalId, dispatch, nested };
}

/** A stack below a stack is killed and taken on again in resume.test.ts. */
const HERE = RESOURCE_TYPES.filter(({ type }) => type !== "AWS::CloudFormation::Stack");

test.each(HERE.map((one) => [one.type, one] as const))("%s", async (type, resource: ResourceType) => {
  const [before, after] = (CASES[type] ?? []).map(withKey);
  if (before === undefined || after === undefined) throw new Error(`There is no case of ${type}`);
  const given = resource.name?.property === undefined ? undefined : before[resource.name.property];
  const name = typeof given === "string" ? given : "twice";
  const physicalId = await resource.create(before, contextOf(name, ""));
  const context = contextOf(name, physicalId);
  await resource.update(before, after, context); // undone, though it was never done
  for (let time = 0; time < 2; time++) await resource.update(after, before, context);
  for (let time = 0; time < 2; time++) await resource.update(before, after, context);
  await resource.attributes(before, context);
  for (let time = 0; time < 2; time++) await resource.delete(before, context);
  expect((await resource.exists?.(context)) ?? false).toBe(false);
});

function withKey(properties: Properties): Properties {
  const { TargetKeyId: at } = properties;
  return at === undefined ? properties : { ...properties, TargetKeyId: keys[Number(at)] };
}
