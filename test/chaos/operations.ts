import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { CONTENTS } from "./contents.ts";

/** What can happen to a key. */
const OPERATIONS = [
  "put",
  "put",
  "delete",
  "delete-version",
  "delete-version",
  "undelete",
  "copy",
  "multipart",
] as const;

/** Does something to one of the keys, at random. Resolves with what it was; it may have been nothing. */
export async function operate(s3: S3Client, Bucket: string, keys: readonly string[], random: () => number) {
  const pick = <Element>(list: readonly Element[]): Element | undefined => list[Math.floor(random() * list.length)];
  const operation = pick(OPERATIONS) ?? "put";
  const Key = pick(keys) ?? "";
  const Body = pick(CONTENTS)?.bytes ?? new Uint8Array();
  switch (operation) {
    case "put":
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      break;
    case "delete":
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
      break;
    case "delete-version": {
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
      const VersionId = pick(Versions)?.VersionId;
      if (VersionId !== undefined) await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
      break;
    }
    case "undelete": {
      const { DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
      const VersionId = DeleteMarkers.find(({ IsLatest }) => IsLatest === true)?.VersionId;
      if (VersionId !== undefined) await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
      break;
    }
    case "copy":
      await s3
        .send(
          new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${pick(keys)}`, MetadataDirective: "REPLACE" }),
        )
        .catch((error: Error) => {
          if (error.name !== "NoSuchKey") throw error;
        });
      break;
    case "multipart": {
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body }));
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
      await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
      break;
    }
  }
  return operation;
}
