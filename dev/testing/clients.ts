import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { RekognitionClient } from "@aws-sdk/client-rekognition";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { type Connection, rekognitionConnection } from "../pipeline/connection.ts";

/** AWS clients of the services that tests ask. */
export interface Clients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly rekognition: RekognitionClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly sqs: SQSClient;
}

/** Makes the clients; what the connection leaves out, the SDK finds by itself: variables, profile, Region. */
export function createClients(connection: Partial<Connection>): Clients {
  return {
    s3: new S3Client(connection),
    dynamodb: new DynamoDBClient(connection),
    rekognition: new RekognitionClient(rekognitionConnection(connection)),
    lambda: new LambdaClient(connection),
    logs: new CloudWatchLogsClient(connection),
    sqs: new SQSClient(connection),
  };
}

/** Closes the connections of all of them. */
export function destroyClients(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}
