import type { Call } from "../../../service.ts";
import type { S3Context } from "../context.ts";
import { S3Error } from "../errors.ts";
import type { SettingRequest } from "../settings/setting.ts";
import { type NotificationConfiguration, checkConfiguration } from "./configuration.ts";
import { type NotifyingBucket, letsNotify } from "./function-policy.ts";

/** Checks a notification configuration, and that S3 may invoke its functions, as S3 does when it is put. */
export async function checkNotification(
  value: unknown,
  { context, input, call }: SettingRequest,
): Promise<NotificationConfiguration> {
  const configuration = checkConfiguration(value as Readonly<Record<string, unknown>>);
  if (input["SkipDestinationValidation"] === true) return configuration;
  const bucket = { arn: `arn:aws:s3:::${input.Bucket}`, account: call.caller.account };
  const failed: { readonly arn: string; readonly reason: string }[] = [];
  for (const { LambdaFunctionArn: arn } of configuration.LambdaFunctionConfigurations ?? []) {
    const reason = await obstacle(arn, bucket, context, call);
    if (reason !== undefined) failed.push({ arn, reason });
  }
  if (failed.length === 0) return configuration;
  throw new S3Error("InvalidArgument", "Unable to validate the following destination configurations", {
    members: Object.fromEntries(
      failed.flatMap(({ arn, reason }, at) => [
        [`ArgumentName${at + 1}`, arn],
        [`ArgumentValue${at + 1}`, reason],
      ]),
    ),
  });
}

/** Why S3 cannot invoke a function. It asks in its own name: the caller needs no permission on the function. */
async function obstacle(
  functionArn: string,
  bucket: NotifyingBucket,
  { host }: S3Context,
  call: Call,
): Promise<string | undefined> {
  const { account, accessKeyId } = call.caller;
  const asS3 = { ...call, caller: { account, accessKeyId, arn: "s3.amazonaws.com" } };
  const input = { FunctionName: functionArn };
  try {
    await host.dispatch("lambda", "GetFunction", input, asS3);
  } catch {
    return "The function does not exist, or Lambda is not running.";
  }
  const policy = await host.dispatch("lambda", "GetPolicy", input, asS3).catch(() => undefined);
  const allowed = policy !== undefined && letsNotify((policy as { Policy: string }).Policy, bucket);
  return allowed ? undefined : `Not authorized to invoke function [${functionArn}]`;
}
