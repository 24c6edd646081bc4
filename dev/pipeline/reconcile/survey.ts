import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type RekognitionClient, paginateListFaces } from "@aws-sdk/client-rekognition";
import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, type S3Client } from "@aws-sdk/client-s3";
import { type Picture, listPictures } from "../pictures.ts";
import type { Resources } from "../resources.ts";
import { type Row, listRows } from "../rows.ts";

/** What the pipeline has in one moment. */
export interface Survey {
  readonly bucket: string;
  /** Versions of the bucket's objects by key, those that are current among them; without delete markers. */
  readonly objects: ReadonlyMap<string, readonly ObjectVersion[]>;
  readonly pictures: readonly Picture[];
  readonly rows: readonly Row[];
  readonly faces: readonly CollectionFace[];
}

/** One version of an object. */
export interface ObjectVersion {
  readonly version: string;
  readonly etag: string;
  readonly current: boolean;
}

/** One face of the collection. */
export interface CollectionFace {
  readonly faceId: string;
  /** The ExternalImageId. */
  readonly imageId: string | undefined;
}

/** Clients of the services that the pipeline keeps things in. */
export interface SurveyClients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly rekognition: RekognitionClient;
}

/** Lists bucket, tables and collection whole. The bucket comes last, so that nothing in it is newer than its item. */
export async function survey({ s3, dynamodb, rekognition }: SurveyClients, resources: Resources): Promise<Survey> {
  const faces: CollectionFace[] = [];
  for await (const page of paginateListFaces({ client: rekognition }, { CollectionId: resources.collection })) {
    for (const { FaceId, ExternalImageId } of page.Faces ?? []) {
      if (FaceId !== undefined) faces.push({ faceId: FaceId, imageId: ExternalImageId });
    }
  }
  const rows = await listRows(dynamodb, resources.table);
  const pictures = await listPictures(dynamodb, resources.picturesTable);
  return { bucket: resources.bucket, objects: await listObjects(s3, resources.bucket), pictures, rows, faces };
}

async function listObjects(s3: S3Client, Bucket: string): Promise<Map<string, ObjectVersion[]>> {
  const objects = new Map<string, ObjectVersion[]>();
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    page = await s3.send(
      new ListObjectVersionsCommand({
        Bucket,
        ...(page === undefined ? {} : { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }),
      }),
    );
    for (const { Key = "", VersionId = "null", ETag = "", IsLatest } of page.Versions ?? []) {
      const version = { version: VersionId, etag: ETag.replaceAll('"', ""), current: IsLatest === true };
      objects.set(Key, [...(objects.get(Key) ?? []), version]);
    }
  } while (page.IsTruncated === true);
  return objects;
}
