import type { Lambda } from "@aws-sdk/client-lambda";
import { zipped } from "../../endpoint/services/lambda/support.ts";
import { ROLE_ARN } from "./identity.ts";

const FunctionName = "fuzzed";

/** A function that answers its event. */
export async function useLambda(lambda: Lambda): Promise<void> {
  await lambda.createFunction({
    FunctionName,
    Role: ROLE_ARN,
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Timeout: 2,
    Code: { ZipFile: zipped("export const handler = async (event) => event;") },
    Environment: { Variables: { MODE: "b" } },
    Tags: { a: "b" },
  });
  await lambda.invoke({
    FunctionName,
    Payload: JSON.stringify({ name: "Ada", list: [1, { a: null }] }),
    LogType: "Tail",
  });
  await lambda.invoke({ FunctionName, Payload: "{}", InvocationType: "DryRun" });
  await lambda.updateFunctionConfiguration({ FunctionName, Description: "d", MemorySize: 128 });
  await lambda.updateFunctionCode({ FunctionName, ZipFile: zipped("export const handler = async () => 1;") });
  await lambda.addPermission({
    FunctionName,
    StatementId: "s3",
    Action: "lambda:InvokeFunction",
    Principal: "s3.amazonaws.com",
    SourceArn: "arn:aws:s3:::fuzzed-bucket",
  });
  await lambda.putFunctionEventInvokeConfig({
    FunctionName,
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: "arn:aws:sqs:us-east-1:000000000000:fuzzed" } },
  });
  await lambda.getFunction({ FunctionName: `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}` });
  await lambda.listFunctions({ MaxItems: 1 });
  await lambda.tagResource({
    Resource: `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}`,
    Tags: { c: "d" },
  });
}
