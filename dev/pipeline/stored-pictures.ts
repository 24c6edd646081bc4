import {
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  type ObjectVersion,
  type S3Client,
} from "@aws-sdk/client-s3";

/** Most bytes of a picture that Rekognition takes from a bucket. */
const MOST_BYTES = 15 << 20;

/** An object that may be a picture. */
export interface StoredObject {
  /** `bucket/key` */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Every object of every bucket, older versions as well, that is not too large for a picture, one at a time. */
export async function* storedPictures(s3: S3Client): AsyncGenerator<StoredObject> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  for (const { Name: Bucket = "" } of Buckets) {
    for await (const { Key, VersionId, Size = 0 } of versionsOf(s3, Bucket)) {
      if (Size === 0 || Size > MOST_BYTES) continue;
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
      const bytes = await Body?.transformToByteArray();
      if (bytes !== undefined) yield { name: `${Bucket}/${Key}`, bytes: new Uint8Array(bytes) };
    }
  }
}

async function* versionsOf(s3: S3Client, Bucket: string): AsyncGenerator<ObjectVersion> {
  let KeyMarker: string | undefined;
  let VersionIdMarker: string | undefined;
  do {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, KeyMarker, VersionIdMarker }));
    yield* page.Versions ?? [];
    KeyMarker = page.NextKeyMarker;
    VersionIdMarker = page.NextVersionIdMarker;
  } while (KeyMarker !== undefined && KeyMarker !== "");
}
