import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { sendRaw, serveS3 } from "../../../support/s3.ts";
import { codeOf, presigned, send } from "../../../support/signed-request.ts";

const { endpoint, s3, Bucket } = await serveS3();

test.each([
  "BUCKET.localhost",
  "BUCKET.s3.localhost.localstack.cloud:4566",
  "BUCKET.s3.us-east-1.localhost.localstack.cloud",
  "BUCKET.s3.localhost",
])("the bucket may stand in the host: %s", async (pattern) => {
  const host = pattern.replace("BUCKET", Bucket);
  const put = await sendRaw(endpoint.url, "PUT", "/in/host", { headers: { host }, body: pattern });
  expect(put.status).toBe(200);
  expect((await sendRaw(endpoint.url, "GET", `/${Bucket}/in/host`)).body).toBe(pattern);
  expect((await sendRaw(endpoint.url, "GET", "/?list-type=2", { headers: { host } })).body).toContain(
    "<Key>in/host</Key>",
  );
});

test.each(["localhost", "s3.localhost.localstack.cloud", "localhost.localstack.cloud", "[::1]:4566"])(
  "a host that names no bucket: %s",
  async (host) => {
    const raw = await sendRaw(endpoint.url, "HEAD", `/${Bucket}`, { headers: { host } });
    expect(raw.status).toBe(200);
  },
);

test("the SDK's own virtual-host style", async () => {
  const { port } = new URL(endpoint.url);
  const s3 = new S3Client({ ...endpoint.client, endpoint: `http://localhost:${port}` });
  const served = await s3.send(new ListBucketsCommand({}));
  expect(served.Buckets?.map(({ Name }) => Name)).toContain(Bucket);
});

test("an error is S3's XML, and HEAD has none", async () => {
  const raw = await sendRaw(endpoint.url, "GET", `/${Bucket}/a%26b`);
  expect(raw.status).toBe(404);
  expect(raw.headers["content-type"]).toBe("application/xml");
  expect(raw.body).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>NoSuchKey<\/Code><Message>The specified key does not exist.<\/Message><Key>a&amp;b<\/Key><RequestId>[^<]+<\/RequestId><HostId>[^<]+<\/HostId><\/Error>$/,
  );
  expect(raw.headers["x-amz-request-id"]).toBe(/<RequestId>(.*)<\/RequestId>/.exec(raw.body)?.[1]);
  const head = await sendRaw(endpoint.url, "HEAD", `/${Bucket}/a%26b`);
  expect([head.status, head.body]).toEqual([404, ""]);
});

test("304 has no body, but the ETag", async () => {
  const put = await sendRaw(endpoint.url, "PUT", `/${Bucket}/same`, { body: "x" });
  const raw = await sendRaw(endpoint.url, "GET", `/${Bucket}/same`, {
    headers: { "if-none-match": String(put.headers["etag"]) },
  });
  expect([raw.status, raw.body, raw.headers["etag"]]).toEqual([304, "", put.headers["etag"]]);
});

test("a path that is no UTF-8 is refused", async () => {
  const raw = await sendRaw(endpoint.url, "GET", `/${Bucket}/%ff`);
  expect([raw.status, /<Code>(.*)<\/Code>/.exec(raw.body)?.[1]]).toEqual([400, "InvalidURI"]);
});

test("an upload without a length is refused", async () => {
  const raw = await sendRaw(endpoint.url, "PUT", `/${Bucket}/chunked`, {
    headers: { "transfer-encoding": "chunked" },
    body: "x",
  });
  expect([raw.status, /<Code>(.*)<\/Code>/.exec(raw.body)?.[1]]).toEqual([411, "MissingContentLength"]);
});

test("a request that is not signed is refused", async () => {
  const response = await fetch(`${endpoint.url}/${Bucket}/same`);
  expect([response.status, /<Code>(.*)<\/Code>/.exec(await response.text())?.[1]]).toEqual([403, "AccessDenied"]);
});

test("a refused upload leaves the connection to the next request", async () => {
  const Body = new Uint8Array(3 << 20);
  await expect(s3.send(new PutObjectCommand({ Bucket: "not-there-at-all", Key: "a", Body }))).rejects.toMatchObject({
    name: "NoSuchBucket",
  });
  await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body }));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "a" }));
  expect((await got.Body?.transformToByteArray())?.length).toBe(Body.length);
});

test("what the SDK moves into a presigned URL is read from there, and nothing is added to it", async () => {
  const headers = { "x-amz-meta-who": "nora", "x-amz-tagging": "a=1&b=2" };
  const upload = await presigned(endpoint.url, { method: "PUT", path: `/${Bucket}/moved`, headers }, { service: "s3" });
  expect(upload.query).toMatchObject(headers);
  expect((await send(endpoint.url, { ...upload, body: "bytes" })).status).toBe(200);
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "moved" }));
  expect(got).toMatchObject({ Metadata: { who: "nora" }, TagCount: 2 });
  expect(await got.Body?.transformToString()).toBe("bytes");

  const copy = { "x-amz-copy-source": `/${Bucket}/moved` };
  const copied = await presigned(
    endpoint.url,
    { method: "PUT", path: `/${Bucket}/copied`, headers: copy },
    { service: "s3" },
  );
  expect((await send(endpoint.url, copied)).body).toContain("<CopyObjectResult");

  const plain = await presigned(endpoint.url, { method: "PUT", path: `/${Bucket}/plain` }, { service: "s3" });
  const added = await send(endpoint.url, { ...plain, headers: { ...plain.headers, ...copy } });
  expect([added.status, codeOf(added)]).toEqual([403, "AccessDenied"]);
  expect(added.body).toContain("<HeadersNotSigned>x-amz-copy-source</HeadersNotSigned>");
  const locked = await presigned(
    endpoint.url,
    { method: "PUT", path: `/${Bucket}/locked`, headers: { "x-amz-object-lock-mode": "GOVERNANCE" } },
    { service: "s3" },
  );
  expect((await send(endpoint.url, locked)).body).toContain("PutObject with the header x-amz-object-lock-mode");
});

test("the checksum of nothing that the SDK signs into the URL of an upload is left out, as on S3", async () => {
  // S3 ignores it (localstack/localstack issue 12169, 2025-01-22).
  const timestamp = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const query = new URLSearchParams({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `AKIANOBODY/${timestamp.slice(0, 8)}/us-east-1/s3/aws4_request`,
    "X-Amz-Date": timestamp,
    "X-Amz-Expires": "900",
    "X-Amz-SignedHeaders": "host",
    "X-Amz-Signature": "00",
    "x-amz-checksum-crc32": "AAAAAA==",
    "x-amz-sdk-checksum-algorithm": "CRC32",
    "x-id": "PutObject",
  });
  const response = await fetch(`${endpoint.url}/${Bucket}/presigned?${query.toString()}`, {
    method: "PUT",
    body: "some bytes",
  });
  expect(response.status).toBe(200);
  expect((await sendRaw(endpoint.url, "GET", `/${Bucket}/presigned`)).body).toBe("some bytes");
  // Its signature cannot be checked, whether it has expired can.
  query.set("X-Amz-Date", "20260101T000000Z");
  const late = await fetch(`${endpoint.url}/${Bucket}/presigned?${query.toString()}`, { method: "PUT", body: "late" });
  expect([late.status, await late.text()]).toEqual([403, expect.stringContaining("Request has expired")]);
});
