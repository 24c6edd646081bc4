import {
  AddPermissionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListTagsCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { serveFunctions } from "./serve-functions.ts";

const OK = "export const handler = async () => 'ok';";

const { functions } = await serveFunctions();

test("keeps a resource policy", async () => {
  const arn = await functions.create("permitted", OK);
  const { lambda } = functions;
  const FunctionName = "permitted";
  const add = new AddPermissionCommand({
    FunctionName,
    StatementId: "s3",
    Action: "lambda:InvokeFunction",
    Principal: "s3.amazonaws.com",
    SourceArn: "arn:aws:s3:::pictures",
    SourceAccount: "000000000000",
  });

  await lambda.send(add);

  const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName }));
  expect(JSON.parse(Policy ?? "")).toEqual({
    Version: "2012-10-17",
    Id: "default",
    Statement: [
      {
        Sid: "s3",
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: arn,
        Condition: {
          StringEquals: { "AWS:SourceAccount": "000000000000" },
          ArnLike: { "AWS:SourceArn": "arn:aws:s3:::pictures" },
        },
      },
    ],
  });
  await expect(lambda.send(add)).rejects.toMatchObject({ name: "ResourceConflictException" });
  await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: "s3" }));
  await expect(lambda.send(new GetPolicyCommand({ FunctionName }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "The resource you requested does not exist.",
  });
});

test("keeps how asynchronous invocations are handled", async () => {
  await functions.create("configured", OK);
  const { lambda } = functions;
  const FunctionName = "configured";
  const Destination = "arn:aws:sqs:us-east-1:000000000000:failed";
  const get = new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier: "$LATEST" });
  await expect(lambda.send(get)).rejects.toMatchObject({
    message:
      "The function arn:aws:lambda:us-east-1:000000000000:function:configured:$LATEST doesn't have an EventInvokeConfig",
  });

  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination } },
    }),
  );
  await lambda.send(new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 600 }));

  const config = await lambda.send(get);
  expect(config).toMatchObject({
    FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:configured:$LATEST",
    MaximumRetryAttempts: 1,
    MaximumEventAgeInSeconds: 600,
    DestinationConfig: { OnSuccess: {}, OnFailure: { Destination } },
  });
  expect(config.LastModified).toBeInstanceOf(Date);
  const { FunctionEventInvokeConfigs } = await lambda.send(new ListFunctionEventInvokeConfigsCommand({ FunctionName }));
  const { $metadata: _, ...listed } = config;
  expect(FunctionEventInvokeConfigs).toEqual([listed]);
  await lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
  await expect(lambda.send(get)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("keeps the reserved concurrency and tags", async () => {
  const arn = await functions.create("tagged", OK, { Tags: { team: "faces" } });
  const { lambda } = functions;
  const FunctionName = "tagged";

  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 4 }));
  await lambda.send(new TagResourceCommand({ Resource: arn, Tags: { stage: "dev" } }));

  expect(await lambda.send(new GetFunctionCommand({ FunctionName }))).toMatchObject({
    Concurrency: { ReservedConcurrentExecutions: 4 },
    Tags: { team: "faces", stage: "dev" },
  });
  await lambda.send(new UntagResourceCommand({ Resource: arn, TagKeys: ["team", "none"] }));
  expect((await lambda.send(new ListTagsCommand({ Resource: arn }))).Tags).toEqual({ stage: "dev" });
  await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  const { ReservedConcurrentExecutions } = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }));
  expect(ReservedConcurrentExecutions).toBeUndefined();
});
