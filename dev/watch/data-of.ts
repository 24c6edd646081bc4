import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DescribeCollectionCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import { ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Connection } from "../pipeline/connection.ts";

/** What a resource holds, in words, for example `12 items`: what is lost with it. */
export async function dataOf(type: string, physicalId: string, connection: Connection): Promise<string> {
  const count = COUNTS[type];
  if (count === undefined) return "no data that is counted here";
  return count(physicalId, connection);
}

type Count = (physicalId: string, connection: Connection) => Promise<string>;

const COUNTS: Readonly<Record<string, Count>> = {
  "AWS::DynamoDB::Table": async (TableName, connection) => {
    const { Table } = await new DynamoDBClient(connection).send(new DescribeTableCommand({ TableName }));
    return plural(Table?.ItemCount ?? 0, "item");
  },
  "AWS::Rekognition::Collection": async (CollectionId, connection) => {
    const { FaceCount } = await new RekognitionClient(connection).send(new DescribeCollectionCommand({ CollectionId }));
    return plural(FaceCount ?? 0, "face");
  },
  "AWS::S3::Bucket": async (Bucket, connection) => {
    const s3 = new S3Client({ ...connection, forcePathStyle: true });
    const { Versions = [], IsTruncated } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    return `${IsTruncated === true ? "more than " : ""}${plural(Versions.length, "object version")}`;
  },
  "AWS::SQS::Queue": async (QueueUrl, connection) => {
    const { Attributes } = await new SQSClient(connection).send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
    );
    return plural(Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0), "message");
  },
  "AWS::Logs::LogGroup": () => Promise.resolve("its log lines"),
};

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
