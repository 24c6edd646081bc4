import type { S3 } from "@aws-sdk/client-s3";

const Bucket = "fuzzed-bucket";
const Key = "folder/Ada + Grace/größe 1.jpg";

/** Buckets, objects, versions and settings. */
export async function useS3(s3: S3): Promise<void> {
  await s3.createBucket({ Bucket });
  await s3.listBuckets({ Prefix: "fuzzed" });
  await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: "Enabled" } });
  await s3.putBucketTagging({ Bucket, Tagging: { TagSet: [{ Key: "team", Value: "people" }] } });
  await s3.putBucketEncryption({
    Bucket,
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }],
    },
  });
  await s3.putBucketLifecycleConfiguration({
    Bucket,
    LifecycleConfiguration: {
      Rules: [
        {
          ID: "old",
          Status: "Enabled",
          Filter: { Prefix: "" },
          NoncurrentVersionExpiration: { NoncurrentDays: 30, NewerNoncurrentVersions: 2 },
        },
      ],
    },
  });
  await s3.getBucketNotificationConfiguration({ Bucket });
  await s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration: {} });
  const { VersionId } = await s3.putObject({
    Bucket,
    Key,
    Body: "x".repeat(300),
    ContentType: "image/jpeg",
    Metadata: { owner: "ada" },
  });
  await s3.putObject({ Bucket, Key: "second", Body: Buffer.alloc(2000, 7), ChecksumAlgorithm: "SHA256" });
  await s3.getObject({ Bucket, Key, Range: "bytes=10-99" });
  await s3.headObject({ Bucket, Key, VersionId, IfModifiedSince: new Date(0) });
  await s3.copyObject({ Bucket, Key: "copy", CopySource: `${Bucket}/second`, MetadataDirective: "COPY" });
  await s3.listObjectsV2({ Bucket, Prefix: "folder/", Delimiter: "/", MaxKeys: 2, EncodingType: "url" });
  await s3.listObjects({ Bucket, Marker: "a" });
  await s3.listObjectVersions({ Bucket, MaxKeys: 3 });
  await s3.deleteObject({ Bucket, Key: "copy" });
  await s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key: "gone" }, { Key: "copy" }], Quiet: false } });
}
