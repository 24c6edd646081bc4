import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A pipeline as people write it with CDK's constructs, in the folder of a project: `node app.mjs` is its app. */
export function writePlainApp(folder: string): void {
  for (const [name, text] of Object.entries({
    "app.mjs": APP,
    "plain/index.ts": NODE,
    "plain-python/app.py": PYTHON,
  })) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const APP = `
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Code, Function as Fn, Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import { CfnCollection } from "aws-cdk-lib/aws-rekognition";
import { Bucket, EventType } from "aws-cdk-lib/aws-s3";
import { LambdaDestination } from "aws-cdk-lib/aws-s3-notifications";

const stack = new Stack(new App(), "plain");
const bucket = new Bucket(stack, "B", { removalPolicy: RemovalPolicy.DESTROY });
const table = new Table(stack, "T", {
  partitionKey: { name: "id", type: AttributeType.STRING },
  billingMode: BillingMode.PAY_PER_REQUEST,
  removalPolicy: RemovalPolicy.DESTROY,
});
const collection = new CfnCollection(stack, "C", { collectionId: "plain" });
const own = {
  timeout: Duration.seconds(20),
  memorySize: 512,
  environment: { TABLE: table.tableName, COLLECTION: collection.collectionId },
};
const node = new NodejsFunction(stack, "F", {
  ...own,
  entry: "plain/index.ts",
  depsLockFilePath: "../package-lock.json",
  projectRoot: "..",
  runtime: Runtime.NODEJS_22_X,
});
const python = new Fn(stack, "P", {
  ...own,
  code: Code.fromAsset("plain-python"),
  handler: "app.handler",
  runtime: Runtime.PYTHON_3_12,
});
for (const [prefix, fn] of Object.entries({ node, python })) {
  bucket.grantRead(fn);
  table.grantWriteData(fn);
  fn.addToRolePolicy(new PolicyStatement({ actions: ["rekognition:IndexFaces"], resources: [collection.attrArn] }));
  bucket.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(fn), { prefix, suffix: ".jpg" });
}
new CfnOutput(stack, "Bucket", { value: bucket.bucketName });
new CfnOutput(stack, "Table", { value: table.tableName });
`;

const NODE = `
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { IndexFacesCommand, RekognitionClient } from "@aws-sdk/client-rekognition";

const rekognition = new RekognitionClient({});
const dynamodb = new DynamoDBClient({});

export const handler = async (event: { Records: { s3: { bucket: { name: string }; object: { key: string } } }[] }) => {
  for (const { s3 } of event.Records) {
    const key = decodeURIComponent(s3.object.key.replaceAll("+", " "));
    const Image = { S3Object: { Bucket: s3.bucket.name, Name: key } };
    const { FaceRecords = [] } = await rekognition.send(
      new IndexFacesCommand({ CollectionId: process.env["COLLECTION"], Image, MaxFaces: 1 }),
    );
    const id = FaceRecords[0]?.Face?.FaceId;
    if (id === undefined) continue;
    await dynamodb.send(new PutItemCommand({ TableName: process.env["TABLE"], Item: { id: { S: id }, key: { S: key } } }));
  }
};
`;

const PYTHON = `
import os
import urllib.parse

import boto3

rekognition = boto3.client("rekognition")
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    for record in event["Records"]:
        s3 = record["s3"]
        key = urllib.parse.unquote_plus(s3["object"]["key"])
        image = {"S3Object": {"Bucket": s3["bucket"]["name"], "Name": key}}
        faces = rekognition.index_faces(CollectionId=os.environ["COLLECTION"], Image=image, MaxFaces=1)["FaceRecords"]
        for face in faces:
            table.put_item(Item={"id": face["Face"]["FaceId"], "key": key})
`;
