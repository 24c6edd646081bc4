import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEndpoint } from "../../../dev/endpoint/endpoint.ts";
import { clientConfig, startTestEndpoint } from "../../support/endpoint.ts";
import { type RawRequest, codeOf, presigned, send, signed } from "../../support/signed-request.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let s3: S3Client;

beforeAll(async () => {
  endpoint = await startTestEndpoint({ settings: { allowHost: ["Emulator", "aws.example"] } });
  s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket: "guarded" }));
  await s3.send(new PutObjectCommand({ Bucket: "guarded", Key: "kept.txt", Body: "kept" }));
});

afterAll(() => endpoint.stop());

async function answerTo(request: Partial<RawRequest>, service: string) {
  const answer = await send(endpoint.url, await signed(endpoint.url, request, { service }));
  return { status: answer.status, code: codeOf(answer), body: answer.body };
}

const IDENTITY = { method: "POST", body: "Action=GetCallerIdentity&Version=2011-06-15" };

test.each([
  "127.0.0.1:4566",
  "192.168.1.20",
  "[::1]:4566",
  "localhost",
  "LOCALHOST.:4566",
  "guarded.s3.localhost:4566",
  "localhost.localstack.cloud:4566",
  "s3.us-east-1.localhost.localstack.cloud",
  "emulator:4566",
  "aws.example",
])("answers a request to %s", async (host) => {
  const { status } = await answerTo({ ...IDENTITY, headers: { host } }, "sts");

  expect(status).toBe(200);
});

test.each([
  "rebound.attacker.example",
  "127.0.0.1.attacker.example",
  "localhost.attacker.example",
  "notlocalhost",
  "sub.aws.example",
  "sts.us-east-1.amazonaws.com",
])("refuses a request to %s, which a web page may have made its own name", async (host) => {
  const { status, code, body } = await answerTo({ ...IDENTITY, headers: { host } }, "sts");

  expect([status, code]).toEqual([403, "HostNotAllowed"]);
  expect(body).toContain(`start with --allow-host ${host}`);
});

test("refuses what a page of another site could change, and leaves everything as it was", async () => {
  const page = { origin: "https://attacker.example" };
  const table = { "x-amz-target": "DynamoDB_20120810.ListTables", ...page };

  const put = await answerTo({ method: "PUT", path: "/guarded/planted.txt", headers: page, body: "x" }, "s3");
  const removal = await answerTo({ method: "DELETE", path: "/guarded/kept.txt", headers: page }, "s3");
  const json = await answerTo({ method: "POST", headers: table, body: "{}" }, "dynamodb");
  const fromFile = await answerTo({ ...IDENTITY, headers: { origin: "null" } }, "sts");
  const invoke = await answerTo(
    { method: "POST", path: "/2015-03-31/functions/any/invocations", headers: page, body: "{}" },
    "lambda",
  );

  for (const { status } of [put, removal, json, fromFile, invoke]) expect(status).toBe(403);
  expect(put.code).toBe("OriginNotAllowed");
  expect(json.body).toContain("A web page of https://attacker.example sent this request.");
  await expect(s3.send(new HeadObjectCommand({ Bucket: "guarded", Key: "planted.txt" }))).rejects.toMatchObject({
    name: "NotFound",
  });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "guarded", Key: "kept.txt" }));
  expect(await Body?.transformToString()).toBe("kept");
});

test("refuses an action in the address of an image of another site, of which a browser tells no origin", async () => {
  const image = await presigned(
    endpoint.url,
    { query: { Action: "ListRoles", Version: "2010-05-08" }, headers: {} },
    { service: "iam" },
  );
  image.headers["sec-fetch-site"] = "cross-site";

  const answer = await send(endpoint.url, image);

  expect([answer.status, codeOf(answer)]).toEqual([403, "OriginNotAllowed"]);
});

test("lets a page show a picture by its presigned URL, and the endpoint's own pages change things", async () => {
  const picture = await presigned(endpoint.url, { path: "/guarded/kept.txt" }, { service: "s3" });
  Object.assign(picture.headers, { origin: "https://app.example", "sec-fetch-site": "cross-site" });
  const { host } = new URL(endpoint.url);

  expect(await send(endpoint.url, picture)).toMatchObject({ status: 200, body: "kept" });
  const own = await answerTo(
    { ...IDENTITY, headers: { origin: `http://${host}`, "sec-fetch-site": "same-origin" } },
    "sts",
  );
  expect(own.status).toBe(200);
});

test("an endpoint on every address names one that works on this machine", async () => {
  const everywhere = await startEndpoint({
    state: { folder: undefined },
    address: "0.0.0.0",
    port: 0,
    settings: { account: "000000000000", region: "us-east-1", retryDelay: 0, iam: "enforce", strict: false },
  });
  try {
    expect(everywhere.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await new S3Client(clientConfig(everywhere.url)).send(new CreateBucketCommand({ Bucket: "everywhere" }));
  } finally {
    await everywhere.stop();
  }
});

test("the state folder is for its owner alone", async () => {
  const parent = mkdtempSync(join(tmpdir(), "modes-"));
  const folder = join(parent, "made", ".doppelface");
  const before = process.umask(0);
  try {
    await using _endpoint = await startTestEndpoint({ state: { folder } });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(endpoint.state.folder).mode & 0o777).toBe(0o700);
  } finally {
    process.umask(before);
    rmSync(parent, { recursive: true, force: true });
  }
});
