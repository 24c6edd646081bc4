import { ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { ListFacesCommand } from "@aws-sdk/client-rekognition";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deployPipeline } from "../../dev/app/pipeline-stack.ts";
import { listPictures } from "../../dev/pipeline/pictures.ts";
import type { Upload } from "../../dev/pipeline/upload-picture.ts";
import { createClients, destroyClients } from "../../dev/testing/clients.ts";
import { type Pipeline, pipelineOf } from "../../dev/testing/pipeline.ts";
import { runSuite } from "./run-suite.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

// The engine `aws` against a second instance that stands for AWS, with an account and a Region of its own.

const ACCOUNT = "222222222222";
const REGION = "eu-central-1";

const aws = await startTestEndpoint();
const credentials = { accessKeyId: ACCOUNT, secretAccessKey: "test" };
const connection = { endpoint: aws.url, region: REGION, credentials };
const clients = createClients(connection);
let pipeline: Pipeline;
let theirs: Upload;

beforeAll(async () => {
  pipeline = pipelineOf(clients, await deployPipeline(connection));
  theirs = await pipeline.upload("fixtures/pictures/nora-lind.jpg");
  await pipeline.waitForRow(theirs);
});

afterAll(async () => {
  destroyClients(clients);
  await aws.stop();
});

/** A user who has these variables, and no files of AWS tools. */
const USER = {
  HOME: "/nonexistent",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_REGION: REGION,
  AWS_ENDPOINT_URL: aws.url,
  AWS_ACCESS_KEY_ID: ACCOUNT,
  AWS_SECRET_ACCESS_KEY: "test",
};

test("the suite passes on a deployed stack and leaves only what was there before", async () => {
  const { code, text } = await runSuite(["aws"], USER);
  expect(text).toContain(`account ${ACCOUNT}, Region ${REGION}, at ${new URL(aws.url).host}`);
  expect(text).toMatch(/Tests +6 passed \(6\)/);
  expect(code).toBe(0);

  const { bucket, collection, picturesTable } = pipeline.resources;
  const { Versions = [], DeleteMarkers } = await clients.s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  expect(Versions.map(({ Key, VersionId }) => ({ bucket, key: Key, version: VersionId }))).toEqual([theirs]);
  expect(DeleteMarkers).toBeUndefined();
  const rows = await pipeline.rows();
  expect(rows).toHaveLength(1);
  const pictures = await listPictures(clients.dynamodb, picturesTable);
  expect(pictures.map(({ picture }) => picture)).toEqual([rows[0]?.picture]);
  const { Faces = [] } = await clients.rekognition.send(new ListFacesCommand({ CollectionId: collection }));
  expect(Faces.map(({ FaceId }) => FaceId)).toEqual([rows[0]?.rekognition_id]);
});

test.each([
  ["no Region", { AWS_REGION: undefined }, "No Region is set. Set AWS_REGION"],
  ["no credentials", { AWS_ACCESS_KEY_ID: undefined }, "There are no AWS credentials: "],
  [
    "nothing that answers",
    { AWS_ENDPOINT_URL: "http://127.0.0.1:9" },
    "127.0.0.1:9 does not say whose the credentials",
  ],
  ["no stack", { AWS_REGION: "eu-west-1" }, "The stack 'doppelface' cannot be read: Stack with id doppelface does not"],
])("with %s nothing is run, and the reason is told", async (_what, changed, reason) => {
  const { code, text } = await runSuite(["aws"], { ...USER, ...changed });
  expect(text).toContain(`aws: not run. ${reason}`);
  expect(text).toContain("Integration tests on: none");
  expect(code).toBe(1);
});
