import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { type HandSigning, amzDate, handSigned } from "../../../support/hand-signed.ts";
import { type RawRequest, codeOf, send } from "../../../support/signed-request.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  const s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket: "pictures" }));
  await s3.send(new PutObjectCommand({ Bucket: "pictures", Key: "ada.jpg", Body: "picture" }));
});

afterAll(() => endpoint.stop());

const GET: Partial<RawRequest> = { path: "/pictures/ada.jpg" };
const WHO: Partial<RawRequest> = {
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: "Action=GetCallerIdentity&Version=2011-06-15",
};
const LIST: Partial<RawRequest> = {
  method: "POST",
  headers: { "x-amz-target": "AmazonSSM.DescribeParameters", "content-type": "application/x-amz-json-1.1" },
  body: "{}",
};
const FORMS: Readonly<Record<string, Partial<RawRequest>>> = { s3: GET, sts: WHO, ssm: LIST };

const yesterday = (): string => amzDate(new Date(Date.now() - 86_400_000)).slice(0, 8);

/** Status, code and text of what is answered to a request, signed for S3 by default. */
async function answerTo(request: Partial<RawRequest>, signing: Partial<HandSigning> = {}) {
  const answer = await send(endpoint.url, handSigned(endpoint.url, request, { service: "s3", ...signing }));
  return { status: answer.status, code: codeOf(answer), body: answer.body };
}

test("what is signed by hand as the documentation says is taken", async () => {
  for (const [service, request] of Object.entries(FORMS)) {
    expect(await answerTo(request, { service })).toMatchObject({ status: 200 });
  }
  expect(await answerTo(GET, { expires: "60" })).toMatchObject({ status: 200, body: "picture" });
});

// Names and texts as S3 was seen to answer them on 2026-09-29, by a public suite that replays such requests on AWS.
describe("S3 refuses", () => {
  const unsigned = (names: string) =>
    expect.stringContaining(`<HeadersNotSigned>${names}</HeadersNotSigned>`) as string;

  test.each<[string, Partial<RawRequest>, Partial<HandSigning>, number, string, string]>([
    [
      "a signature that leaves the host out",
      GET,
      { signedHeaders: ["x-amz-content-sha256", "x-amz-date"] },
      403,
      "AccessDenied",
      "<HeadersNotSigned>host</HeadersNotSigned>",
    ],
    [
      "a presigned URL that leaves the host out",
      GET,
      { expires: "60", signedHeaders: ["x-amz-date"] },
      403,
      "AccessDenied",
      "<HeadersNotSigned>host</HeadersNotSigned>",
    ],
    [
      "metadata that is not signed",
      { method: "PUT", path: "/pictures/new", headers: { "x-amz-meta-a": "1", "x-amz-acl": "private" } },
      { signedHeaders: ["host", "x-amz-content-sha256", "x-amz-date"] },
      403,
      "AccessDenied",
      "<HeadersNotSigned>x-amz-acl, x-amz-meta-a</HeadersNotSigned>",
    ],
    [
      "a copy whose source is not signed",
      { method: "PUT", path: "/pictures/new", headers: { "x-amz-copy-source": "pictures/ada.jpg" } },
      { signedHeaders: ["host", "x-amz-content-sha256", "x-amz-date"] },
      403,
      "AccessDenied",
      "x-amz-copy-source",
    ],
    [
      "a date that is not signed",
      GET,
      { signedHeaders: ["host", "x-amz-content-sha256"] },
      403,
      "AccessDenied",
      "<HeadersNotSigned>x-amz-date</HeadersNotSigned>",
    ],
    [
      "a digest that is not signed",
      { method: "PUT", path: "/pictures/new", headers: { "content-md5": "1B2M2Y8AsgTpgAmY7PhCfg==" } },
      { signedHeaders: ["host", "x-amz-content-sha256", "x-amz-date"] },
      403,
      "AccessDenied",
      "<HeadersNotSigned>content-md5</HeadersNotSigned>",
    ],
    [
      "a scope of another day",
      GET,
      { scopeDate: yesterday() },
      400,
      "AuthorizationHeaderMalformed",
      "Invalid credential date. Date is not the same as X-Amz-Date.",
    ],
    [
      "a presigned URL with a scope of another day",
      GET,
      { expires: "60", scopeDate: yesterday() },
      400,
      "AuthorizationQueryParametersError",
      `Invalid credential date &quot;${yesterday()}&quot;`,
    ],
    [
      "a presigned URL of times to come",
      GET,
      { expires: "60", timestamp: amzDate(new Date(Date.now() + 3_600_000)) },
      403,
      "AccessDenied",
      "Request is not yet valid",
    ],
    [
      "a hash that is none",
      { ...GET, headers: { "x-amz-content-sha256": "none" } },
      {},
      400,
      "InvalidArgument",
      "valid sha256 value",
    ],
  ])("%s", async (_what, request, signing, status, code, text) => {
    const answer = await answerTo(request, signing);
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(answer.body.replaceAll('"', "&quot;")).toContain(text);
  });

  test.each([
    ["1e3", "X-Amz-Expires should be a number"],
    ["0x3c", "X-Amz-Expires should be a number"],
    ["100.5", "X-Amz-Expires should be a number"],
    [" 60", "X-Amz-Expires should be a number"],
    ["", "X-Amz-Expires should be a number"],
    ["abc", "X-Amz-Expires should be a number"],
    ["-1", "X-Amz-Expires must be non-negative"],
    ["604801", "X-Amz-Expires must be less than a week (in seconds)"],
    ["99999999999999999999", "X-Amz-Expires should be a number"],
  ])("a presigned URL whose life is '%s'", async (expires, text) => {
    const answer = await answerTo(GET, { expires });
    expect([answer.status, answer.code]).toEqual([400, "AuthorizationQueryParametersError"]);
    expect(answer.body).toContain(text);
  });

  test("a presigned URL without one of its parameters, whichever it is", async () => {
    for (const name of ["Credential", "Date", "Expires", "SignedHeaders", "Signature"]) {
      const request = handSigned(endpoint.url, GET, { service: "s3", expires: "60" });
      delete request.query[`X-Amz-${name}`];
      const answer = await send(endpoint.url, request);
      expect([name, answer.status, codeOf(answer)]).toEqual([name, 400, "AuthorizationQueryParametersError"]);
      expect(answer.body).toContain("Query-string authentication version 4 requires the X-Amz-Algorithm");
    }
  });

  test("a header without a hash of the body, without a date, or without its parts", async () => {
    const without = async (change: (request: RawRequest) => void) => {
      const request = handSigned(endpoint.url, GET, { service: "s3" });
      change(request);
      const answer = await send(endpoint.url, request);
      return [answer.status, codeOf(answer)];
    };
    expect(await without(({ headers }) => delete headers["x-amz-content-sha256"])).toEqual([400, "InvalidRequest"]);
    expect(await without(({ headers }) => delete headers["x-amz-date"])).toEqual([403, "AccessDenied"]);
    expect(
      await without(
        ({ headers }) => (headers["authorization"] = headers["authorization"]?.replace(/, Sig.*/, "") ?? ""),
      ),
    ).toEqual([400, "AuthorizationHeaderMalformed"]);
  });

  test("a header beside a presigned URL", async () => {
    const presigned = handSigned(endpoint.url, GET, { service: "s3", expires: "60" });
    for (const authorization of [
      handSigned(endpoint.url, GET, { service: "s3" }).headers["authorization"] ?? "",
      "Bearer x",
    ]) {
      const answer = await send(endpoint.url, { ...presigned, headers: { ...presigned.headers, authorization } });
      expect([answer.status, codeOf(answer)]).toEqual([400, "InvalidArgument"]);
      expect(answer.body).toContain("Only one auth mechanism allowed");
    }
  });

  test("the same of a key that it does not know", async () => {
    const stranger = { accessKeyId: "AKIAIOSFODNN7EXAMPLE" };
    expect(await answerTo(GET, stranger)).toMatchObject({ status: 200 });
    expect(await answerTo(GET, { ...stranger, signedHeaders: ["host"] })).toMatchObject({
      code: "AccessDenied",
      body: unsigned("x-amz-date"),
    });
    expect(await answerTo(GET, { ...stranger, scopeDate: yesterday() })).toMatchObject({
      code: "AuthorizationHeaderMalformed",
    });
    expect(await answerTo(GET, { ...stranger, timestamp: amzDate(new Date(Date.now() - 16 * 60_000)) })).toMatchObject({
      code: "RequestTimeTooSkewed",
    });
  });
});

describe("S3 takes", () => {
  test.each<[string, Partial<RawRequest>, Partial<HandSigning>]>([
    ["lives with a sign and with zeros", GET, { expires: "+060" }],
    [
      "other headers that are not signed",
      { ...GET, headers: { range: "bytes=0-1", "content-type": "x/y" } },
      { signedHeaders: ["host", "x-amz-content-sha256", "x-amz-date"] },
    ],
    ["a hash that is not signed", GET, { signedHeaders: ["host", "x-amz-date"] }],
  ])("%s", async (_what, request, signing) => {
    expect((await answerTo(request, signing)).status).toBeLessThan(300);
  });
});

describe("the other services refuse", () => {
  const refused = { sts: [403, "SignatureDoesNotMatch"], ssm: [400, "InvalidSignatureException"] };

  test.each<[string, Partial<HandSigning>, string]>([
    [
      "a signature that leaves the host out",
      { signedHeaders: ["content-type", "x-amz-date"] },
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    ],
    [
      "a scope of another day",
      { scopeDate: yesterday() },
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP",
    ],
  ])("%s", async (_what, signing, text) => {
    for (const [service, answer] of Object.entries(refused)) {
      const { status, code, body } = await answerTo(FORMS[service] ?? {}, { ...signing, service });
      expect([service, status, code]).toEqual([service, ...answer]);
      expect(body.replaceAll("&apos;", "'").replaceAll("&#39;", "'")).toContain(text);
    }
  });

  test("a life that is no number of seconds", async () => {
    const query = { Action: "GetCallerIdentity", Version: "2011-06-15" };
    expect(await answerTo({ query }, { service: "sts", expires: "60" })).toMatchObject({ status: 200 });
    for (const expires of ["1e3", "0x3c", "100.5", "-1", "604801"]) {
      expect(await answerTo({ query }, { service: "sts", expires })).toMatchObject({ code: "IncompleteSignature" });
    }
  });
});
