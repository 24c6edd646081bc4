import {
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  GetObjectCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
  type CORSRule,
} from "@aws-sdk/client-s3";
import { beforeEach, expect, test } from "vitest";
import { createTestBucket, sendRaw, serveS3 } from "../../../support/s3.ts";

const ORIGIN = "https://app.example";
const RULE = {
  AllowedOrigins: ["https://*.example", ORIGIN],
  AllowedMethods: ["GET", "PUT"],
  AllowedHeaders: ["x-amz-*", "Content-Type"],
  ExposeHeaders: ["ETag", "x-amz-version-id"],
  MaxAgeSeconds: 60,
};

const { endpoint, s3 } = await serveS3();

let Bucket: string;

beforeEach(async () => {
  Bucket = await createTestBucket(s3);
});

const allow = (...CORSRules: CORSRule[]) =>
  s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));

const codeOf = (body: string) => /<Code>(.*)<\/Code>/.exec(body)?.[1];

/** As a browser asks: without a signature. */
async function ask(path: string, headers: Record<string, string>) {
  const { hostname, port } = new URL(endpoint.url);
  const answer = await fetch(`http://${hostname}:${port}/${Bucket}${path}`, { method: "OPTIONS", headers });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

const preflight = (method: string, headers = "", origin = ORIGIN, path = "/a") =>
  ask(path, {
    origin,
    "access-control-request-method": method,
    ...(headers === "" ? {} : { "access-control-request-headers": headers }),
  });

test("rules are stored, returned and removed", async () => {
  const get = () => s3.send(new GetBucketCorsCommand({ Bucket }));
  await expect(get()).rejects.toMatchObject({ name: "NoSuchCORSConfiguration", $metadata: { httpStatusCode: 404 } });
  await allow({ ...RULE, ID: "mine" }, { AllowedMethods: ["HEAD"], AllowedOrigins: ["*"] });
  expect((await get()).CORSRules).toEqual([
    { ...RULE, ID: "mine" },
    { AllowedMethods: ["HEAD"], AllowedOrigins: ["*"] },
  ]);
  await s3.send(new DeleteBucketCorsCommand({ Bucket }));
  await expect(get()).rejects.toMatchObject({ name: "NoSuchCORSConfiguration" });
});

test.each([
  [{ AllowedMethods: ["PATCH"], AllowedOrigins: ["*"] }, /Unsupported method is PATCH/],
  [{ AllowedMethods: ["GET"], AllowedOrigins: ["*.*"] }, /AllowedOrigin "\*\.\*" can not have more than one wildcard/],
  [{ AllowedMethods: ["GET"], AllowedOrigins: ["*"], ExposeHeaders: ["x-*"] }, /do not support wildcard/],
])("%j is refused", async (rule, message) => {
  await expect(allow(rule)).rejects.toThrow(message);
});

test("a preflight is answered as the first rule that fits has it", async () => {
  await allow(RULE);
  const allowed = await preflight("PUT", "Content-Type, X-Amz-Date");
  expect(allowed.status).toBe(200);
  expect(Object.fromEntries(allowed.headers)).toMatchObject({
    "access-control-allow-origin": ORIGIN,
    "access-control-allow-methods": "GET, PUT",
    "access-control-allow-headers": "content-type, x-amz-date",
    "access-control-expose-headers": "ETag, x-amz-version-id",
    "access-control-max-age": "60",
    "access-control-allow-credentials": "true",
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  });
  const refused = await Promise.all([
    preflight("DELETE"),
    preflight("PUT", "authorization"),
    preflight("PUT", "", "https://app.example.attacker"),
    preflight("PUT", "", ORIGIN, "?cors"),
  ]);
  expect(refused.map(({ status, body }) => [status, codeOf(body)])).toEqual(
    Array.from({ length: 4 }, () => [403, "AccessForbidden"]),
  );
});

test("a preflight to a bucket that is not there, or has no rules, or without its headers, says what is missing", async () => {
  const without = await preflight("GET");
  expect([without.status, without.body]).toEqual([403, expect.stringContaining("CORS is not enabled for this bucket")]);
  Bucket = "no-such-bucket-at-all";
  const absent = await preflight("GET");
  expect([absent.status, absent.body]).toEqual([403, expect.stringContaining("CORSResponse: Bucket not found")]);
  const bare = await ask("/a", { origin: ORIGIN });
  expect([bare.status, codeOf(bare.body)]).toEqual([400, "BadRequest"]);
});

test("a page reads and writes objects as the rules allow, and nothing else", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "kept", Body: "kept" }));
  const page = (method: string, path: string, origin = ORIGIN) =>
    sendRaw(endpoint.url, method, `/${Bucket}${path}`, {
      headers: { origin, "sec-fetch-site": "cross-site", "content-length": "0" },
    });
  expect((await page("PUT", "/kept")).status).toBe(403);

  await allow(RULE);
  const read = await page("GET", "/kept");
  expect([read.status, read.body, read.headers["access-control-allow-origin"]]).toEqual([200, "kept", ORIGIN]);
  const missing = await page("GET", "/missing");
  expect([missing.status, missing.headers["access-control-allow-origin"]]).toEqual([404, ORIGIN]);
  const stranger = await page("GET", "/kept", "https://attacker.test");
  expect([stranger.status, stranger.headers["access-control-allow-origin"]]).toEqual([200, undefined]);
  expect((await page("PUT", "/written")).status).toBe(200);
  for (const [method, path, origin] of [
    ["DELETE", "/kept", ORIGIN],
    ["PUT", "/kept", "https://attacker.test"],
    ["PUT", "?versioning", ORIGIN],
    ["POST", "?delete", ORIGIN],
  ] as const) {
    const answer = await page(method, path, origin);
    expect([path, answer.status, codeOf(answer.body)]).toEqual([path, 403, "OriginNotAllowed"]);
  }
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "kept" }));
  expect(await got.Body?.transformToString()).toBe("kept");
});

test("names of headers that HTTP cannot carry are exposed to nobody, and harm nobody", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "kept", Body: "kept" }));
  await allow({ ...RULE, ExposeHeaders: ["x-世界", "ETag", "x-a\nb"] });
  const read = await sendRaw(endpoint.url, "GET", `/${Bucket}/kept`, { headers: { origin: ORIGIN } });
  expect([read.status, read.headers["access-control-expose-headers"]]).toEqual([200, "ETag"]);
  expect((await preflight("GET", "", ORIGIN, "/kept")).status).toBe(200);
});

test("a rule for every origin names none, so that a page sends no credentials of its own", async () => {
  await allow({ AllowedMethods: ["GET"], AllowedOrigins: ["*"] });
  const { headers } = await preflight("GET");
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.has("access-control-allow-credentials")).toBe(false);
});
