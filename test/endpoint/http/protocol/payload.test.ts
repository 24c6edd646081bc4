import { once } from "node:events";
import { connect } from "node:net";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { serveS3 } from "../../../support/s3.ts";
import { type RawRequest, codeOf, send, signed } from "../../../support/signed-request.ts";

const { endpoint, s3, Bucket } = await serveS3();

/** Signed over the hash of these bytes. */
function put(key: string, body: Buffer): Promise<RawRequest> {
  return signed(endpoint.url, { method: "PUT", path: `/${Bucket}/${key}`, body }, { service: "s3" });
}

test.each([
  ["small", 1000],
  ["large", 200_000],
])("a %s body that differs from its hash is refused, and nothing of it stored", async (name, size) => {
  const request = await put(name, Buffer.alloc(size, 1));

  const answer = await send(endpoint.url, { ...request, body: Buffer.alloc(size, 2) });

  expect([answer.status, codeOf(answer)]).toEqual([400, "XAmzContentSHA256Mismatch"]);
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: name }))).rejects.toMatchObject({ name: "NotFound" });
});

test("a request without a body that names the hash of one is refused", async () => {
  const request = await signed(
    endpoint.url,
    { path: `/${Bucket}`, headers: { "x-amz-content-sha256": "0".repeat(64) } },
    { service: "s3" },
  );

  const answer = await send(endpoint.url, request);

  expect([answer.status, codeOf(answer)]).toEqual([400, "XAmzContentSHA256Mismatch"]);
});

test("a client that resets in the middle of a small body leaves nothing behind", async () => {
  const { method, path, headers } = await put("half", Buffer.alloc(1000));
  const { hostname, port } = new URL(endpoint.url);
  const socket = connect(Number(port), hostname);
  const lines = Object.entries({ ...headers, "content-length": "1000" }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
  socket.write(Buffer.alloc(500));
  // Lets the endpoint take up the request before the reset.
  await send(endpoint.url, await put("other", Buffer.alloc(10)));
  socket.resetAndDestroy();
  await once(socket, "close");

  expect((await send(endpoint.url, await put("other", Buffer.alloc(10)))).status).toBe(200);
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "half" }))).rejects.toMatchObject({ name: "NotFound" });
});
