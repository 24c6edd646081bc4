import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { RekognitionClient } from "@aws-sdk/client-rekognition";
import { S3Client } from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

// Built once, so that every invocation of an environment uses the same connections.

/** Finds faces and keeps them in the collection. */
export const rekognition = new RekognitionClient({});

/** Asked only whether a picture is still there; Rekognition reads the picture itself. */
export const s3 = new S3Client({});

/** Both tables. An attribute without a value is left out of its item. */
export const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});
