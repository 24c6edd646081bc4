import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { createHmac } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { readSignatureV2 } from "../../../../dev/endpoint/services/s3/signature-v2.ts";
import { sendRaw, serveS3 } from "../../../support/s3.ts";
import { codeOf } from "../../../support/signed-request.ts";

const { endpoint, s3, Bucket } = await serveS3();

beforeAll(async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "a b/ü.txt", Body: "body", ContentType: "text/plain" }));
});

const inAMinute = () => Math.floor(Date.now() / 1000) + 60;

/** A URL as botocore makes it: `signed` is what stands between the expiry and the resource, `more` what it moves along. */
function presign(
  method: string,
  path: string,
  options: { expires?: number; resource?: string; type?: string; amz?: string[]; more?: string; secret?: string } = {},
): string {
  const { expires = inAMinute(), resource = path, type = "", amz = [], more = "", secret = "test" } = options;
  const text = [method, "", type, expires, ...amz, resource].join("\n");
  const signature = encodeURIComponent(createHmac("sha1", secret).update(text).digest("base64"));
  return `${path}?${more}AWSAccessKeyId=test&Signature=${signature}&Expires=${expires}`;
}

test("the example of S3's guide is signed as it says", () => {
  const rawQuery = "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620";
  const request = { method: "GET", path: "/photos/puppy.jpg", rawQuery, query: new URLSearchParams(rawQuery) };
  const read = (host: string) => readSignatureV2({ ...request, headers: { host } }, "us-east-1");
  const at = 1_175_139_600_000;
  const secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  expect(read("johnsmith.s3.localhost")?.check(secret, at)).toBeUndefined();
  expect(() => read("other.s3.localhost")?.check(secret, at)).toThrow("The request signature we calculated");
  expect(() => read("johnsmith.s3.localhost")?.check(secret, at + 60_000)).toThrow("Request has expired");
});

test("an object is read by a URL, with its version and with headers that the URL asks for", async () => {
  const path = `/${Bucket}/a%20b/%C3%BC.txt`;
  const plain = await fetch(endpoint.url + presign("GET", path));
  expect([plain.status, await plain.text(), plain.headers.get("content-type")]).toEqual([200, "body", "text/plain"]);
  const asked = "response-content-type=text%2Fx%3B+y&versionId=null";
  const resource = `${path}?response-content-type=text/x; y&versionId=null`;
  const overridden = await fetch(endpoint.url + presign("GET", path, { resource, more: `${asked}&` }));
  expect([overridden.status, overridden.headers.get("content-type")]).toEqual([200, "text/x; y"]);
  const head = await fetch(endpoint.url + presign("HEAD", path), { method: "HEAD" });
  expect(head.status).toBe(200);
});

test("an object is put by a URL, with the type and the metadata that stand in it", async () => {
  const url = presign("PUT", `/${Bucket}/put`, {
    type: "image/jpeg",
    amz: ["x-amz-meta-who:nora"],
    more: "content-type=image%2Fjpeg&x-amz-meta-who=nora&",
  });
  // To a text `fetch` would add a type of its own.
  const answer = await fetch(endpoint.url + url, { method: "PUT", body: Buffer.from("bytes") });
  expect(answer.status).toBe(200);
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "put" }));
  expect(head).toMatchObject({ ContentType: "image/jpeg", ContentLength: 5, Metadata: { who: "nora" } });
  const other = await fetch(endpoint.url + url, { method: "PUT", body: "bytes", headers: { "content-type": "a/b" } });
  expect(other.status).toBe(403);
});

test("a URL is good for its own verb, key and time, and for nothing that is added", async () => {
  const path = `/${Bucket}/a%20b/%C3%BC.txt`;
  const sent = async (url: string, init: RequestInit = {}) => {
    const response = await fetch(endpoint.url + url, init);
    return [response.status, codeOf({ status: 0, headers: {}, body: await response.text() })];
  };
  expect(await sent(presign("GET", path, { secret: "other" }))).toEqual([403, "SignatureDoesNotMatch"]);
  expect(await sent(presign("GET", path), { method: "DELETE" })).toEqual([403, "SignatureDoesNotMatch"]);
  expect(await sent(presign("GET", path).replace("/a%20b", "/c"))).toEqual([403, "SignatureDoesNotMatch"]);
  expect(await sent(`${presign("GET", path)}&versionId=null`)).toEqual([403, "SignatureDoesNotMatch"]);
  expect(await sent(presign("PUT", path), { method: "PUT", headers: { "x-amz-tagging": "a=b" } })).toEqual([
    403,
    "SignatureDoesNotMatch",
  ]);
  expect(await sent(presign("GET", path, { expires: inAMinute() - 120 }))).toEqual([403, "AccessDenied"]);
  const stranger = (url: string) => url.replace("KeyId=test", "KeyId=AKIANOBODY");
  expect((await fetch(endpoint.url + stranger(presign("GET", path)))).status).toBe(200);
  expect(await sent(stranger(presign("GET", path, { expires: inAMinute() - 120 })))).toEqual([403, "AccessDenied"]);
  expect(await sent(presign("GET", path).replace(/Expires=\d+/, "Expires=soon"))).toEqual([403, "AccessDenied"]);
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "a b/ü.txt" }));
  expect(await got.Body?.transformToString()).toBe("body");
});

test("the region is the bucket's own, and so is the account", async () => {
  const [client, key] = [{ ...endpoint.client, region: "eu-west-1" }, "k"];
  const s3 = new S3Client(client);
  await s3.send(
    new CreateBucketCommand({ Bucket: "european", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
  );
  await s3.send(new PutBucketVersioningCommand({ Bucket: "european", VersioningConfiguration: { Status: "Enabled" } }));
  await s3.send(new PutObjectCommand({ Bucket: "european", Key: key, Body: "x" }));
  const url = presign("GET", "/european/k");
  expect((await fetch(endpoint.url + url)).status).toBe(200);
  const other = url.replace("AWSAccessKeyId=test", "AWSAccessKeyId=111111111111");
  expect((await fetch(endpoint.url + other)).status).toBe(403);
});

test("the same signature in a header is refused by its name", async () => {
  const headers = { authorization: "AWS test:c2lnbmF0dXJl", date: new Date().toUTCString() };
  const answer = await sendRaw(endpoint.url, "GET", `/${Bucket}`, { headers });
  expect([answer.status, codeOf(answer)]).toEqual([400, "InvalidRequest"]);
  expect(answer.body).toContain("Please use AWS4-HMAC-SHA256");
});
