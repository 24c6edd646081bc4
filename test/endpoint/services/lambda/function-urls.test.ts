import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionUrlConfigCommand,
  type Cors,
  DeleteAliasCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  ListFunctionUrlConfigsCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
  UpdateFunctionUrlConfigCommand,
} from "@aws-sdk/client-lambda";
import { PutRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { expect, test } from "vitest";
import { Credentials } from "../../../../dev/endpoint/identity/credentials.ts";
import { send as sendRaw, signed } from "../../../support/signed-request.ts";
import { serveFunctions } from "./serve-functions.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function";

const { endpoint, role, functions } = await serveFunctions();
const { lambda } = functions;

/** Lets everybody call a function by its URL, as the CDK's `addFunctionUrl` does for `NONE`. */
async function open(FunctionName: string, Qualifier?: string): Promise<void> {
  const named = { FunctionName, Principal: "*", ...(Qualifier === undefined ? {} : { Qualifier }) };
  await lambda.send(
    new AddPermissionCommand({
      ...named,
      StatementId: "url",
      Action: "lambda:InvokeFunctionUrl",
      FunctionUrlAuthType: "NONE",
    }),
  );
  await lambda.send(
    new AddPermissionCommand({
      ...named,
      StatementId: "via-url",
      Action: "lambda:InvokeFunction",
      InvokedViaFunctionUrl: true,
    }),
  );
}

/** Makes a function with a URL that everybody may call. */
async function serve(name: string, code: string, cors?: Cors): Promise<string> {
  await functions.create(name, code);
  await open(name);
  const { FunctionUrl = "" } = await lambda.send(
    new CreateFunctionUrlConfigCommand({ FunctionName: name, AuthType: "NONE", ...(cors ? { Cors: cors } : {}) }),
  );
  return FunctionUrl;
}

const ECHO = "export const handler = async (event) => event;";
const returning = (value: unknown): string => `export const handler = async () => (${JSON.stringify(value)});`;

test("a request becomes an event of format 2.0, a picture as base64", async () => {
  const url = await serve("echo", ECHO);
  expect(url).toMatch(new RegExp(`^${endpoint.url}/_aws/lambda-url/[a-z0-9]{32}/$`));
  const picture = readFileSync("fixtures/pictures/nora-lind.jpg");
  const response = await fetch(`${url}faces/a%20b?tag=one&tag=two&empty=`, {
    method: "POST",
    headers: { "content-type": "image/jpeg", cookie: "a=1; b=2", "X-Custom": "yes" },
    body: new Uint8Array(picture),
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  const event = (await response.json()) as Record<string, unknown>;
  const id = url.split("/").at(-2);
  expect(event).toMatchObject({
    version: "2.0",
    routeKey: "$default",
    rawPath: "/faces/a%20b",
    rawQueryString: "tag=one&tag=two&empty=",
    cookies: ["a=1", "b=2"],
    headers: { "content-type": "image/jpeg", "x-custom": "yes", "x-forwarded-for": "127.0.0.1" },
    queryStringParameters: { tag: "one,two", empty: "" },
    requestContext: {
      accountId: "anonymous",
      apiId: id,
      domainPrefix: id,
      http: { method: "POST", path: "/faces/a%20b", protocol: "HTTP/1.1", sourceIp: "127.0.0.1" },
      routeKey: "$default",
      stage: "$default",
      requestId: response.headers.get("x-amzn-requestid"),
    },
    body: picture.toString("base64"),
    isBase64Encoded: true,
  });
  expect((event["requestContext"] as { time: string }).time).toMatch(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);

  const text = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: '{"ä":1}' });
  expect(await text.json()).toMatchObject({ rawPath: "/", body: '{"ä":1}', isBase64Encoded: false });
  const empty = (await (await fetch(url)).json()) as object;
  expect(empty).toMatchObject({ isBase64Encoded: false });
  for (const absent of ["body", "cookies", "queryStringParameters"]) expect(empty).not.toHaveProperty(absent);
});

test.each<[string, unknown, number, string | null, string]>([
  ["an object", { hello: 1 }, 200, "application/json", '{"hello":1}'],
  ["a text", "hello", 200, "application/json", "hello"],
  ["null", null, 200, "application/json", "null"],
  [
    "an answer",
    { statusCode: 201, headers: { "Content-Type": "text/plain" }, body: "made" },
    201,
    "text/plain",
    "made",
  ],
  ["an answer without a body", { statusCode: "204" }, 204, "application/json", ""],
  ["an answer in base64", { statusCode: 200, body: "aGk=", isBase64Encoded: true }, 200, "application/json", "hi"],
  ["a body without a status", { body: "x" }, 200, "application/json", '{"body":"x"}'],
  ["a status that is none", { statusCode: "soon" }, 502, "application/json", "Internal Server Error"],
])("a function that returns %s", async (what, value, status, type, body) => {
  const url = await serve(`returns-${what.replaceAll(" ", "-")}`, returning(value));
  const response = await fetch(url);
  expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([status, type, body]);
});

test("cookies are set, a failure is a bad gateway, and an answer may have 6 MB", async () => {
  const cookies = await fetch(await serve("cookies", returning({ statusCode: 200, cookies: ["a=1; Path=/", "b=2"] })));
  expect(cookies.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
  const failed = await fetch(await serve("fails", "export const handler = async () => { throw new Error('no'); };"));
  expect([failed.status, await failed.text()]).toEqual([502, "Internal Server Error"]);
  const sized = await serve(
    "sized",
    "export const handler = async ({ rawQueryString }) => 'x'.repeat(rawQueryString);",
  );
  for (const size of [5_500_000, 6_291_554]) expect((await (await fetch(`${sized}?${size}`)).text()).length).toBe(size);
  const larger = await fetch(`${sized}?6291555`);
  expect([larger.status, await larger.text()]).toEqual([502, "Internal Server Error"]);
  expect(await (await fetch(`${sized}?3`)).text()).toBe("xxx");
  const tooLarge = await fetch(await serve("takes", ECHO), { method: "POST", body: new Uint8Array(5_000_000) });
  expect(tooLarge.status).toBe(413);
});

test("the host's form of a URL leads to the function, before S3 looks for a bucket", async () => {
  const url = await serve("by-host", "export const handler = async ({ rawPath }) => rawPath;");
  const id = url.split("/").at(-2) ?? "";
  const { port } = new URL(endpoint.url);
  const host = `${id}.lambda-url.us-east-1.localhost:${port}`;
  const answer = await new Promise<string>((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path: "/_aws/x", headers: { host } }, (response) => {
      response.setEncoding("utf8").on("data", (chunk: string) => resolve(chunk));
    });
    sent.on("error", reject).end();
  });
  expect(answer).toBe("/_aws/x");
});

test("a URL needs both permissions, also where it asks for no signature", async () => {
  const url = await serve("permitted", returning("in"));
  expect(await (await fetch(url)).text()).toBe("in");
  await lambda.send(new RemovePermissionCommand({ FunctionName: "permitted", StatementId: "via-url" }));
  const refused = await fetch(url);
  expect(refused.status).toBe(403);
  expect(refused.headers.get("x-amzn-errortype")).toBe("AccessDeniedException");
  expect(await refused.json()).toEqual({
    Message:
      "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
  });
  // What lets in those who have signed does not let in everybody.
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: "permitted",
      StatementId: "signed",
      Action: "lambda:InvokeFunction",
      Principal: "000000000000",
    }),
  );
  expect((await fetch(url)).status).toBe(403);
  expect((await fetch(`${endpoint.url}/_aws/lambda-url/abcdefgh/`)).status).toBe(403);
});

test("AWS_IAM takes what is signed by someone whom a policy lets in", async () => {
  await functions.create("for-callers", "export const handler = async ({ requestContext: r }) => r.authorizer.iam;");
  const { FunctionUrl = "" } = await lambda.send(
    new CreateFunctionUrlConfigCommand({ FunctionName: "for-callers", AuthType: "AWS_IAM" }),
  );
  const { pathname: path } = new URL(FunctionUrl);
  expect((await fetch(FunctionUrl)).status).toBe(403);
  const send = async (credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) => {
    return sendRaw(
      endpoint.url,
      await signed(endpoint.url, { method: "GET", path }, { service: "lambda", ...credentials }),
    );
  };
  const mine = await send();
  expect(JSON.parse(mine.body)).toMatchObject({ accountId: "000000000000", userArn: "arn:aws:iam::000000000000:root" });
  const forged = await send({ accessKeyId: "test", secretAccessKey: "wrong" });
  expect(forged.status).toBe(403);

  const credentials = await new Credentials(endpoint.state, "000000000000").issue({
    account: "000000000000",
    arn: "arn:aws:sts::000000000000:assumed-role/functions-role/f",
    roleArn: role,
    enforced: true,
    seconds: 3600,
  });
  expect((await send(credentials)).status).toBe(403);
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["lambda:InvokeFunctionUrl", "lambda:InvokeFunction"],
        Resource: `${ARN}:for-callers`,
      },
    ],
  });
  await new IAMClient(endpoint.client).send(
    new PutRolePolicyCommand({ RoleName: "functions-role", PolicyName: "url", PolicyDocument }),
  );
  expect((await send(credentials)).status).toBe(200);
});

test("a page of another origin reaches a function only where its CORS rules let it", async () => {
  const page = { origin: "http://localhost:5173" };
  const closed = await serve("closed", returning("in"));
  const refused = await fetch(closed, { headers: page });
  expect([refused.status, refused.headers.get("x-amzn-errortype")]).toEqual([403, "OriginNotAllowed"]);
  expect((await fetch(closed, { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);

  const AllowOrigins = [page.origin];
  const url = await serve("pages", returning({ statusCode: 200, headers: { "X-Page": "1" }, body: "in" }), {
    AllowOrigins,
    AllowMethods: ["GET", "POST"],
    AllowHeaders: ["content-type", "x-token"],
    ExposeHeaders: ["X-Page"],
    AllowCredentials: true,
    MaxAge: 300,
  });
  const asked = await fetch(url, { method: "OPTIONS", headers: { ...page, "access-control-request-method": "POST" } });
  expect(asked.status).toBe(200);
  expect(Object.fromEntries(asked.headers)).toMatchObject({
    "access-control-allow-origin": page.origin,
    "access-control-allow-methods": "GET,POST",
    "access-control-allow-headers": "content-type,x-token",
    "access-control-allow-credentials": "true",
    "access-control-max-age": "300",
  });
  const read = await fetch(url, { headers: page });
  expect(await read.text()).toBe("in");
  expect(read.headers.get("access-control-allow-origin")).toBe(page.origin);
  expect(read.headers.get("access-control-expose-headers")).toBe("X-Page");
  expect((await fetch(url, { method: "DELETE", headers: page })).status).toBe(403);
  expect((await fetch(url, { headers: { origin: "http://elsewhere.example" } })).status).toBe(403);
  expect((await fetch(url, { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);

  await lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName: "pages", Cors: { AllowOrigins: ["*"] } }));
  const anyone = await fetch(url, { headers: { origin: "http://elsewhere.example" } });
  expect(anyone.headers.get("access-control-allow-origin")).toBe("*");
});

test("what a browser would show as a page comes sandboxed", async () => {
  const html = { statusCode: 200, headers: { "Content-Type": "text/html" }, body: "<script>1</script>" };
  const url = await serve("page", returning(html));
  const response = await fetch(url, { headers: { "sec-fetch-dest": "document", "sec-fetch-site": "none" } });
  expect(response.headers.get("content-security-policy")).toMatch(/^sandbox/);
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
});

test("URLs of a function and an alias are apart, listed, changed and taken away", async () => {
  const FunctionName = "apart";
  await functions.create(
    FunctionName,
    "export const handler = async (_event, { functionVersion }) => functionVersion;",
  );
  await lambda.send(new PublishVersionCommand({ FunctionName }));
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
  const create = (more: object = {}) =>
    lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: "NONE", ...more }));
  const made = await create();
  expect(made).toMatchObject({ FunctionArn: `${ARN}:apart`, AuthType: "NONE", InvokeMode: "BUFFERED" });
  const live = await create({ Qualifier: "live" });
  expect(live.FunctionArn).toBe(`${ARN}:apart:live`);
  await open(FunctionName, "live");
  expect(await (await fetch(live.FunctionUrl ?? "")).text()).toBe("1");
  expect((await fetch(made.FunctionUrl ?? "")).status).toBe(403);

  await expect(create()).rejects.toMatchObject({ name: "ResourceConflictException" });
  await expect(create({ Qualifier: "none" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(create({ Qualifier: "1" })).rejects.toMatchObject({ name: "ValidationException" });
  await expect(create({ InvokeMode: "RESPONSE_STREAM" })).rejects.toThrow(/RESPONSE_STREAM .* is not supported/);
  const { FunctionUrlConfigs = [] } = await lambda.send(new ListFunctionUrlConfigsCommand({ FunctionName }));
  expect(FunctionUrlConfigs.map(({ FunctionArn }) => FunctionArn)).toEqual([`${ARN}:apart`, `${ARN}:apart:live`]);
  const get = (more: object = {}) => lambda.send(new GetFunctionUrlConfigCommand({ FunctionName, ...more }));
  await lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName, AuthType: "AWS_IAM" }));
  expect(await get()).toMatchObject({ AuthType: "AWS_IAM", FunctionUrl: made.FunctionUrl });
  await lambda.send(new DeleteFunctionUrlConfigCommand({ FunctionName }));
  await expect(get()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await lambda.send(new DeleteAliasCommand({ FunctionName, Name: "live" }));
  await expect(get({ Qualifier: "live" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});
