import { type LambdaClient, UpdateFunctionCodeCommand, waitUntilFunctionUpdatedV2 } from "@aws-sdk/client-lambda";
import { archiveOf } from "../app/archive.ts";

/** Has a function run the code in a folder: LocalStack's form of UpdateFunctionCode, which the embedded engine has too. */
export async function runInPlace(lambda: LambdaClient, functionName: string, folder: string): Promise<void> {
  await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: functionName, S3Bucket: "hot-reload", S3Key: folder }),
  );
}

/** Has a function of any AWS emulator run the code in a folder: in place, or by an upload where that is not known. */
export async function runInEmulator(lambda: LambdaClient, FunctionName: string, folder: string): Promise<void> {
  try {
    await runInPlace(lambda, FunctionName, folder);
  } catch {
    // There is no bucket `hot-reload` for others than LocalStack; each has an error of its own for that.
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: await archiveOf(folder) }));
  }
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
}
