import { type HeadObjectCommandOutput, HeadObjectCommand, S3ServiceException } from "@aws-sdk/client-s3";
import { s3 } from "./clients.ts";

/** What S3 says of a picture, or of one version of it; undefined if it is not there. Throws if S3 does not say. */
export async function headObject(
  bucket: string,
  key: string,
  version?: string,
): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: version }));
  } catch (error) {
    // A key whose newest version is a delete marker answers so, too.
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw error;
  }
}
