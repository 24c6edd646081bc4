import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DetectFacesCommand, RekognitionClient } from "@aws-sdk/client-rekognition";

const dynamodb = new DynamoDBClient({});
const rekognition = new RekognitionClient({});

export async function handler(event: { Records: { s3: { bucket: { name: string }; object: { key: string } } }[] }) {
  for (const { s3 } of event.Records) {
    const Image = { S3Object: { Bucket: s3.bucket.name, Name: s3.object.key } };
    const { FaceDetails = [] } = await rekognition.send(new DetectFacesCommand({ Image }));
    const Item = { visitor: { S: s3.object.key }, faces: { N: String(FaceDetails.length) } };
    await dynamodb.send(new PutItemCommand({ TableName: process.env.TABLE, Item }));
  }
}
