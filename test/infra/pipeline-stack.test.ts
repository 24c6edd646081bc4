import { expect, test } from "vitest";
import { readable, resource, resources, stackTemplate } from "./stack-template.ts";

const template = stackTemplate();
const functionId = resource(template, "AWS::Lambda::Function").id;
const functionArn = { "Fn::GetAtt": [functionId, "Arn"] };

test("holds these types of resources and no other", () => {
  const all: Record<string, { readonly Type: string }> = template.toJSON()["Resources"];
  const counts = Object.values(all).reduce<Record<string, number>>(
    (sum, { Type }) => ({ ...sum, [Type]: (sum[Type] ?? 0) + 1 }),
    {},
  );
  expect(counts).toEqual({
    "AWS::CloudWatch::Alarm": 3,
    "AWS::DynamoDB::Table": 2,
    "AWS::IAM::Policy": 1,
    "AWS::IAM::Role": 1,
    "AWS::Lambda::EventInvokeConfig": 1,
    "AWS::Lambda::Function": 1,
    "AWS::Lambda::Permission": 1,
    "AWS::Logs::LogGroup": 1,
    "AWS::Rekognition::Collection": 1,
    "AWS::S3::Bucket": 1,
    "AWS::S3::BucketPolicy": 1,
    "AWS::SQS::Queue": 1,
  });
});

test("keeps pictures encrypted, private and in versions, and old versions for 30 days", () => {
  expect(resource(template, "AWS::S3::Bucket").Properties).toMatchObject({
    BucketName: "employee-pictures-<account>-<region>",
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    VersioningConfiguration: { Status: "Enabled" },
    LifecycleConfiguration: {
      Rules: [
        { Status: "Enabled", NoncurrentVersionExpiration: { NoncurrentDays: 30 }, ExpiredObjectDeleteMarker: true },
      ],
    },
  });
});

test("refuses requests to the bucket that are not by TLS", () => {
  const bucket = resource(template, "AWS::S3::Bucket");
  const arn = { "Fn::GetAtt": [bucket.id, "Arn"] };
  expect(resource(template, "AWS::S3::BucketPolicy").Properties["PolicyDocument"]).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Action: "s3:*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
        Effect: "Deny",
        Principal: { AWS: "*" },
        Resource: [arn, [arn, "/*"]],
      },
    ],
  });
});

test("tells the function of every created and removed object, once it may be told", () => {
  const bucket = resource(template, "AWS::S3::Bucket");
  expect(bucket.Properties["NotificationConfiguration"]).toEqual({
    LambdaConfigurations: [
      { Event: "s3:ObjectCreated:*", Function: functionArn },
      { Event: "s3:ObjectRemoved:*", Function: functionArn },
    ],
  });
  const permission = resource(template, "AWS::Lambda::Permission");
  expect(bucket.DependsOn).toEqual([permission.id]);
  expect(permission.Properties).toEqual({
    Action: "lambda:InvokeFunction",
    FunctionName: functionArn,
    Principal: "s3.amazonaws.com",
    SourceAccount: "<account>",
    SourceArn: "arn:<partition>:s3:::employee-pictures-<account>-<region>",
  });
});

test("runs the function on nodejs24.x and arm64, with its names as variables and logs in its own group", () => {
  expect(resource(template, "AWS::Lambda::Function").Properties).toMatchObject({
    FunctionName: "rekognition",
    Runtime: "nodejs24.x",
    Architectures: ["arm64"],
    Handler: "index.handler",
    LoggingConfig: { LogGroup: { Ref: resource(template, "AWS::Logs::LogGroup").id } },
    Environment: {
      Variables: {
        TABLE: "rekognitionID",
        PICTURES_TABLE: "pictures",
        COLLECTION_ID: "employees",
        FACE_POLICY: "largest",
        POWERTOOLS_SERVICE_NAME: "rekognition",
        POWERTOOLS_METRICS_NAMESPACE: "Doppelface",
        NODE_OPTIONS: "--enable-source-maps",
      },
    },
  });
  expect(resource(template, "AWS::Lambda::Function").Properties).not.toHaveProperty("ReservedConcurrentExecutions");
  expect(resource(template, "AWS::Logs::LogGroup").Properties).toEqual({
    LogGroupName: "/aws/lambda/rekognition",
    RetentionInDays: 30,
  });
});

test("retries an event twice within six hours, then puts it into the queue", () => {
  const queue = resource(template, "AWS::SQS::Queue");
  expect(queue.Properties).toEqual({
    QueueName: "rekognition-failed",
    SqsManagedSseEnabled: true,
    MessageRetentionPeriod: 14 * 24 * 60 * 60,
  });
  const invokeConfig = resource(template, "AWS::Lambda::EventInvokeConfig");
  expect(invokeConfig.Properties).toEqual({
    FunctionName: "rekognition",
    Qualifier: "$LATEST",
    MaximumRetryAttempts: 2,
    MaximumEventAgeInSeconds: 6 * 60 * 60,
    DestinationConfig: {
      OnFailure: { Destination: "arn:<partition>:sqs:<region>:<account>:rekognition-failed" },
    },
  });
  expect(invokeConfig.DependsOn.toSorted()).toEqual([queue.id, functionId].toSorted());
});

test("gives the role exactly these actions on exactly these ARNs", () => {
  const policy = resource(template, "AWS::IAM::Policy");
  const document = policy.Properties["PolicyDocument"] as { readonly Statement: readonly Record<string, unknown>[] };
  const allowed = document.Statement.flatMap(({ Action, Effect, Resource, ...rest }) => {
    expect(Effect).toBe("Allow");
    expect(Object.keys(rest)).toEqual(["Sid"]);
    return [Action].flat().map((action) => `${String(action)} ${String(Resource)}`);
  });
  const bucket = "arn:<partition>:s3:::employee-pictures-<account>-<region>";
  const here = "<region>:<account>";
  expect(allowed).toEqual([
    `rekognition:IndexFaces arn:<partition>:rekognition:${here}:collection/employees`,
    `rekognition:DeleteFaces arn:<partition>:rekognition:${here}:collection/employees`,
    `rekognition:ListFaces arn:<partition>:rekognition:${here}:collection/employees`,
    `s3:GetObject ${bucket}/*`,
    `s3:GetObjectVersion ${bucket}/*`,
    `s3:ListBucket ${bucket}`,
    `dynamodb:PutItem arn:<partition>:dynamodb:${here}:table/rekognitionID`,
    `dynamodb:DeleteItem arn:<partition>:dynamodb:${here}:table/rekognitionID`,
    `dynamodb:GetItem arn:<partition>:dynamodb:${here}:table/pictures`,
    `dynamodb:PutItem arn:<partition>:dynamodb:${here}:table/pictures`,
    `dynamodb:UpdateItem arn:<partition>:dynamodb:${here}:table/pictures`,
    `logs:CreateLogStream arn:<partition>:logs:${here}:log-group:/aws/lambda/rekognition:*`,
    `logs:PutLogEvents arn:<partition>:logs:${here}:log-group:/aws/lambda/rekognition:*`,
    `sqs:SendMessage arn:<partition>:sqs:${here}:rekognition-failed`,
  ]);
});

test("has one role of its own, without a name and without managed policies, which the function waits for", () => {
  const role = resource(template, "AWS::IAM::Role");
  const policy = resource(template, "AWS::IAM::Policy");
  expect(Object.keys(role.Properties)).toEqual(["AssumeRolePolicyDocument"]);
  expect(policy.Properties["Roles"]).toEqual([{ Ref: role.id }]);
  const lambda = resource(template, "AWS::Lambda::Function");
  expect(lambda.Properties["Role"]).toEqual({ "Fn::GetAtt": [role.id, "Arn"] });
  expect(lambda.DependsOn).toContain(policy.id);
});

test("keeps faces and pictures in two on-demand tables with point-in-time recovery", () => {
  const common = {
    BillingMode: "PAY_PER_REQUEST",
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  };
  expect(resources(template, "AWS::DynamoDB::Table").map((table) => table.Properties)).toEqual([
    {
      ...common,
      TableName: "rekognitionID",
      KeySchema: [{ AttributeName: "rekognition_id", KeyType: "HASH" }],
      AttributeDefinitions: [
        { AttributeName: "rekognition_id", AttributeType: "S" },
        { AttributeName: "picture", AttributeType: "S" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-picture",
          KeySchema: [{ AttributeName: "picture", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    },
    {
      ...common,
      TableName: "pictures",
      KeySchema: [{ AttributeName: "picture", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "picture", AttributeType: "S" }],
    },
  ]);
  expect(resource(template, "AWS::Rekognition::Collection").Properties).toEqual({ CollectionId: "employees" });
});

test("alarms on errors, throttles and the depth of the queue", () => {
  const alarms = resources(template, "AWS::CloudWatch::Alarm").map(({ Properties }) => Properties);
  const first = { Threshold: 1, ComparisonOperator: "GreaterThanOrEqualToThreshold", TreatMissingData: "notBreaching" };
  const ofFunction = { Namespace: "AWS/Lambda", Dimensions: [{ Name: "FunctionName", Value: "rekognition" }] };
  expect(alarms).toMatchObject([
    { ...first, ...ofFunction, AlarmName: "rekognition-errors", MetricName: "Errors", Statistic: "Sum" },
    { ...first, ...ofFunction, AlarmName: "rekognition-throttles", MetricName: "Throttles", Statistic: "Sum" },
    {
      ...first,
      AlarmName: "rekognition-queue-depth",
      Namespace: "AWS/SQS",
      Dimensions: [{ Name: "QueueName", Value: "rekognition-failed" }],
      MetricName: "ApproximateNumberOfMessagesVisible",
      Statistic: "Maximum",
    },
  ]);
});

test("outputs the names that tools need", () => {
  const outputs = Object.entries(template.findOutputs("*")).map(([name, output]) => [name, readable(output["Value"])]);
  expect(Object.fromEntries(outputs)).toEqual({
    BucketName: "employee-pictures-<account>-<region>",
    TableName: "rekognitionID",
    PicturesTableName: "pictures",
    CollectionId: "employees",
    FunctionName: "rekognition",
    LogGroupName: "/aws/lambda/rekognition",
    QueueName: "rekognition-failed",
  });
});

test("asks for the bootstrap version, as every CDK stack does", () => {
  expect(Object.keys(template.findParameters("*"))).toEqual(["BootstrapVersion"]);
  expect(Object.keys(template.toJSON()["Rules"] as object)).toEqual(["CheckBootstrapVersion"]);
});
