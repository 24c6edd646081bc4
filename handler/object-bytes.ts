import { GetObjectCommand } from "@aws-sdk/client-s3";
import { s3 } from "./clients.ts";
import { headObject } from "./head-object.ts";
import type { PictureVersion } from "./picture-version.ts";

/** What can be told of an object without reading it whole. */
export interface ObjectEnds {
  /** Bytes. */
  readonly size: number;
  /** The first 256 KB: most of a JPEG's headers lie there, a thumbnail among them. */
  readonly head: Uint8Array;
  /** The last 32 bytes. */
  readonly tail: Uint8Array;
}

/** Reads the beginning and the end of a version; undefined if it is gone. Throws if S3 does not give it. */
export async function objectEnds({ bucket, key, version }: PictureVersion): Promise<ObjectEnds | undefined> {
  const found = await headObject(bucket, key, version);
  if (found === undefined) return undefined;
  const size = found.ContentLength ?? 0;
  // S3 refuses every range of an object without bytes.
  const read = async (Range: string): Promise<Uint8Array> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: version, Range }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  };
  return size === 0
    ? { size, head: new Uint8Array(), tail: new Uint8Array() }
    : { size, head: await read("bytes=0-262143"), tail: await read("bytes=-32") };
}
