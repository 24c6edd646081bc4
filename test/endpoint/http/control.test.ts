import { request } from "node:http";
import { text } from "node:stream/consumers";
import { S3Client, ListBucketsCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../support/endpoint.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
});
afterAll(() => endpoint.stop());

/** A request with headers that `fetch` would not send. */
function send(method: string, path: string, headers: Record<string, string> = {}, body = "") {
  const { hostname, port } = new URL(endpoint.url);
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

test("a page of another site may not use it, nor one under a name that it had resolved to this machine", async () => {
  const { host } = new URL(endpoint.url);
  expect(await send("DELETE", "/_doppelface/faults", { origin: "https://example.com" })).toMatchObject({ status: 403 });
  expect(await send("DELETE", "/_doppelface/faults", { origin: `http://${host}` })).toMatchObject({ status: 200 });
  const rebound = { host: "example.com:4566", origin: "http://example.com:4566" };
  expect(await send("DELETE", "/_doppelface/faults", rebound)).toMatchObject({ status: 403, own: false });
});

test.each(["localhost", "doppelface", "127.0.0.1", "[::1]"])("a request to %s is the endpoint's own", async (host) => {
  expect(await send("GET", "/_doppelface/faults", { host: `${host}:4566` })).toMatchObject({ status: 200, own: true });
});
