import {
  GetBucketNotificationConfigurationCommand,
  GetBucketVersioningCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Resources } from "../../pipeline/resources.ts";
import type { EmulatorTarget } from "./target.ts";
import type { EmulatedParts } from "./template.ts";

/** Has the bucket keep versions and tell the function, as the template says, where CloudFormation has not seen to it. */
export async function completeBucket(
  { connection, done }: EmulatorTarget,
  { bucket: Bucket }: Resources,
  { versioning, notified }: Pick<EmulatedParts, "versioning" | "notified">,
  functionArn: string,
): Promise<void> {
  const s3 = new S3Client({ ...connection, forcePathStyle: true });
  try {
    const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
    if (versioning !== undefined && Status !== versioning) {
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: versioning } }));
      done(`PutBucketVersioning ${Bucket}: by an API call, since the emulator's CloudFormation had not set it.`);
    }
    const { LambdaFunctionConfigurations = [] } = await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket }),
    );
    const present = new Set(
      LambdaFunctionConfigurations.flatMap(({ Events = [], LambdaFunctionArn }) =>
        LambdaFunctionArn === functionArn ? Events.map(String) : [],
      ),
    );
    if (notified.every((event) => present.has(event))) return;
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: {
          LambdaFunctionConfigurations: notified.map((event) => ({
            LambdaFunctionArn: functionArn,
            Events: [event as "s3:ObjectCreated:*"],
          })),
        },
      }),
    );
    done(
      `PutBucketNotificationConfiguration ${Bucket}: by an API call, since the emulator's CloudFormation had not set it.`,
    );
  } finally {
    s3.destroy();
  }
}
