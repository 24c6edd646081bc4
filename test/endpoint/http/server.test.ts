import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type Socket, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { SSM_SERVICE } from "../../../dev/endpoint/services/ssm/definition.ts";
import { STS_SERVICE } from "../../../dev/endpoint/services/sts/definition.ts";
import { changed } from "../../support/changed-service.ts";
import { startTestEndpoint } from "../../support/endpoint.ts";
import { codeOf, send, signed } from "../../support/signed-request.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let s3: S3Client;
let sts: STSClient;
const notices: string[] = [];

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  endpoint.bus.on("notice", ({ message }) => notices.push(message));
  s3 = new S3Client(endpoint.client);
  sts = new STSClient(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket: "front-door" }));
});

afterEach(async () => {
  // Whatever came in: no internal error was told, and the endpoint answers.
  expect(notices).toEqual([]);
  await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Account: "000000000000" });
});

afterAll(() => endpoint.stop());

async function open(): Promise<Socket> {
  const { hostname, port } = new URL(endpoint.url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  return socket;
}

/** Everything that comes until the other side has ended. */
async function readAll(socket: Socket): Promise<string> {
  let text = "";
  for await (const data of socket) text += String(data);
  return text;
}

function head(method: string, path: string, headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

test("the SigV4 scope picks the service, whatever path and host say", async () => {
  const request = {
    method: "POST",
    path: "/front-door/key",
    headers: {
      host: "dynamodb.us-east-1.localhost.localstack.cloud",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  };
  const answer = await send(endpoint.url, await signed(endpoint.url, request, { service: "sts" }));
  expect(answer.status).toBe(200);
  expect(answer.body).toContain("<GetCallerIdentityResult>");
  expect(answer.headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
});

test("an unsigned call is refused in the wire form that it speaks", async () => {
  const asS3 = await send(endpoint.url, { method: "GET", path: "/front-door", query: {}, headers: {}, body: "" });
  expect([asS3.status, codeOf(asS3), asS3.headers["content-type"]]).toEqual([403, "AccessDenied", "application/xml"]);
  const asJson = await send(endpoint.url, {
    method: "POST",
    path: "/",
    query: {},
    headers: { "x-amz-target": "DynamoDB_20120810.ListTables" },
    body: "{}",
  });
  expect([asJson.status, codeOf(asJson)]).toEqual([403, "MissingAuthenticationTokenException"]);
  expect(asJson.headers["content-type"]).toMatch(/^application\/x-amz-json-1\.\d$/);
});

test("a service that is not there answers by its name, not to be retried", async () => {
  const refused = await send(
    endpoint.url,
    await signed(
      endpoint.url,
      {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
        body: "Action=DescribeInstances",
      },
      { service: "ec2" },
    ),
  );
  expect([refused.status, codeOf(refused)]).toEqual([400, "UnknownService"]);
  expect(refused.body).toMatch(/^<ErrorResponse .*&apos;ec2&apos; is not part of the embedded engine/);
  // One of REST and JSON in that form, which its client reads.
  const rest = await send(endpoint.url, await signed(endpoint.url, { path: "/restapis" }, { service: "apigateway" }));
  expect([rest.status, rest.headers["x-amzn-errortype"]]).toEqual([400, "UnknownService"]);
});

test("an operation that is not there answers by its name, in JSON and in XML", async () => {
  const target = { "x-amz-target": "AmazonSQS.AddPermission", "content-type": "application/x-amz-json-1.0" };
  const asJson = await signed(endpoint.url, { method: "POST", headers: target, body: "{}" }, { service: "sqs" });
  expect(await send(endpoint.url, asJson)).toMatchObject({
    status: 400,
    body: expect.stringContaining("sqs AddPermission is not supported by the embedded engine") as string,
  });
  const asForm = await signed(endpoint.url, { method: "POST", body: "Action=ListUsers" }, { service: "iam" });
  const answer = await send(endpoint.url, asForm);
  expect([answer.status, codeOf(answer)]).toEqual([400, "UnsupportedOperation"]);
  expect(answer.body).toContain("iam ListUsers is not supported by the embedded engine");
});

test.each([
  ["a body that is not JSON", "sqs", { "x-amz-target": "AmazonSQS.ListQueues" }, "{", "SerializationException"],
  [
    "a target of another service",
    "sqs",
    { "x-amz-target": "AmazonSSM.GetParameter" },
    "{}",
    "UnknownOperationException",
  ],
  ["no target", "sqs", {}, "{}", "UnknownOperationException"],
  ["no action", "iam", {}, "Version=2010-05-08", "MissingAction"],
  ["a name of Object.prototype", "sqs", { "x-amz-target": "AmazonSQS.toString" }, "{}", "UnknownOperationException"],
  ["a parameter named __proto__", "iam", {}, "Action=GetRole&__proto__.RoleName=x&RoleName.x=1", "ValidationError"],
])("%s is refused", async (_what, service, headers, body, code) => {
  const raw = await signed(endpoint.url, { method: "POST", headers, body }, { service });
  const answer = await send(endpoint.url, raw);
  expect([answer.status, codeOf(answer)]).toEqual([400, code]);
});

test("a client that resets in the middle of a body leaves nothing behind", async () => {
  const raw = await signed(
    endpoint.url,
    { method: "PUT", path: "/front-door/half", headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } },
    { service: "s3" },
  );
  const socket = await open();
  socket.write(head("PUT", raw.path, { ...raw.headers, "content-length": "1000000" }));
  socket.write(Buffer.alloc(100_000));
  // Lets the endpoint take up the request before the reset.
  await sts.send(new GetCallerIdentityCommand({}));
  socket.resetAndDestroy();
  await once(socket, "close");
  await sts.send(new GetCallerIdentityCommand({}));
  await expect(s3.send(new HeadObjectCommand({ Bucket: "front-door", Key: "half" }))).rejects.toMatchObject({
    name: "NotFound",
  });
});

test("a client that resets while it is being answered does no harm", async () => {
  await s3.send(new PutObjectCommand({ Bucket: "front-door", Key: "large", Body: Buffer.alloc(20_000_000) }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "front-door", Key: "large" }));
  expect(Body).toBeInstanceOf(Readable);
  if (!(Body instanceof Readable)) return;
  await once(Body, "readable");
  Body.destroy();
  await sts.send(new GetCallerIdentityCommand({}));
});

test("an error that comes before the body is read reaches the client", async () => {
  const stranger = new S3Client({
    ...endpoint.client,
    credentials: { accessKeyId: "test", secretAccessKey: "guessed" },
  });
  for (const _time of [1, 2, 3]) {
    await expect(
      stranger.send(new PutObjectCommand({ Bucket: "front-door", Key: "refused", Body: Buffer.alloc(20_000_000) })),
    ).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
  }
});

test("a client that waits for 100 is told to continue", async () => {
  const raw = await signed(
    endpoint.url,
    { method: "PUT", path: "/front-door/continued", headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } },
    { service: "s3" },
  );
  const socket = await open();
  socket.write(
    head("PUT", raw.path, { ...raw.headers, "content-length": "5", expect: "100-continue", connection: "close" }),
  );
  const [first] = (await once(socket, "data")) as [Buffer];
  expect(String(first)).toBe("HTTP/1.1 100 Continue\r\n\r\n");
  socket.write("bytes");
  expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

test("a service that fails fails one call, and the terminal is told", async () => {
  const body = Readable.from(["never sent"]);
  const answers = [
    () => Promise.reject(new Error("a defect of the service")),
    // HTTP cannot carry such a header.
    () => Promise.resolve({ status: 200, headers: { "x-name": "世界" }, body }),
  ];
  const failing = changed(SSM_SERVICE, () => ({
    read: () => answers.shift()?.() ?? Promise.resolve({ status: 204, headers: {} }),
  }));
  await using alone = await startTestEndpoint({ services: [failing] });
  const told: string[] = [];
  alone.bus.on("notice", ({ message }) => told.push(message));
  const call = async () => send(alone.url, await signed(alone.url, { method: "POST" }, { service: "ssm" }));
  for (const _failure of [1, 2]) {
    const answer = await call();
    expect([answer.status, codeOf(answer)]).toEqual([500, "InternalFailure"]);
  }
  expect(body.destroyed).toBe(true);
  expect(told).toEqual([
    expect.stringContaining("a defect of the service"),
    expect.stringContaining("Invalid character in header"),
  ]);
  expect((await call()).status).toBe(204);
});

test("a service that cannot start gives the port and the state back, and the others are stopped", async () => {
  const folder = mkdtempSync(join(tmpdir(), "doppelface-start-"));
  const state = { folder: join(folder, "state") };
  let url = "";
  const did: string[] = [];
  const first = changed(SSM_SERVICE, (_service, host) => ({
    start: async () => {
      url = host.endpointUrl();
      await send(url, { method: "GET", path: "/", query: {}, headers: {}, body: "" });
      did.push("started");
    },
    stop: async () => void did.push("stopped"),
  }));
  const second = changed(STS_SERVICE, () => ({ start: () => Promise.reject(new Error("cannot resume")) }));
  await expect(startTestEndpoint({ state, services: [first, second] })).rejects.toThrow("cannot resume");
  expect(did).toEqual(["started", "stopped"]);
  await expect(fetch(url)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  await (await startTestEndpoint({ state, services: [SSM_SERVICE] })).stop();
  rmSync(folder, { recursive: true });
});

test("a service that cannot even fail ends one connection, and the terminal is told", async () => {
  const failing = changed(SSM_SERVICE, () => ({
    read: () => Promise.reject(new Error("a defect of the service")),
    fail: () => ({ status: 500, headers: { "x-name": "世界" } }),
  }));
  await using alone = await startTestEndpoint({ services: [failing, STS_SERVICE] });
  const told: string[] = [];
  alone.bus.on("notice", ({ message }) => told.push(message));
  const request = await signed(alone.url, { method: "POST" }, { service: "ssm" });
  await expect(send(alone.url, request)).rejects.toMatchObject({ code: "ECONNRESET" });
  expect(told.at(-1)).toContain("Invalid character in header");
  await expect(new STSClient(alone.client).send(new GetCallerIdentityCommand({}))).resolves.toBeDefined();
});

test("an endpoint of one service answers every other call in that service's wire form", async () => {
  await using alone = await startTestEndpoint({ services: [SSM_SERVICE] });
  const bare = await send(alone.url, { method: "GET", path: "/", query: {}, headers: {}, body: "" });
  expect([bare.status, codeOf(bare)]).toEqual([403, "MissingAuthenticationTokenException"]);
  const other = await send(alone.url, await signed(alone.url, { path: "/bucket" }, { service: "s3" }));
  expect([other.status, codeOf(other)]).toEqual([400, "UnknownService"]);
});

test("a signature with a character that has two bytes is wrong like any other", async () => {
  const raw = await signed(endpoint.url, { method: "POST", body: "Action=GetCallerIdentity" }, { service: "sts" });
  const authorization = raw.headers["authorization"]?.replace(/.$/, "\u00be") ?? "";

  const answer = await send(endpoint.url, { ...raw, headers: { ...raw.headers, authorization } });

  expect([answer.status, codeOf(answer)]).toEqual([403, "SignatureDoesNotMatch"]);
});

test("a request that is no HTTP, or has headers without end, is turned away", async () => {
  const nonsense = await open();
  nonsense.write("nonsense\r\n\r\n");
  expect(await readAll(nonsense)).toMatch(/^HTTP\/1\.1 400 /);
  const endless = await open();
  endless.write(head("GET", "/", { host: "x", "x-long": "x".repeat(20_000) }));
  expect(await readAll(endless)).toMatch(/^HTTP\/1\.1 431 /);
});
