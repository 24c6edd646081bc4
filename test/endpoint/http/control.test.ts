import { readFileSync, statSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { S3Client, ListBucketsCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../support/endpoint.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
});
afterAll(() => endpoint.stop());

/** A request with headers that `fetch` would not send, by who knows the token by default. */
function send(method: string, path: string, given: Record<string, string | undefined> = {}, body = "") {
  const { hostname, port } = new URL(endpoint.url);
  const headers = JSON.parse(JSON.stringify({ "x-doppelface-token": endpoint.controlToken, ...given })) as Record<
    string,
    string
  >;
  return new Promise<{ status: number | undefined; own: boolean; body: string }>((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path, headers }, (answer) => {
      text(answer).then(
        (content) => resolve({ status: answer.statusCode, own: "x-doppelface" in answer.headers, body: content }),
        reject,
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

test("the endpoint's own namespace answers JSON without a signature, beside S3", async () => {
  expect(await send("GET", "/_doppelface/traces")).toEqual({ status: 200, own: true, body: '{"traces":[]}' });
  await expect(new S3Client(endpoint.client).send(new ListBucketsCommand({}))).resolves.toBeDefined();
});

test("what is not there and what makes no sense is said", async () => {
  expect(await send("GET", "/_doppelface/nothing")).toMatchObject({ status: 404, own: true });
  expect(await send("PUT", "/_doppelface/traces")).toMatchObject({ status: 404, own: true });
  expect(await send("GET", "/_doppelface/traces/%ff")).toMatchObject({ status: 400, own: true });
  expect(await send("POST", "/_doppelface/faults", {}, "{")).toMatchObject({
    status: 400,
    body: '{"error":"The body is not JSON."}',
  });
  expect(await send("POST", "/_doppelface/faults", {}, " ".repeat(2 << 20))).toMatchObject({ status: 413 });
});

const from = (sender: Record<string, string>) =>
  [
    ["GET", "/_doppelface/traces", sender],
    ["POST", "/_doppelface/faults", sender],
    ["DELETE", "/_doppelface/faults", sender],
  ] as const;

test.each([
  ["another origin", { origin: "https://example.com" }],
  ["an origin of its own", { origin: "null" }],
  ["an image of another site", { "sec-fetch-site": "cross-site" }],
  ["a neighbour on this machine", { "sec-fetch-site": "same-site" }],
])("%s reaches no route, even if it knew the token", async (_what, sender) => {
  for (const [method, path, headers] of from(sender)) {
    const answer = await send(method, path, headers);
    expect([method, answer.status, answer.own]).toEqual([method, 403, true]);
    expect(answer.body).toContain("A web page of");
  }
});

test.each([
  ["a name that was resolved to this machine", "example.com:4566"],
  ["a name without dots", "rebound"],
  ["a name below localhost, as buckets have", "bucket.localhost"],
])("%s is not the endpoint's own", async (_what, host) => {
  for (const [method, path, headers] of from({ host, origin: `http://${host}` })) {
    expect(await send(method, path, headers)).toMatchObject({ status: 403, own: false });
  }
});

test("nothing is changed without the token of this start", async () => {
  for (const token of [undefined, "", "guessed", `${endpoint.controlToken.slice(0, -1)}=`]) {
    const answer = await send("DELETE", "/_doppelface/faults", { "x-doppelface-token": token });
    expect(answer.status).toBe(403);
    expect(answer.body).toContain("lock.json");
  }
  expect(await send("DELETE", "/_doppelface/faults")).toMatchObject({ status: 200 });
  expect(await send("GET", "/_doppelface/faults", { "x-doppelface-token": undefined })).toMatchObject({ status: 200 });
  await using other = await startTestEndpoint();
  expect(other.controlToken).not.toBe(endpoint.controlToken);
});

test("the token is in the state folder, for its owner alone, while the endpoint runs", async () => {
  const file = join(endpoint.state.folder, "lock.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
    endpoint: endpoint.url,
    token: endpoint.controlToken,
  });
});

test.each(["localhost", "localhost.localstack.cloud", "127.0.0.1", "[::1]"])(
  "a request to %s is the endpoint's own",
  async (host) => {
    expect(await send("GET", "/_doppelface/faults", { host: `${host}:4566` })).toMatchObject({
      status: 200,
      own: true,
    });
  },
);

test("a name of --allow-host is the endpoint's own", async () => {
  await using named = await startTestEndpoint({ settings: { allowHost: ["Doppelface"] } });
  const { port } = new URL(named.url);
  const status = await new Promise((resolve, reject) => {
    const options = { port, path: "/_doppelface/traces", headers: { host: `doppelface:${port}` } };
    request({ host: "127.0.0.1", ...options }, (answer) => resolve(answer.resume().statusCode))
      .on("error", reject)
      .end();
  });
  expect(status).toBe(200);
});

test("a request that names no host is not the endpoint's own", async () => {
  for (const lines of ["HTTP/1.0", "HTTP/1.1\r\nHost: \r\nConnection: close"]) {
    const socket = connect(Number(new URL(endpoint.url).port), "127.0.0.1");
    socket.write(`GET /_doppelface/traces ${lines}\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 403 [^]*HostNotAllowed/);
  }
});
