import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";

/** Above this many bytes a file is streamed rather than read. */
const STREAMED = 8 << 20;

/** What was uploaded. */
export interface Upload {
  readonly bucket: string;
  readonly key: string;
  /** Version of the object, `null` where the bucket keeps none. */
  readonly version: string;
}

/**
 * Puts a file, or bytes, into the bucket.
 * @param source path of a file, or its bytes
 * @param key defaults to the file's name
 */
export async function uploadPicture(
  s3: S3Client,
  bucket: string,
  source: string | Uint8Array,
  key = typeof source === "string" ? basename(source) : undefined,
): Promise<Upload> {
  if (key === undefined) throw new TypeError("An upload of bytes needs a key");
  const body = typeof source === "string" ? await fileBody(source) : { Body: source };
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, ...contentType(key), ...body }));
  if (VersionId !== undefined) return { bucket, key, version: VersionId };
  const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  return { bucket, key, version: head.VersionId ?? "null" };
}

async function fileBody(path: string) {
  const { size } = await stat(path);
  if (size <= STREAMED) return { Body: await readFile(path) };
  return { Body: createReadStream(path, { highWaterMark: 1 << 20 }), ContentLength: size };
}

function contentType(key: string): { ContentType?: string } {
  if (/\.jpe?g$/i.test(key)) return { ContentType: "image/jpeg" };
  if (/\.png$/i.test(key)) return { ContentType: "image/png" };
  return {};
}
