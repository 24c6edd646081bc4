import {
  ChecksumAlgorithm,
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { sendRaw, serveS3 } from "../../../support/s3.ts";

/** Values of "123456789", the check input of the CRC catalogues. */
const EXPECTED = {
  CRC32: "y/Q5Jg==",
  CRC32C: "4waSgw==",
  CRC64NVME: Buffer.from("ae8b14860a799888", "hex").toString("base64"),
  SHA1: createHash("sha1").update("123456789").digest("base64"),
  SHA256: createHash("sha256").update("123456789").digest("base64"),
};

const { endpoint, s3, Bucket } = await serveS3();

const code = (body: string) => /<Code>(.*)<\/Code>/.exec(body)?.[1];

test.each(Object.values(ChecksumAlgorithm).filter((name) => name in EXPECTED))(
  "%s is checked, kept and shown",
  async (algorithm) => {
    const member = `Checksum${algorithm}` as const;
    const value = EXPECTED[algorithm as keyof typeof EXPECTED];
    const Key = `sum-${algorithm}`;
    const put = await s3.send(new PutObjectCommand({ Bucket, Key, Body: "123456789", ChecksumAlgorithm: algorithm }));
    expect(put).toMatchObject({ [member]: value, ChecksumType: "FULL_OBJECT" });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
    expect(head).toMatchObject({ [member]: value });

    const name = `x-amz-checksum-${algorithm.toLowerCase()}`;
    const wrong = Buffer.alloc(Buffer.from(value, "base64").length).toString("base64");
    const refused = await sendRaw(endpoint.url, "PUT", `/${Bucket}/bad`, {
      body: "123456789",
      headers: { [name]: wrong },
    });
    expect([refused.status, code(refused.body)]).toEqual([400, "BadDigest"]);
    const malformed = await sendRaw(endpoint.url, "PUT", `/${Bucket}/bad`, { body: "1", headers: { [name]: "AAA" } });
    expect(code(malformed.body)).toBe("InvalidRequest");
    expect((await sendRaw(endpoint.url, "GET", `/${Bucket}/bad`)).status).toBe(404);
  },
);

test("a stream comes as aws-chunked with its checksum in the trailer", async () => {
  const body = Readable.from([Buffer.from("1234"), Buffer.from("56789")], { objectMode: false });
  const put = await s3.send(new PutObjectCommand({ Bucket, Key: "stream", Body: body, ContentLength: 9 }));
  expect(put.ChecksumCRC32).toBe(EXPECTED.CRC32);
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: "stream" }));
  expect(await got.Body?.transformToString()).toBe("123456789");
  expect(got.ContentEncoding).toBeUndefined();
});

test("a wrong trailer, and one that is missing, are refused", async () => {
  const send = (trailer: string) =>
    sendRaw(endpoint.url, "PUT", `/${Bucket}/trailed`, {
      headers: {
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "x-amz-decoded-content-length": "9",
        "x-amz-trailer": "x-amz-checksum-crc32",
        "content-encoding": "gzip,aws-chunked",
      },
      body: `9\r\n123456789\r\n0\r\n${trailer}\r\n`,
    });
  expect(code((await send("x-amz-checksum-crc32:AAAAAA==\r\n")).body)).toBe("BadDigest");
  expect(code((await send("")).body)).toBe("MalformedTrailerError");
  expect((await send(`x-amz-checksum-crc32:${EXPECTED.CRC32}\r\n`)).status).toBe(200);
  const head = await sendRaw(endpoint.url, "HEAD", `/${Bucket}/trailed`);
  expect(head.headers).toMatchObject({ "content-encoding": "gzip", "content-length": "9" });
});

test("without a checksum S3 adds CRC64NVME", async () => {
  const plain = new S3Client({ ...endpoint.client, requestChecksumCalculation: "WHEN_REQUIRED" });
  const put = await plain.send(new PutObjectCommand({ Bucket, Key: "plain", Body: "123456789" }));
  expect(put.ChecksumCRC64NVME).toBe(EXPECTED.CRC64NVME);
});

test("checksums are shown when they are asked for, and not for a range", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "shown", Body: "123456789" }));
  const plain = new S3Client({ ...endpoint.client, responseChecksumValidation: "WHEN_REQUIRED" });
  const unasked = await plain.send(new GetObjectCommand({ Bucket, Key: "shown" }));
  await unasked.Body?.transformToString();
  expect(unasked.ChecksumCRC32).toBeUndefined();
  const range = await s3.send(
    new GetObjectCommand({ Bucket, Key: "shown", Range: "bytes=0-1", ChecksumMode: "ENABLED" }),
  );
  expect(await range.Body?.transformToString()).toBe("12");
  expect(range.ChecksumCRC32).toBeUndefined();
});

test("Content-MD5 is checked", async () => {
  const send = (md5: string) =>
    sendRaw(endpoint.url, "PUT", `/${Bucket}/md5`, { body: "123456789", headers: { "content-md5": md5 } });
  expect(code((await send(createHash("md5").update("other").digest("base64"))).body)).toBe("BadDigest");
  expect(code((await send("xyz")).body)).toBe("InvalidDigest");
  expect((await send(createHash("md5").update("123456789").digest("base64"))).status).toBe(200);
});

test("two checksums at once are refused", async () => {
  const raw = await sendRaw(endpoint.url, "PUT", `/${Bucket}/two`, {
    body: "123456789",
    headers: { "x-amz-checksum-crc32": EXPECTED.CRC32, "x-amz-checksum-sha1": EXPECTED.SHA1 },
  });
  expect(code(raw.body)).toBe("InvalidRequest");
});

test("checksums of XML bodies are checked", async () => {
  const raw = await sendRaw(endpoint.url, "POST", `/${Bucket}?delete`, {
    body: "<Delete><Object><Key>stream</Key></Object></Delete>",
    headers: { "x-amz-checksum-crc32": EXPECTED.CRC32 },
  });
  expect(code(raw.body)).toBe("BadDigest");
});

test("a copy keeps the kind of its checksum, or takes another one", async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: "source", Body: "123456789", ChecksumAlgorithm: "SHA1" }));
  const CopySource = `${Bucket}/source`;
  const kept = await s3.send(new CopyObjectCommand({ Bucket, Key: "kept", CopySource }));
  expect(kept.CopyObjectResult).toMatchObject({ ChecksumSHA1: EXPECTED.SHA1, ChecksumType: "FULL_OBJECT" });
  const other = await s3.send(new CopyObjectCommand({ Bucket, Key: "other", CopySource, ChecksumAlgorithm: "CRC32C" }));
  expect(other.CopyObjectResult).toMatchObject({ ChecksumCRC32C: EXPECTED.CRC32C });
  expect(other.CopyObjectResult?.ChecksumSHA1).toBeUndefined();
});

test("an algorithm without its checksum is refused", async () => {
  const raw = await sendRaw(endpoint.url, "PUT", `/${Bucket}/named`, {
    body: "123456789",
    headers: { "x-amz-sdk-checksum-algorithm": "CRC32" },
  });
  expect(code(raw.body)).toBe("InvalidRequest");
});
