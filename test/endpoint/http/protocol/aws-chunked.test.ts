import { createHash, createHmac } from "node:crypto";
import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { crc32 } from "node:zlib";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { type RawRequest, codeOf, send, signed } from "../../../support/signed-request.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let s3: S3Client;

const DATA = Buffer.from("0123456789".repeat(7000));
const CHECKSUM = base64OfCrc32(DATA);

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket: "chunked" }));
});

afterAll(() => endpoint.stop());

interface Upload {
  readonly key: string;
  readonly kind:
    | "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
    | "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
    | "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  readonly chunks: readonly Buffer[];
  readonly trailers?: Readonly<Record<string, string>>;
  /** Changes the framed body before it is sent. */
  readonly tamper?: (body: Buffer) => Buffer;
  readonly accessKeyId?: string;
}

async function upload({ key, kind, chunks, trailers = {}, tamper, accessKeyId = "test" }: Upload) {
  const names = Object.keys(trailers);
  const request: RawRequest = await signed(
    endpoint.url,
    {
      method: "PUT",
      path: `/chunked/${key}`,
      headers: {
        "content-encoding": "aws-chunked",
        "x-amz-content-sha256": kind,
        "x-amz-decoded-content-length": String(chunks.reduce((sum, chunk) => sum + chunk.length, 0)),
        ...(names.length === 0 ? {} : { "x-amz-trailer": names.join(",") }),
      },
    },
    { service: "s3", accessKeyId },
  );
  const body = frame(request, chunks, trailers, kind);
  return send(endpoint.url, { ...request, body: tamper === undefined ? body : tamper(body) });
}

/** The framing of the S3 documentation, written apart from the endpoint's. */
function frame(
  request: RawRequest,
  chunks: readonly Buffer[],
  trailers: Readonly<Record<string, string>>,
  kind: Upload["kind"],
): Buffer {
  const authorization = request.headers["authorization"] ?? "";
  const scope = /Credential=[^/]+\/([^,]+)/.exec(authorization)?.[1] ?? "";
  const timestamp = request.headers["x-amz-date"] ?? "";
  const key = scope.split("/").reduce<Buffer | string>((secret, part) => hmac(secret, part), "AWS4test");
  const isSigned = !kind.startsWith("STREAMING-UNSIGNED");
  let previous = /Signature=([0-9a-f]+)/.exec(authorization)?.[1] ?? "";
  const signOver = (algorithm: string, ...hashes: string[]): string => {
    previous = hmac(key, [algorithm, timestamp, scope, previous, ...hashes].join("\n")).toString("hex");
    return previous;
  };
  const parts = [...chunks, Buffer.alloc(0)].flatMap((chunk) => {
    const signature = isSigned
      ? `;chunk-signature=${signOver("AWS4-HMAC-SHA256-PAYLOAD", sha256(""), sha256(chunk))}`
      : "";
    const head = Buffer.from(`${chunk.length.toString(16)}${signature}\r\n`);
    return chunk.length === 0 ? [head] : [head, chunk, Buffer.from("\r\n")];
  });
  const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}`);
  if (lines.length > 0 && isSigned) {
    const signature = signOver("AWS4-HMAC-SHA256-TRAILER", sha256(lines.map((line) => `${line}\n`).join("")));
    lines.push(`x-amz-trailer-signature:${signature}`);
  }
  return Buffer.concat([...parts, Buffer.from(lines.map((line) => `${line}\r\n`).join("")), Buffer.from("\r\n")]);
}

async function read(Key: string): Promise<Buffer | undefined> {
  const { Body, ContentEncoding } = await s3.send(new GetObjectCommand({ Bucket: "chunked", Key }));
  expect(ContentEncoding).toBeUndefined();
  return Body === undefined ? undefined : Buffer.from(await Body.transformToByteArray());
}

const HALVES = [DATA.subarray(0, 65_536), DATA.subarray(65_536)];

test.each<[string, Omit<Upload, "key">]>([
  ["signed chunks", { kind: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", chunks: HALVES }],
  [
    "signed chunks and signed trailers",
    {
      kind: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
      chunks: HALVES,
      trailers: { "x-amz-checksum-crc32": CHECKSUM },
    },
  ],
  [
    "unsigned chunks and a trailer",
    { kind: "STREAMING-UNSIGNED-PAYLOAD-TRAILER", chunks: HALVES, trailers: { "x-amz-checksum-crc32": CHECKSUM } },
  ],
  [
    "signed chunks of a key that cannot be checked",
    { kind: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", chunks: HALVES, accessKeyId: "AKIAIOSFODNN7EXAMPLE" },
  ],
  ["a single chunk", { kind: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", chunks: [DATA] }],
  ["no data", { kind: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", chunks: [] }],
])("a body of %s is stored without its framing", async (what, given) => {
  const key = what.replaceAll(" ", "-");
  const answer = await upload({ ...given, key });
  expect(answer).toMatchObject({ status: 200, body: "" });
  expect(await read(key)).toEqual(Buffer.concat(given.chunks));
});

const flip = (at: (body: Buffer) => number) => (body: Buffer) => {
  const copy = Buffer.from(body);
  const place = at(copy);
  copy[place] = (copy[place] ?? 0) ^ 1;
  return copy;
};

test.each<[string, Omit<Upload, "key">, string, number]>([
  [
    "a byte of data that differs from its signature",
    { kind: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", chunks: HALVES, tamper: flip((body) => body.length - 200) },
    "SignatureDoesNotMatch",
    403,
  ],
  [
    "chunks in another order",
    {
      kind: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      chunks: [DATA.subarray(0, 10), DATA.subarray(10, 20)],
      tamper: (body) => {
        const length = body.indexOf("0123456789") + 12;
        return Buffer.concat([body.subarray(length, 2 * length), body.subarray(0, length), body.subarray(2 * length)]);
      },
    },
    "SignatureDoesNotMatch",
    403,
  ],
  [
    "a trailer that differs from its signature",
    {
      kind: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
      chunks: HALVES,
      trailers: { "x-amz-checksum-crc32": CHECKSUM },
      tamper: (body) => Buffer.from(body.toString("latin1").replace(CHECKSUM, "AAAAAA=="), "latin1"),
    },
    "SignatureDoesNotMatch",
    403,
  ],
  [
    "a trailer whose signature was left out",
    {
      kind: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
      chunks: HALVES,
      trailers: { "x-amz-checksum-crc32": CHECKSUM },
      tamper: (body) => Buffer.from(body.toString("latin1").replace(/x-amz-trailer-signature:.*\r\n/, ""), "latin1"),
    },
    "SignatureDoesNotMatch",
    403,
  ],
  [
    "trailers that were left out",
    {
      kind: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
      chunks: HALVES,
      trailers: { "x-amz-checksum-crc32": CHECKSUM },
      tamper: (body) => body.subarray(0, body.indexOf("x-amz-checksum-crc32")),
    },
    "IncompleteBody",
    400,
  ],
  [
    "a trailer behind the signature of the trailers",
    {
      kind: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
      chunks: HALVES,
      trailers: { "x-amz-checksum-crc32": CHECKSUM },
      tamper: (body) => Buffer.concat([body.subarray(0, -2), Buffer.from("x-amz-checksum-crc32c:AAAAAA==\r\n\r\n")]),
    },
    "SignatureDoesNotMatch",
    403,
  ],
  [
    "a trailer that its data do not have",
    { kind: "STREAMING-UNSIGNED-PAYLOAD-TRAILER", chunks: HALVES, trailers: { "x-amz-checksum-crc32": "AAAAAA==" } },
    "BadDigest",
    400,
  ],
  [
    "an end before the last chunk",
    {
      kind: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      chunks: HALVES,
      trailers: { "x-amz-checksum-crc32": CHECKSUM },
      tamper: (body) => body.subarray(0, 70_000),
    },
    "IncompleteBody",
    400,
  ],
  [
    "no framing",
    { kind: "STREAMING-UNSIGNED-PAYLOAD-TRAILER", chunks: [DATA], tamper: () => DATA },
    "IncompleteBody",
    400,
  ],
])("a body with %s is refused, and nothing is stored", async (what, given, code, status) => {
  const key = what.replaceAll(" ", "-");
  const answer = await upload({ ...given, key });
  expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  await expect(read(key)).rejects.toMatchObject({ name: "NoSuchKey" });
});

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(data: Buffer | string): string {
  return createHash("sha256").update(data).digest("hex");
}

function base64OfCrc32(data: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(data));
  return bytes.toString("base64");
}
