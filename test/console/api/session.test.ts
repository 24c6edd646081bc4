import { request } from "node:http";
import { text } from "node:stream/consumers";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../support/endpoint.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
});
afterAll(() => endpoint.stop());

type Headers = Readonly<Record<string, string>>;

function send(method: string, path: string, headers: Headers = {}, body = "") {
  const { hostname, port } = new URL(endpoint.url);
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      const outgoing = request({ hostname, port, method, path: `/_doppelface${path}`, headers }, (answer) => {
        text(answer).then(
          (content) => resolve({ status: answer.statusCode, headers: answer.headers, body: content }),
          reject,
        );
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    },
  );
}

async function tokenOf(): Promise<string> {
  const { body } = await send("POST", "/console/session", { origin: endpoint.url });
  return (JSON.parse(body) as { token: string }).token;
}

const LIST = JSON.stringify({ operation: "s3:ListBuckets", input: {} });

test("the page is the same for everybody, and its policy lets it load nothing from elsewhere", async () => {
  const { status, headers, body } = await send("GET", "/");

  expect(status).toBe(200);
  expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/);
  expect(body).not.toContain(await tokenOf());
  expect(body).not.toContain(endpoint.controlToken);
  expect(await send("GET", "")).toMatchObject({ status: 308, headers: { location: "/_doppelface/" } });
});

test("the page's files are Brotli for those that take it alone, which browsers do not at an address of the network", async () => {
  const plain = await send("GET", "/console/main.js", { "accept-encoding": "gzip, deflate" });
  expect(plain).toMatchObject({ status: 200, body: expect.stringContaining("doppelface-stream") });
  expect(plain.headers).not.toHaveProperty("content-encoding");
  const { headers } = await send("GET", "/console/main.js", { "accept-encoding": "gzip, deflate, br" });
  expect(headers).toMatchObject({ "content-encoding": "br", vary: "accept-encoding" });
});

test.each<[string, Headers]>([
  ["without an origin", {}],
  ["a stored page in its sandbox", { origin: "null" }],
  ["another port of this machine", { origin: "http://127.0.0.1:1" }],
  ["another name of this machine", { origin: "http://localhost:4566" }],
  ["another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
])("the token is given to no page but its own: %s", async (_who, headers) => {
  expect(await send("POST", "/console/session", headers)).toMatchObject({ status: 403 });
});

test("nothing is changed, and AWS is not called, without the token", async () => {
  const paths = ["/console/aws", "/console/put?bucket=a&key=b", "/console/rerun"];
  for (const path of paths) {
    expect([path, (await send("POST", path, { origin: endpoint.url }, LIST)).status]).toEqual([path, 403]);
    const wrong = { origin: endpoint.url, "x-doppelface-console": endpoint.controlToken };
    expect([path, (await send("POST", path, wrong, LIST)).status]).toEqual([path, 403]);
  }
});

test("the console's token opens the console, and none of the other control routes", async () => {
  const token = await tokenOf();
  const headers = { origin: endpoint.url, "x-doppelface-console": token, "x-doppelface-token": token };

  expect(await send("POST", "/console/aws", headers, LIST)).toMatchObject({ status: 200 });
  const folder = JSON.stringify({ folder: "/tmp/doppelface-console-export" });
  expect(await send("POST", "/export", headers, folder)).toMatchObject({ status: 403 });
});

test("what the page does not call, its token does not reach", async () => {
  const headers = { origin: endpoint.url, "x-doppelface-console": await tokenOf() };
  const body = JSON.stringify({ operation: "lambda:CreateFunction", input: {} });

  expect(await send("POST", "/console/aws", headers, body)).toMatchObject({ status: 400 });
});

test("an object is handed to an image decoder alone, and never served as the document that it is", async () => {
  const s3 = new S3Client(endpoint.client);
  const script = "<script>alert(1)</script>";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`;
  const jpeg = Buffer.concat([Buffer.from("ffd8ffe000104a464946", "hex"), Buffer.from(script)]);
  await s3.send(new CreateBucketCommand({ Bucket: "hostile" }));
  const put = (Key: string, Body: Uint8Array | string, ContentType: string) =>
    s3.send(new PutObjectCommand({ Bucket: "hostile", Key, Body, ContentType }));
  for (const [key, body, type] of [
    ["a.svg", svg, "image/svg+xml"],
    ["a.html", script, "text/html"],
    ["a.jpg", svg, "image/jpeg"],
    ["empty.jpg", Buffer.alloc(0), "image/jpeg"],
  ] as const) {
    await put(key, body, type);
    const answer = await send("GET", `/console/picture?bucket=hostile&key=${key}`);
    expect([key, answer.status, answer.headers["content-type"]]).toEqual([key, 415, "application/json"]);
  }

  // A picture by its first bytes, whatever stands behind them.
  await put("both.html", jpeg, "text/html");
  const { status, headers } = await send("GET", "/console/picture?bucket=hostile&key=both.html");
  expect({ status, headers }).toMatchObject({
    status: 200,
    headers: {
      "content-type": "image/jpeg",
      "content-disposition": "attachment",
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    },
  });
  const tag = { "if-none-match": String(headers["etag"]) };
  expect(await send("GET", "/console/picture?bucket=hostile&key=both.html", tag)).toMatchObject({ status: 304 });
});
