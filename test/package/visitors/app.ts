import { App, RemovalPolicy, Stack } from "aws-cdk-lib";
import { AttributeType, Table } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";
import { Bucket, EventType } from "aws-cdk-lib/aws-s3";
import { LambdaDestination } from "aws-cdk-lib/aws-s3-notifications";

const app = new App();
const stack = new Stack(app, "VisitorsStack");
const photos = new Bucket(stack, "Photos", { removalPolicy: RemovalPolicy.DESTROY });
const visitors = new Table(stack, "Visitors", { partitionKey: { name: "visitor", type: AttributeType.STRING } });
const fn = new NodejsFunction(stack, "Register", {
  entry: "src/register.ts",
  runtime: Runtime.NODEJS_22_X,
  environment: { TABLE: visitors.tableName },
});
visitors.grantWriteData(fn);
photos.grantRead(fn);
fn.addToRolePolicy(new PolicyStatement({ actions: ["rekognition:DetectFaces"], resources: ["*"] }));
photos.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(fn));
