import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { IAM } from "@aws-sdk/client-iam";
import { S3 } from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { SERVICES } from "../../../dev/endpoint/services/services.ts";
import { startTestEndpoint } from "../../support/endpoint.ts";
import { type RawRequest, codeOf, send, signed } from "../../support/signed-request.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let s3: S3;
const notices: string[] = [];

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  endpoint.bus.on("notice", ({ message }) => notices.push(message));
  s3 = new S3({ ...endpoint.client, forcePathStyle: true });
  await s3.createBucket({ Bucket: "bad-requests" });
});

afterEach(async () => {
  expect(notices).toEqual([]);
  await expect(s3.headBucket({ Bucket: "bad-requests" })).resolves.toBeDefined();
});

afterAll(() => endpoint.stop());

async function answerTo(request: Partial<RawRequest>, service: string) {
  const answer = await send(endpoint.url, await signed(endpoint.url, request, { service }));
  return { status: answer.status, code: codeOf(answer), body: answer.body };
}

/** An operation of each service that speaks JSON. */
const JSON_SERVICES: readonly (readonly [service: string, target: string])[] = [
  ["dynamodb", "DynamoDB_20120810.ListTables"],
  ["ecr", "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories"],
  ["kms", "TrentService.ListKeys"],
  ["logs", "Logs_20140328.DescribeLogGroups"],
  ["monitoring", "GraniteServiceVersion20100801.ListMetrics"],
  ["rekognition", "RekognitionService.ListCollections"],
  ["sqs", "AmazonSQS.ListQueues"],
  ["ssm", "AmazonSSM.DescribeParameters"],
];

test("each service that speaks JSON is looked at", () => {
  const speaking = SERVICES.filter(({ protocols }) => protocols.some((protocol) => protocol.startsWith("awsJson")));
  expect(JSON_SERVICES.map(([name]) => name)).toEqual(speaking.map(({ name }) => name).toSorted());
});

function post(target: string, body: string | Buffer): Partial<RawRequest> {
  return { method: "POST", headers: { "x-amz-target": target, "content-type": "application/x-amz-json-1.1" }, body };
}

test.each(JSON_SERVICES)("%s refuses what is no JSON, and JSON without end", async (service, target) => {
  for (const body of ["{", "[1", '{"a":01}', "\u0000", Buffer.from([0xff, 0xfe, 0x00])]) {
    expect(await answerTo(post(target, body), service)).toMatchObject({ status: 400, code: "SerializationException" });
  }
  for (const body of [
    `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
    '{"M":'.repeat(50_000) + "1" + "}".repeat(50_000),
  ]) {
    const { status } = await answerTo(post(target, body), service);
    expect(status).toBeLessThan(500);
  }
});

test.each(JSON_SERVICES)("%s takes __proto__ and constructor for names like any other", async (service, target) => {
  const { status } = await answerTo(
    post(target, '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    service,
  );

  expect(status).toBeLessThan(500);
  expect("polluted" in {}).toBe(false);
});

test("a body above the limit is refused before it is held", async () => {
  const before = process.memoryUsage.rss();

  const table = await answerTo(post("DynamoDB_20120810.PutItem", Buffer.alloc(20 << 20, 32)), "dynamodb");
  const xml = await answerTo(
    { method: "PUT", path: "/bad-requests", query: { tagging: "" }, body: Buffer.alloc(9 << 20, 32) },
    "s3",
  );
  const form = await answerTo({ method: "POST", body: `Action=ListRoles&x=${"y".repeat(5 << 20)}` }, "iam");

  expect([table.status, table.code]).toEqual([413, "RequestEntityTooLargeException"]);
  expect(xml.code).toBe("MaxMessageLengthExceeded");
  expect(form.status).toBe(413);
  expect(process.memoryUsage.rss() - before).toBeLessThan(250 << 20);
});

const ENTITIES = ["b", "c", "d", "e", "f", "g", "h", "i"].map(
  (name, index) => `<!ENTITY ${name} "${`&${String.fromCharCode(97 + index)};`.repeat(10)}">`,
);

test.each([
  ["a billion laughs", `<!DOCTYPE t [<!ENTITY a "lol">${ENTITIES.join("")}]>`, "&i;"],
  ["a file of this machine", '<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"],
  ["elements without end", "", "<Key>".repeat(20_000)],
  ["a name of Object.prototype", "", "<__proto__>x</__proto__>"],
])("XML with %s is refused, and nothing of it is read", async (_what, head, value) => {
  const before = process.memoryUsage.rss();
  const body = `${head}<Tagging><TagSet><Tag><Key>a</Key><Value>${value}</Value></Tag></TagSet></Tagging>`;

  const answer = await answerTo({ method: "PUT", path: "/bad-requests", query: { tagging: "" }, body }, "s3");

  expect([answer.status, answer.code]).toEqual([400, "MalformedXML"]);
  expect(answer.body).not.toContain("root:");
  expect(process.memoryUsage.rss() - before).toBeLessThan(150 << 20);
});

test("a clock that is an hour off is told, and the SDK corrects itself by the answer", async () => {
  const late = new S3({ ...endpoint.client, forcePathStyle: true, systemClockOffset: -3_600_000 });

  await expect(late.listBuckets()).rejects.toMatchObject({
    name: "RequestTimeTooSkewed",
    message: "The difference between the request time and the current time is too large.",
  });
  expect((await late.listBuckets()).Buckets).toHaveLength(1);
});

test("no name leads out of the state folder", async () => {
  const keys = ["../../../escaped", "..", "/etc/escaped", "a/../../escaped", "..\\escaped", "state.sqlite"];
  for (const Key of keys) await s3.putObject({ Bucket: "bad-requests", Key, Body: Key });
  const logs = new CloudWatchLogs(endpoint.client);
  await logs.createLogGroup({ logGroupName: "/../../escaped" });
  await logs.createLogStream({ logGroupName: "/../../escaped", logStreamName: "../../escaped" });
  for (const name of ["..", "../escaped", "a/b"]) {
    await expect(new IAM(endpoint.client).getRole({ RoleName: name })).rejects.toMatchObject({
      $metadata: { httpStatusCode: expect.any(Number) as number },
    });
    const lambda = await answerTo(
      { method: "GET", path: `/2015-03-31/functions/${encodeURIComponent(name)}` },
      "lambda",
    );
    expect(lambda.status).toBeGreaterThanOrEqual(400);
    expect(lambda.status).toBeLessThan(500);
  }

  const listed = await s3.listObjectsV2({ Bucket: "bad-requests" });
  expect(listed.Contents?.map(({ Key }) => Key).toSorted()).toEqual(keys.toSorted());
  for (const Key of keys) {
    const { Body } = await s3.getObject({ Bucket: "bad-requests", Key });
    expect(await Body?.transformToString()).toBe(Key);
  }
  const files = readdirSync(endpoint.state.folder, { recursive: true, encoding: "utf8" });
  expect(files.filter((file) => file.includes("escaped"))).toEqual([]);
  for (const file of readdirSync(join(endpoint.state.folder, ".."))) expect(file).not.toContain("escaped");
  expect(statSync(join(endpoint.state.folder, "state.sqlite")).size).toBeGreaterThan(1000);
});
