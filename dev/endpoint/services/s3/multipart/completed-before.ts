import { createHash } from "node:crypto";
import type { Call } from "../../../service.ts";
import type { S3Context } from "../context.ts";
import type { BucketInput } from "../store/buckets.ts";
import type { ObjectVersion } from "../store/objects.ts";

/** What a CompleteMultipartUpload names. */
interface Completion extends BucketInput {
  readonly Key: string;
  readonly UploadId: string;
  readonly MultipartUpload: { readonly Parts: readonly { readonly ETag?: string | undefined }[] };
}

/**
 * The object that came of an upload, where the same parts complete it once more: S3 answers the second time as the
 * first (seen on S3: adobe/S3Mock issue 2586, 2025-08-26; conditions are not looked at then: getmoto/moto pull request
 * 9209, 2025-08-23). Undefined once another version has taken its place. Inside `State.read`.
 */
export function completedBefore(context: S3Context, input: Completion, call: Call): ObjectVersion | undefined {
  const { name } = context.buckets.require(input, call);
  const version = context.objects.latest(name, input.Key);
  if (version?.meta.UploadId !== input.UploadId) return undefined;
  const named = input.MultipartUpload.Parts.map(({ ETag = "" }) => ETag.replaceAll('"', ""));
  return etagOfParts(named) === version.etag ? version : undefined;
}

/**
 * `"<MD5 of the parts' MD5s>-<number of parts>"`
 * @param md5s of the parts, in hex
 */
export function etagOfParts(md5s: readonly string[]): string {
  const hash = createHash("md5");
  for (const md5 of md5s) hash.update(Buffer.from(md5, "hex"));
  return `"${hash.digest("hex")}-${md5s.length}"`;
}
