import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { ListCollectionsCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import { GetBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../../support/endpoint.ts";
import { StackClient, queue } from "../stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);

/** A template of one resource `R`, with what it refers to. */
function of(Type: string, Properties: object, more: object = {}): object {
  const Outputs = { Ref: { Value: { Ref: "R" } } };
  return { Resources: { R: { Type, Properties }, ...more }, Outputs };
}

test("AWS::Logs::LogGroup: retention comes, changes and goes", async () => {
  const logs = new CloudWatchLogsClient(endpoint.client);
  const retention = async () =>
    (await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/kept" }))).logGroups?.map(
      ({ retentionInDays }) => retentionInDays,
    );
  const group = (properties: object) => of("AWS::Logs::LogGroup", { LogGroupName: "/kept", ...properties });
  await stacks.create("logs", group({ RetentionInDays: 30 }));
  expect(await retention()).toEqual([30]);
  await stacks.update("logs", group({ RetentionInDays: "7" }));
  expect(await retention()).toEqual([7]);
  await stacks.update("logs", group({}));
  expect(await retention()).toEqual([undefined]);
  await stacks.delete("logs");
  expect(await retention()).toEqual([]);
});

test("AWS::SSM::Parameter: the value follows", async () => {
  const ssm = new SSMClient(endpoint.client);
  const parameter = (Value: string) => ({
    ...of("AWS::SSM::Parameter", { Name: "/own/value", Type: "String", Value }),
    Outputs: { Arn: { Value: { "Fn::GetAtt": ["R", "Arn"] } } },
  });
  const value = async () => (await ssm.send(new GetParameterCommand({ Name: "/own/value" }))).Parameter?.Value;
  await stacks.create("ssm", parameter("one"));
  expect(await value()).toBe("one");
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/own/value" }));
  expect(await stacks.outputs("ssm")).toEqual({ Arn: Parameter?.ARN });
  await stacks.update("ssm", parameter("two"));
  expect(await value()).toBe("two");
  await stacks.delete("ssm");
  await expect(value()).rejects.toMatchObject({ name: "ParameterNotFound" });
});

test("AWS::CloudWatch::Alarm: the threshold follows", async () => {
  const cloudwatch = new CloudWatchClient(endpoint.client);
  const alarm = (Threshold: number) =>
    of("AWS::CloudWatch::Alarm", {
      AlarmName: "own",
      ComparisonOperator: "GreaterThanThreshold",
      EvaluationPeriods: 1,
      MetricName: "Errors",
      Namespace: "AWS/Lambda",
      Period: 60,
      Statistic: "Sum",
      Threshold,
    });
  const thresholds = async () =>
    (await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ["own"] }))).MetricAlarms?.map(
      (each) => each.Threshold,
    );
  await stacks.create("alarm", alarm(1));
  await stacks.update("alarm", alarm(2));
  expect(await thresholds()).toEqual([2]);
  await stacks.delete("alarm");
  expect(await thresholds()).toEqual([]);
});

test("AWS::Rekognition::Collection: made, renamed by replacement, removed", async () => {
  const rekognition = new RekognitionClient(endpoint.client);
  const collections = async () => (await rekognition.send(new ListCollectionsCommand({}))).CollectionIds;
  await stacks.create("faces", of("AWS::Rekognition::Collection", { CollectionId: "one" }));
  await stacks.update("faces", of("AWS::Rekognition::Collection", { CollectionId: "two" }));
  expect(await collections()).toEqual(["two"]);
  expect(await stacks.outputs("faces")).toEqual({ Ref: "two" });
  await stacks.delete("faces");
  expect(await collections()).toEqual([]);
});

test("AWS::SQS::QueuePolicy and AWS::S3::BucketPolicy: the document follows", async () => {
  const policy = (Sid: string) => ({
    Version: "2012-10-17",
    Statement: [{ Sid, Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
  });
  const template = (Sid: string) => ({
    Resources: {
      Q: queue("guarded"),
      B: { Type: "AWS::S3::Bucket", Properties: { BucketName: "guarded-bucket" } },
      QP: { Type: "AWS::SQS::QueuePolicy", Properties: { Queues: [{ Ref: "Q" }], PolicyDocument: policy(Sid) } },
      BP: { Type: "AWS::S3::BucketPolicy", Properties: { Bucket: { Ref: "B" }, PolicyDocument: policy(Sid) } },
    },
    Outputs: { Url: { Value: { Ref: "Q" } } },
  });
  await stacks.create("guard", template("First"));
  expect((await stacks.update("guard", template("Second"))).StackStatus).toBe("UPDATE_COMPLETE");
  const { Url } = await stacks.outputs("guard");
  const answer = await new SQSClient(endpoint.client).send(
    new GetQueueAttributesCommand({ QueueUrl: Url, AttributeNames: ["Policy"] }),
  );
  expect(JSON.parse(answer.Attributes?.["Policy"] ?? "")).toEqual(policy("Second"));
  const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
  const { Policy = "" } = await s3.send(new GetBucketPolicyCommand({ Bucket: "guarded-bucket" }));
  expect(JSON.parse(Policy)).toEqual(policy("Second"));
  const { Q, B } = template("").Resources;
  await stacks.update("guard", { Resources: { Q, B } });
  await expect(s3.send(new GetBucketPolicyCommand({ Bucket: "guarded-bucket" }))).rejects.toMatchObject({
    name: "NoSuchBucketPolicy",
  });
  expect((await stacks.delete("guard")).StackStatus).toBe("DELETE_COMPLETE");
});

test("AWS::CDK::Metadata: nothing stands behind it", async () => {
  expect((await stacks.create("meta", of("AWS::CDK::Metadata", { Analytics: "v2:x" }))).StackStatus).toBe(
    "CREATE_COMPLETE",
  );
});

test("tags of the stack go to its resources", async () => {
  const logs = new CloudWatchLogsClient(endpoint.client);
  await stacks.create("tagged", of("AWS::Logs::LogGroup", { LogGroupName: "/tagged" }), {
    Tags: [{ Key: "team", Value: "faces" }],
  });
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/tagged" }));
  const resourceArn = logGroups[0]?.logGroupArn;
  expect((await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ team: "faces" });
});
