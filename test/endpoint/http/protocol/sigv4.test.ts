import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Credentials } from "../../../../dev/endpoint/identity/credentials.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { type RawRequest, type Signing, codeOf, presigned, send, signed } from "../../../support/signed-request.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;

const KEY = "/pictures/gr%C3%BC%C3%9Fe%20%2B%20%28ada%29.jpg";

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  const s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket: "pictures" }));
  await s3.send(new PutObjectCommand({ Bucket: "pictures", Key: "grüße + (ada).jpg", Body: "picture" }));
});

afterAll(() => endpoint.stop());

const GET: Partial<RawRequest> = { path: KEY, query: { "response-content-type": "image/jpeg" } };
const WHO: Partial<RawRequest> = {
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: "Action=GetCallerIdentity&Version=2011-06-15",
};

function minutesFromNow(minutes: number): Date {
  return new Date(Date.now() + minutes * 60_000);
}

describe("a signature in the header", () => {
  test.each<[string, Partial<RawRequest>, Signing]>([
    ["of a path that is encoded", GET, { service: "s3" }],
    ["of a form", WHO, { service: "sts" }],
    ["over a hash that no header names", WHO, { service: "sts", hashUnnamed: true }],
    ["of an account's key", WHO, { service: "sts", accessKeyId: "123456789012" }],
    ["ten minutes old", WHO, { service: "sts", signingDate: minutesFromNow(-10) }],
  ])("%s is taken", async (_what, request, signing) => {
    const answer = await send(endpoint.url, await signed(endpoint.url, request, signing));
    expect(answer).toMatchObject({ status: 200 });
  });

  test.each<[string, Partial<RawRequest>, Signing, (request: RawRequest) => void, string]>([
    ["another path", GET, { service: "s3" }, (r) => (r.path = "/pictures/other.jpg"), "SignatureDoesNotMatch"],
    ["another query", GET, { service: "s3" }, (r) => (r.query["versionId"] = "1"), "SignatureDoesNotMatch"],
    ["another method", GET, { service: "s3" }, (r) => (r.method = "DELETE"), "SignatureDoesNotMatch"],
    ["another host", GET, { service: "s3" }, (r) => (r.headers["host"] = "localhost:1"), "SignatureDoesNotMatch"],
    [
      "another signed header",
      { ...GET, headers: { "x-amz-meta-a": "1" } },
      { service: "s3" },
      (r) => (r.headers["x-amz-meta-a"] = "2"),
      "SignatureDoesNotMatch",
    ],
    [
      "another named hash",
      GET,
      { service: "s3" },
      (r) => (r.headers["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD"),
      "SignatureDoesNotMatch",
    ],
    ["another body", WHO, { service: "sts" }, (r) => (r.body = `${String(r.body)}&X=1`), "SignatureDoesNotMatch"],
    [
      "another body under an unnamed hash",
      WHO,
      { service: "sts", hashUnnamed: true },
      (r) => (r.body = `${String(r.body)}&X=1`),
      "SignatureDoesNotMatch",
    ],
    ["another secret", WHO, { service: "sts", secretAccessKey: "guessed" }, () => undefined, "SignatureDoesNotMatch"],
    [
      "an old date",
      WHO,
      { service: "sts", signingDate: minutesFromNow(-16) },
      () => undefined,
      "SignatureDoesNotMatch",
    ],
    [
      "a date to come",
      WHO,
      { service: "sts", signingDate: minutesFromNow(16) },
      () => undefined,
      "SignatureDoesNotMatch",
    ],
    ["no date", WHO, { service: "sts" }, (r) => delete r.headers["x-amz-date"], "IncompleteSignature"],
  ])("with %s is refused", async (_what, request, signing, tamper, code) => {
    const raw = await signed(endpoint.url, structuredClone(request), signing);
    tamper(raw);
    const answer = await send(endpoint.url, raw);
    const status = code === "IncompleteSignature" ? 400 : 403;
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });
});

describe("a signature in the query", () => {
  test("is good until it expires", async () => {
    const answer = await send(endpoint.url, await presigned(endpoint.url, GET, { service: "s3" }));
    expect(answer).toMatchObject({ status: 200, body: "picture" });
    expect(answer.headers["content-type"]).toBe("image/jpeg");

    const old = { service: "s3", signingDate: minutesFromNow(-30) };
    const longer = await presigned(endpoint.url, GET, { ...old, expiresIn: 3600 });
    expect((await send(endpoint.url, longer)).status).toBe(200);
    const expired = await send(endpoint.url, await presigned(endpoint.url, GET, { ...old, expiresIn: 60 }));
    expect([expired.status, codeOf(expired)]).toEqual([403, "AccessDenied"]);
    expect(expired.body).toContain("Request has expired");
  });

  test("of another service covers its body", async () => {
    const query = { Action: "GetCallerIdentity", Version: "2011-06-15" };
    const raw = await presigned(endpoint.url, { query }, { service: "sts" });
    expect((await send(endpoint.url, raw)).body).toContain("<Account>000000000000</Account>");
    expect(codeOf(await send(endpoint.url, { ...raw, method: "POST", body: "X=1" }))).toBe("SignatureDoesNotMatch");
    const withBody = { ...raw, headers: { ...raw.headers, "content-length": "3" }, body: "X=1" };
    expect(codeOf(await send(endpoint.url, withBody))).toBe("SignatureDoesNotMatch");
  });

  test("lets its holder put what it names, and nothing else", async () => {
    const put = { method: "PUT", path: "/pictures/put.jpg", headers: { "x-amz-meta-a": "1" } };
    const raw = await presigned(endpoint.url, put, { service: "s3" });
    expect((await send(endpoint.url, { ...raw, headers: { ...put.headers }, body: "bytes" })).status).toBe(200);
    const other = await send(endpoint.url, { ...raw, path: "/pictures/other.jpg", headers: { ...put.headers } });
    expect([other.status, codeOf(other)]).toEqual([403, "SignatureDoesNotMatch"]);
  });

  test.each<[string, (request: RawRequest) => void, string]>([
    ["another path", (r) => (r.path = "/pictures/other.jpg"), "SignatureDoesNotMatch"],
    ["a longer life", (r) => (r.query["X-Amz-Expires"] = "600"), "SignatureDoesNotMatch"],
    ["more than it signed", (r) => (r.query["versionId"] = "1"), "SignatureDoesNotMatch"],
    ["a life above a week", (r) => (r.query["X-Amz-Expires"] = "604801"), "AuthorizationQueryParametersError"],
    ["no credential", (r) => delete r.query["X-Amz-Credential"], "AuthorizationQueryParametersError"],
  ])("with %s is refused", async (_what, tamper, code) => {
    const raw = await presigned(endpoint.url, GET, { service: "s3" });
    tamper(raw);
    expect(codeOf(await send(endpoint.url, raw))).toBe(code);
  });
});

describe("a session", () => {
  async function issue(seconds: number) {
    const { accessKeyId, secretAccessKey, sessionToken } = await new Credentials(endpoint.state, "000000000000").issue({
      account: "000000000000",
      arn: "arn:aws:sts::000000000000:assumed-role/r/s",
      roleArn: "arn:aws:iam::000000000000:role/r",
      enforced: false,
      seconds,
    });
    return { service: "sts", accessKeyId, secretAccessKey, sessionToken };
  }

  test("is known by its token, in the header and in the query", async () => {
    const session = await issue(60);
    const answer = await send(endpoint.url, await signed(endpoint.url, WHO, session));
    expect(answer.body).toContain("<Arn>arn:aws:sts::000000000000:assumed-role/r/s</Arn>");
    const inQuery = await presigned(endpoint.url, GET, { ...session, service: "s3" });
    expect(inQuery.query).toHaveProperty("X-Amz-Security-Token");
    expect((await send(endpoint.url, inQuery)).status).toBe(200);
  });

  test("without its token, with another one, or past its end is refused", async () => {
    const session = await issue(60);
    const { sessionToken: _token, ...bare } = session;
    const refused = async (signing: Signing) =>
      codeOf(await send(endpoint.url, await signed(endpoint.url, WHO, signing)));
    expect(await refused(bare)).toBe("InvalidClientTokenId");
    expect(await refused({ ...session, sessionToken: (await issue(60)).sessionToken })).toBe("InvalidClientTokenId");
    expect(await refused(await issue(-1))).toBe("ExpiredToken");
  });
});

describe("what is wrong has the name that its service gives it", () => {
  const stale = minutesFromNow(-16);
  const LIST: Partial<RawRequest> = {
    method: "POST",
    headers: { "x-amz-target": "AmazonSSM.DescribeParameters", "content-type": "application/x-amz-json-1.1" },
    body: "{}",
  };
  const forms: Readonly<Record<string, Partial<RawRequest>>> = { s3: GET, sts: WHO, ssm: LIST };

  test.each<[string, Omit<Signing, "service">, (request: RawRequest) => void, Record<string, [number, string]>]>([
    [
      "another secret",
      { secretAccessKey: "guessed" },
      () => undefined,
      {
        s3: [403, "SignatureDoesNotMatch"],
        sts: [403, "SignatureDoesNotMatch"],
        ssm: [400, "InvalidSignatureException"],
      },
    ],
    [
      "an old date",
      { signingDate: stale },
      () => undefined,
      {
        s3: [403, "RequestTimeTooSkewed"],
        sts: [403, "SignatureDoesNotMatch"],
        ssm: [400, "InvalidSignatureException"],
      },
    ],
    [
      "another body",
      {},
      (request) => (request.body = `${String(request.body)} `),
      { sts: [403, "SignatureDoesNotMatch"], ssm: [400, "InvalidSignatureException"] },
    ],
    [
      "an unknown key where the endpoint is strict",
      { accessKeyId: "AKIAIOSFODNN7EXAMPLE" },
      () => undefined,
      {
        s3: [403, "InvalidAccessKeyId"],
        sts: [403, "InvalidClientTokenId"],
        ssm: [400, "UnrecognizedClientException"],
      },
    ],
  ])("%s", async (_what, signing, tamper, expected) => {
    await using strict = await startTestEndpoint({ settings: { strict: true } });
    for (const [service, answer] of Object.entries(expected)) {
      const raw = await signed(strict.url, structuredClone(forms[service] ?? {}), { ...signing, service });
      tamper(raw);
      const refused = await send(strict.url, raw);
      expect([service, refused.status, codeOf(refused)]).toEqual([service, ...answer]);
    }
  });

  test("a session that has ended", async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = await new Credentials(endpoint.state, "000000000000").issue({
      account: "000000000000",
      arn: "arn:aws:sts::000000000000:assumed-role/r/s",
      roleArn: "arn:aws:iam::000000000000:role/r",
      enforced: false,
      seconds: -1,
    });
    const expected = { s3: [400, "ExpiredToken"], sts: [403, "ExpiredToken"], ssm: [400, "ExpiredTokenException"] };
    for (const [service, answer] of Object.entries(expected)) {
      const signing = { service, accessKeyId, secretAccessKey, sessionToken };
      const refused = await send(endpoint.url, await signed(endpoint.url, forms[service] ?? {}, signing));
      expect([service, refused.status, codeOf(refused)]).toEqual([service, ...answer]);
    }
  });
});

describe("a key that the endpoint did not hand out", () => {
  const stranger: Signing = { service: "sts", accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "unknown" };

  test("is taken as the default account, and told once", async () => {
    const notices: string[] = [];
    const stop = endpoint.bus.on("notice", ({ message }) => notices.push(message));
    for (const _time of [1, 2]) {
      const answer = await send(endpoint.url, await signed(endpoint.url, WHO, stranger));
      expect(answer.body).toContain("<Account>000000000000</Account>");
    }
    stop();
    expect(notices).toEqual([
      expect.stringContaining("Calls signed with the key AKIA… are taken as account 000000000000"),
    ]);
  });

  test("is refused where the endpoint is strict", async () => {
    await using strict = await startTestEndpoint({ settings: { strict: true } });
    const refused = await send(strict.url, await signed(strict.url, WHO, stranger));
    expect([refused.status, codeOf(refused)]).toEqual([403, "InvalidClientTokenId"]);
    expect(refused.body).toContain("AWS_ACCESS_KEY_ID=test");
    expect((await send(strict.url, await signed(strict.url, WHO, { service: "sts" }))).status).toBe(200);
  });
});
