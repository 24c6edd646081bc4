import { ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Upload } from "./upload-picture.ts";

/** The latest version of each object in a bucket, by ListObjectVersions. */
export async function latestVersions(s3: S3Client, bucket: string): Promise<Upload[]> {
  const found: Upload[] = [];
  let KeyMarker: string | undefined;
  let VersionIdMarker: string | undefined;
  do {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, KeyMarker, VersionIdMarker }));
    for (const { Key: key, VersionId: version = "null", IsLatest } of page.Versions ?? []) {
      if (key !== undefined && IsLatest === true) found.push({ bucket, key, version });
    }
    KeyMarker = page.NextKeyMarker;
    VersionIdMarker = page.NextVersionIdMarker;
  } while (KeyMarker !== undefined && KeyMarker !== "");
  return found;
}
