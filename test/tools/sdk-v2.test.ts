import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Bus } from "../../dev/trace/bus.ts";
import { Functions, makeRole } from "../endpoint/services/lambda/support.ts";
import { startTestEndpoint } from "../support/endpoint.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/* Version 2 of the SDK is not installed here: it takes 95 MB, and is needed by nothing but functions of others. */
const project = temporaryFolder();
const called: string[] = [];
let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

const CODE = `
const AWS = require("aws-sdk");
const Rekognition = require("aws-sdk/clients/rekognition");
const s3 = new AWS.S3();
const tables = new AWS.DynamoDB.DocumentClient();
exports.handler = async () => {
  const { Buckets } = await s3.listBuckets().promise();
  const missing = await tables.get({ TableName: "none", Key: { id: 1 } }).promise().catch((error) => error.code);
  const { CollectionIds } = await new Rekognition().listCollections().promise();
  const url = new URL(s3.getSignedUrl("getObject", { Bucket: "pictures", Key: "a b.jpg" }));
  return { Buckets, missing, CollectionIds, hosts: [url.host, new AWS.SQS().endpoint.host], path: url.pathname };
};`;

beforeAll(async () => {
  execFileSync("npm", [
    "install",
    "--silent",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--prefix",
    project,
    "aws-sdk@2.1692.0",
  ]);
  const bus = new Bus();
  bus.on("called", ({ service, operation }) => void called.push(`${service} ${operation}`));
  endpoint = await startTestEndpoint({ bus, settings: { project, iam: "audit" } });
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "sdk-v2"));
}, 180_000);

afterAll(() => endpoint.stop());

test.each([
  ["the project's, on nodejs16.x", "nodejs16.x"],
  ["its own, on nodejs24.x", "nodejs24.x"],
] as const)("SDK v2 calls the endpoint alone: %s", async (_title, Runtime) => {
  const name = `sdk-v2-${Runtime.slice(0, 8)}`;
  called.length = 0;
  await functions.create(name, { "index.js": CODE }, { Runtime, Timeout: 20 });
  if (Runtime === "nodejs24.x") {
    // In place, beside its node_modules: a zip file of them would have 95 MB.
    writeFileSync(join(project, "index.js"), CODE);
    await functions.hotReload(name, project);
  }

  const { answer } = await functions.invoke(name);

  const host = new URL(endpoint.url).host;
  expect(answer).toEqual({
    Buckets: [],
    missing: "ResourceNotFoundException",
    CollectionIds: [],
    hosts: [host, host],
    path: "/pictures/a%20b.jpg",
  });
  expect(called).toEqual(["s3 ListBuckets", "dynamodb GetItem", "rekognition ListCollections"]);
});

test("without it the error names the install", async () => {
  await using elsewhere = await startTestEndpoint({ settings: { project: "/nonexistent/project" } });
  const there = new Functions(elsewhere.client, await makeRole(elsewhere.client, "sdk-v2"));
  await there.create("without", { "index.js": CODE }, { Runtime: "nodejs16.x" });

  expect((await there.invoke("without")).answer).toMatchObject({
    errorType: "Runtime.ImportModuleError",
    errorMessage: expect.stringMatching(/which AWS's runtime brings.*npm install aws-sdk@2$/) as string,
  });
});
