import { CreateTableCommand, DynamoDBClient, type KeySchemaElement } from "@aws-sdk/client-dynamodb";
import { CreateCollectionCommand, type Face, paginateListFaces, RekognitionClient } from "@aws-sdk/client-rekognition";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { DynamoDBDocumentClient, GetCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Context } from "aws-lambda";
import { externalImageId } from "../../handler/external-image-id.ts";
import { padSequencer } from "../../handler/sequencer.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

const BUCKET = "employee-pictures-000000000000-us-east-1";
const TABLE = "rekognitionID";
const PICTURES_TABLE = "pictures";
const COLLECTION = "employees";
export const TRACE_ID = "1-5759e988-bd862e3fe1be46a994272793";

/** A version of a picture in the bucket. */
export interface PutVersion {
  readonly key: string;
  readonly version: string;
  readonly etag: string;
}

/**
 * The handler in this process, with a real S3, DynamoDB and Rekognition behind it. No notification is set:
 * a test sends the events itself, in the order and as often as it likes.
 */
export async function startHandler(facePolicy: "largest" | "all" = "largest", load = loadHandler) {
  const endpoint = await startTestEndpoint();
  const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
  const dynamodb = DynamoDBDocumentClient.from(new DynamoDBClient(endpoint.client));
  const rekognition = new RekognitionClient(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: "Enabled" } }));
  await createTable(dynamodb, TABLE, "rekognition_id");
  await createTable(dynamodb, PICTURES_TABLE, "picture");
  await rekognition.send(new CreateCollectionCommand({ CollectionId: COLLECTION }));

  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    _X_AMZN_TRACE_ID: `Root=${TRACE_ID};Parent=557abcec3ee5a047;Sampled=1`,
    TABLE,
    PICTURES_TABLE,
    COLLECTION_ID: COLLECTION,
    FACE_POLICY: facePolicy,
    POWERTOOLS_SERVICE_NAME: "rekognition",
    POWERTOOLS_METRICS_NAMESPACE: "Doppelface",
  });
  const { lines, release } = captureOutput();
  // Only now: the handler reads its variables when it is loaded.
  const { handler, ...clients } = await load();

  const run = {
    endpoint,
    s3,
    dynamodb,
    rekognition,
    bucket: BUCKET,
    table: TABLE,
    picturesTable: PICTURES_TABLE,
    collection: COLLECTION,
    clients,
    /** What the handler has printed so far, a line each. */
    lines,
    async put(key: string, body: Uint8Array): Promise<PutVersion> {
      const answer = await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
      return { key, version: answer.VersionId ?? "none", etag: (answer.ETag ?? "none").replaceAll('"', "") };
    },
    /** Deletes a picture, which leaves a delete marker, or one of its versions. */
    async remove(key: string, version?: string): Promise<string> {
      const answer = await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key, VersionId: version }));
      return answer.VersionId ?? "none";
    },
    /** Invokes the handler with these records. */
    handle: (...records: readonly unknown[]) => handler({ Records: records }, CONTEXT),
    async item(key: string): Promise<Record<string, unknown> | undefined> {
      const { Item } = await dynamodb.send(
        new GetCommand({ TableName: PICTURES_TABLE, Key: { picture: `${BUCKET}/${key}` }, ConsistentRead: true }),
      );
      return Item;
    },
    async rows(key: string): Promise<Record<string, unknown>[]> {
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
      return Items.filter((row) => row["key"] === key);
    },
    /** The faces in the collection that belong to versions of a picture. */
    async faces(...versions: readonly PutVersion[]): Promise<Face[]> {
      const ids = new Set(
        versions.flatMap(({ key, version }) =>
          [undefined, ...removals].map((removal) => externalImageId(BUCKET, key, version, removal)),
        ),
      );
      const all: Face[] = [];
      for await (const page of paginateListFaces({ client: rekognition }, { CollectionId: COLLECTION })) {
        all.push(...(page.Faces ?? []));
      }
      return all.filter((face) => ids.has(face.ExternalImageId ?? ""));
    },
    async stop() {
      release();
      await endpoint.stop();
    },
  };
  return run;
}

/** What `startHandler` gives. */
export type HandlerRun = Awaited<ReturnType<typeof startHandler>>;

/** The record of a put, as S3 sends it. */
export function created({ key, version, etag }: PutVersion, sequencer: string): unknown {
  return record("ObjectCreated:Put", { key: eventKey(key), eTag: etag, versionId: version, sequencer });
}

/** The record of a delete marker. */
export function removed(key: string, marker: string, sequencer: string): unknown {
  return record("ObjectRemoved:DeleteMarkerCreated", { key: eventKey(key), versionId: marker, sequencer });
}

/** By which the handler knows the faces of versions that removals made current again. */
const removals = new Set<string>();

/** The record of the removal of one version, or of a delete marker. */
export function versionRemoved({ key, version }: Pick<PutVersion, "key" | "version">, sequencer: string): unknown {
  removals.add(padSequencer(sequencer));
  return record("ObjectRemoved:Delete", { key: eventKey(key), versionId: version, sequencer });
}

function record(eventName: string, object: object): unknown {
  return { eventVersion: "2.1", eventSource: "aws:s3", eventName, s3: { bucket: { name: BUCKET }, object } };
}

function eventKey(key: string): string {
  return encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/");
}

async function createTable(dynamodb: DynamoDBDocumentClient, name: string, key: string): Promise<void> {
  const schema: KeySchemaElement[] = [{ AttributeName: key, KeyType: "HASH" }];
  await dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      KeySchema: schema,
      AttributeDefinitions: [{ AttributeName: key, AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
}

async function loadHandler() {
  const { handler } = await import("../../handler/index.ts");
  return { handler, ...(await import("../../handler/clients.ts")) };
}

/** Takes what the process prints from now on: the handler logs there, and tests are quiet. */
function captureOutput(): { lines: string[]; release: () => void } {
  const lines: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write.bind(stream) }));
  const capture = (text: string | Uint8Array): boolean => {
    lines.push(...String(text).split("\n").filter(Boolean));
    return true;
  };
  for (const { stream } of streams) stream.write = capture;
  return { lines, release: () => streams.forEach(({ stream, write }) => (stream.write = write)) };
}

const CONTEXT: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: "rekognition",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:rekognition",
  memoryLimitInMB: "512",
  awsRequestId: "8f507cfc-xmpl-4697-b07a-ac58fc914c95",
  logGroupName: "/aws/lambda/rekognition",
  logStreamName: "2026/11/24/[$LATEST]0123",
  getRemainingTimeInMillis: () => 60_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};
