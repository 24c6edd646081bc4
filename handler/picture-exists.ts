import { HeadObjectCommand, S3ServiceException } from "@aws-sdk/client-s3";
import { s3 } from "./clients.ts";
import type { PictureIdentity } from "./read-event.ts";

/** Whether that version of the picture is still in the bucket; throws if S3 does not say. */
export async function pictureExists({ bucket, key, version }: PictureIdentity): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: version }));
    return true;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) {
      return false;
    }
    throw error;
  }
}
