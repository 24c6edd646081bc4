import { Crc32c } from "@aws-crypto/crc32c";
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { S3Error, invalidRequest } from "./errors.ts";

/** The checksums that S3 keeps with an object, by the value of `x-amz-sdk-checksum-algorithm`. */
export const ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;

/** One of S3's checksum algorithms. */
export type Algorithm = (typeof ALGORITHMS)[number];

/** Member names of the API (`ChecksumCRC32` …) with base64 values. */
export type Checksums = { readonly [Name in `Checksum${Algorithm}`]?: string | undefined };

/** Digests piece by piece. */
export interface Hasher {
  update(data: Uint8Array): void;
  /** Base64. */
  digest(): Promise<string>;
}

/** Bytes of a digest: what a value that a client sends must decode to. */
const LENGTHS: Readonly<Record<Algorithm, number>> = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 };

/** Makes a hasher for one algorithm. */
export async function createHasher(algorithm: Algorithm): Promise<Hasher> {
  switch (algorithm) {
    case "CRC32":
      return crc32Hasher();
    case "CRC32C":
      return crc32cHasher();
    case "CRC64NVME":
      return crc64Hasher();
    case "SHA1":
    case "SHA256":
      return nodeHasher(algorithm.toLowerCase());
  }
}

/** The algorithm whose checksum is named `checksum-crc32` and the like, in a header or a trailer. */
export function algorithmOfHeader(name: string): Algorithm | undefined {
  const suffix = /^x-amz-checksum-([a-z0-9]+)$/.exec(name)?.[1]?.toUpperCase();
  return ALGORITHMS.find((algorithm) => algorithm === suffix);
}

/** The one algorithm and value among an input's `Checksum…` members. Throws where there are several, or a bad one. */
export function expectedChecksum(input: Checksums): { algorithm: Algorithm; value: string } | undefined {
  const named = ALGORITHMS.flatMap((algorithm) => {
    const value = input[`Checksum${algorithm}`];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (named.length > 1) {
    throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  }
  const [expected] = named;
  if (expected !== undefined) checkForm(expected.algorithm, expected.value);
  return expected;
}

/** Throws `BadDigest` where the checksum that came differs from the one that was computed. */
export function verifyChecksum(algorithm: Algorithm, expected: string, computed: string): void {
  checkForm(algorithm, expected);
  if (expected === computed) return;
  throw new S3Error("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
}

/** Throws `InvalidDigest` or `BadDigest` for a `Content-MD5` that is not that of the body. */
export function verifyMd5(contentMd5: string | undefined, computedHex: string): void {
  if (contentMd5 === undefined) return;
  const expected = Buffer.from(contentMd5, "base64");
  if (expected.length !== 16) {
    throw new S3Error("InvalidDigest", "The Content-MD5 you specified was invalid.", {
      members: { "Content-MD5": contentMd5 },
    });
  }
  if (expected.toString("hex") === computedHex) return;
  throw new S3Error("BadDigest", "The Content-MD5 you specified did not match what we received.", {
    members: { ExpectedDigest: contentMd5, CalculatedDigest: Buffer.from(computedHex, "hex").toString("base64") },
  });
}

function checkForm(algorithm: Algorithm, value: string): void {
  const bytes = Buffer.from(value, "base64");
  if (bytes.length === LENGTHS[algorithm] && bytes.toString("base64") === value) return;
  throw invalidRequest(`Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`);
}

function crc32Hasher(): Hasher {
  let value = 0;
  return {
    update(data) {
      value = crc32(data, value);
    },
    digest: () => Promise.resolve(base64Of(value)),
  };
}

function crc32cHasher(): Hasher {
  const crc = new Crc32c();
  return {
    update(data) {
      crc.update(data);
    },
    digest: () => Promise.resolve(base64Of(crc.digest())),
  };
}

/** Its package takes longer to load than the rest of S3, and few clients ask for it. */
async function crc64Hasher(): Promise<Hasher> {
  const { Crc64Nvme } = await import("@aws-sdk/crc64-nvme");
  const crc = new Crc64Nvme();
  return {
    update(data) {
      crc.update(data);
    },
    digest: async () => Buffer.from(await crc.digest()).toString("base64"),
  };
}

function nodeHasher(name: string): Hasher {
  const hash = createHash(name);
  return {
    update(data) {
      hash.update(data);
    },
    digest: () => Promise.resolve(hash.digest("base64")),
  };
}

function base64Of(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes.toString("base64");
}
