import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { GetRoleCommand } from "@aws-sdk/client-iam";
import { GetFunctionCommand } from "@aws-sdk/client-lambda";
import { DescribeCollectionCommand } from "@aws-sdk/client-rekognition";
import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import type { TargetAccount } from "../target.ts";

/** Who has a name: nobody, the account itself, or somebody else. */
export type Taken = "free" | "own" | "foreign";

type Lookup = (clients: TargetAccount["clients"], name: string) => Promise<Taken>;

/** Errors by which the services say that there is nothing of that name. */
const ABSENT =
  /^(NotFound|NoSuchBucket|ResourceNotFoundException|NoSuchEntity(Exception)?|ParameterNotFound|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/;

/** How it is found out whether a name is taken, by reading only. */
export const LOOKUPS: Readonly<Record<string, Lookup>> = {
  "AWS::S3::Bucket": async ({ s3 }, Bucket) => {
    try {
      return await there(s3.send(new HeadBucketCommand({ Bucket })));
    } catch (error) {
      // Bucket names are everybody's: 403 is another account's, 301 one of another region.
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
      if (status === 403 || status === 301) return "foreign";
      throw error;
    }
  },
  "AWS::DynamoDB::Table": ({ dynamodb }, TableName) => there(dynamodb.send(new DescribeTableCommand({ TableName }))),
  "AWS::Lambda::Function": ({ lambda }, FunctionName) => there(lambda.send(new GetFunctionCommand({ FunctionName }))),
  "AWS::Rekognition::Collection": ({ rekognition }, CollectionId) =>
    there(rekognition.send(new DescribeCollectionCommand({ CollectionId }))),
  "AWS::Logs::LogGroup": async ({ logs }, logGroupName) => {
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
    return (logGroups ?? []).some((group) => group.logGroupName === logGroupName) ? "own" : "free";
  },
  "AWS::SQS::Queue": ({ sqs }, QueueName) => there(sqs.send(new GetQueueUrlCommand({ QueueName }))),
  "AWS::CloudWatch::Alarm": async ({ cloudwatch }, name) => {
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
    return (MetricAlarms ?? []).length > 0 ? "own" : "free";
  },
  "AWS::IAM::Role": ({ iam }, RoleName) => there(iam.send(new GetRoleCommand({ RoleName }))),
  "AWS::SSM::Parameter": ({ ssm }, Name) => there(ssm.send(new GetParameterCommand({ Name }))),
};

async function there(lookup: Promise<unknown>): Promise<Taken> {
  try {
    await lookup;
    return "own";
  } catch (error) {
    if (error instanceof Error && ABSENT.test(error.name)) return "free";
    throw error;
  }
}
