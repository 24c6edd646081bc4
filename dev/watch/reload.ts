import { type LambdaClient, UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";

/** Has a function run the code in a folder: LocalStack's form of UpdateFunctionCode, which the embedded engine has too. */
export async function runInPlace(lambda: LambdaClient, functionName: string, folder: string): Promise<void> {
  await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: functionName, S3Bucket: "hot-reload", S3Key: folder }),
  );
}
