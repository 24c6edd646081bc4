import { invalidArgument } from "./errors.ts";

/** What is copied. */
export interface CopySource {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

/** Reads `x-amz-copy-source`: `[/]<bucket>/<key>[?versionId=<id>]`, the key percent-encoded. */
export function readCopySource(source: string): CopySource {
  const match = /^\/?([^/?]+)\/(.+?)(?:\?versionId=([^?]*))?$/.exec(source);
  if (match === null) throw invalid(source);
  const [, bucket = "", key = "", versionId] = match;
  return {
    Bucket: decode(bucket, source),
    Key: decode(key, source),
    ...(versionId === undefined ? {} : { VersionId: versionId }),
  };
}

function decode(text: string, source: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(source);
  }
}

function invalid(source: string): Error {
  return invalidArgument(
    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
    "x-amz-copy-source",
    source,
  );
}
