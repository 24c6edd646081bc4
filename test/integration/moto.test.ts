import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListFacesCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import { GetBucketNotificationConfigurationCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSettings } from "../../dev/config/load.ts";
import { type Environment, startEnvironment } from "../../dev/engine/environment.ts";
import { localstackEngine } from "../../dev/engine/localstack.ts";
import { rekognitionConnection } from "../../dev/pipeline/connection.ts";
import { readPicture } from "../../dev/pipeline/pictures.ts";
import { recognise } from "../../dev/pipeline/recognise.ts";
import { listRows } from "../../dev/pipeline/rows.ts";
import { type Upload, uploadPicture } from "../../dev/pipeline/upload-picture.ts";
import { Bus } from "../../dev/trace/bus.ts";
import { type OtherEmulator, startMotoServer } from "./other-emulators.ts";

// The engine `localstack` against an AWS emulator that is not ours. moto runs functions in Docker from images of a
// registry alone, so the handler is called here with the event that S3 sends; everything it calls is moto or ours.

let moto: OtherEmulator;
let environment: Environment;
let upload: Upload;
let clients: { s3: S3Client; dynamodb: DynamoDBClient; lambda: LambdaClient; rekognition: RekognitionClient };
const notices: string[] = [];

beforeAll(async () => {
  moto = await startMotoServer();
  const bus = new Bus();
  bus.on("notice", ({ message }) => notices.push(message));
  environment = await startEnvironment(
    localstackEngine({
      settings: { ...loadSettings({}), endpoint: moto.url },
      bus,
      rekognition: { mode: "local", pictures: { from: "remote-s3", endpoint: moto.url } },
      rekognitionPort: 0,
      ephemeral: true,
    }),
  );
  const { connection } = environment;
  clients = {
    s3: new S3Client(connection),
    dynamodb: new DynamoDBClient(connection),
    lambda: new LambdaClient(connection),
    rekognition: new RekognitionClient(rekognitionConnection(connection)),
  };
});

afterAll(async () => {
  for (const client of Object.values(clients ?? {})) client.destroy();
  await environment?.stop();
  await moto?.[Symbol.asyncDispose]();
});

test("each thing that moto's CloudFormation leaves out is done by a call that is named", () => {
  const calls = notices.map((notice) => notice.split(/[ :]/)[0]);
  expect(calls).toEqual(
    expect.arrayContaining(["CreateCollection", "UpdateFunctionConfiguration", "PutBucketNotificationConfiguration"]),
  );
});

test("the notification is read back as the template has it", async () => {
  const { bucket: Bucket, functionName: FunctionName } = environment.resources;
  const { FunctionArn } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const { LambdaFunctionConfigurations = [] } = await clients.s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket }),
  );
  expect(LambdaFunctionConfigurations.map(({ Events }) => Events)).toEqual([
    ["s3:ObjectCreated:*"],
    ["s3:ObjectRemoved:*"],
  ]);
  for (const { LambdaFunctionArn } of LambdaFunctionConfigurations) expect(LambdaFunctionArn).toBe(FunctionArn);
});

test("a picture that is put is there, with a version", async () => {
  const { bucket } = environment.resources;
  upload = await uploadPicture(clients.s3, bucket, "fixtures/pictures/nora-lind.jpg");
  expect(upload.version).not.toBe("null");
  const { ContentLength } = await clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: upload.key }));
  expect(ContentLength).toBe((await readFile("fixtures/pictures/nora-lind.jpg")).length);
});

test("the handler makes its rows in moto and its faces in our Rekognition", async () => {
  const { connection, resources } = environment;
  const { FunctionName, Environment: configured } = await clients.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: resources.functionName }),
  );
  Object.assign(process.env, configured?.Variables, {
    AWS_ENDPOINT_URL: connection.endpoint,
    AWS_REGION: connection.region,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_LAMBDA_FUNCTION_NAME: FunctionName,
  });
  // Only now: the handler reads its variables when it is loaded.
  const { handler } = await import("../../handler/index.ts");
  await handler(putEvent(upload), { functionName: FunctionName, awsRequestId: "moto" } as Parameters<
    typeof handler
  >[1]);

  const picture = await readPicture(clients.dynamodb, resources.picturesTable, upload.bucket, upload.key);
  expect(picture).toMatchObject({ status: "REGISTERED", version: upload.version });
  const [row, ...others] = await listRows(clients.dynamodb, resources.table);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ first_name: "nora", last_name: "lind" });
  const { Faces = [] } = await clients.rekognition.send(new ListFacesCommand({ CollectionId: resources.collection }));
  expect(Faces.map(({ FaceId }) => FaceId)).toEqual([row?.rekognition_id]);
});

test("who is in another picture is told from both", async () => {
  const bytes = await readFile("fixtures/pictures/smiling/nora-lind.jpg");
  const [best] = await recognise(clients, environment.resources, bytes);
  expect(best?.row).toMatchObject({ first_name: "nora", last_name: "lind" });
});

function putEvent({ bucket, key, version }: Upload): unknown {
  return {
    Records: [
      {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: "us-east-1",
        eventTime: new Date().toISOString(),
        eventName: "ObjectCreated:Put",
        s3: {
          s3SchemaVersion: "1.0",
          bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
          object: { key, versionId: version, sequencer: "0055AED6DCD90281E5" },
        },
      },
    ],
  };
}
