import type { Call } from "../../service.ts";
import type { S3Context } from "../context.ts";
import { S3Error } from "../errors.ts";
import type { SettingRequest } from "../settings/setting.ts";
import {
  type LambdaFunctionConfiguration,
  type NotificationConfiguration,
  checkConfiguration,
} from "./configuration.ts";

/** Checks a notification configuration, and that its functions are there, as S3 does when it is put. */
export async function checkNotification(
  value: unknown,
  { context, input, call }: SettingRequest,
): Promise<NotificationConfiguration> {
  const configuration = checkConfiguration(value as Readonly<Record<string, unknown>>);
  if (input["SkipDestinationValidation"] === true) return configuration;
  const failed: LambdaFunctionConfiguration[] = [];
  for (const one of configuration.LambdaFunctionConfigurations ?? []) {
    if (!(await exists(one.LambdaFunctionArn, context, call))) failed.push(one);
  }
  if (failed.length === 0) return configuration;
  throw new S3Error("InvalidArgument", "Unable to validate the following destination configurations", {
    members: Object.fromEntries(
      failed.flatMap(({ LambdaFunctionArn }, at) => [
        [`ArgumentName${at + 1}`, LambdaFunctionArn],
        [`ArgumentValue${at + 1}`, "The function does not exist, or Lambda is not running."],
      ]),
    ),
  });
}

/** S3 asks in its own name: the caller needs no permission on the function. */
async function exists(functionArn: string, { host }: S3Context, call: Call): Promise<boolean> {
  const { account, accessKeyId } = call.caller;
  const caller = { account, accessKeyId, arn: "s3.amazonaws.com" };
  try {
    await host.dispatch("lambda", "GetFunction", { FunctionName: functionArn }, { ...call, caller });
    return true;
  } catch {
    return false;
  }
}
