import * as v from "valibot";
import {
  ALGORITHMS,
  type Algorithm,
  algorithmOfHeader,
  expectedChecksum,
  verifyChecksum,
  verifyMd5,
} from "./checksum.ts";
import { S3Error } from "./errors.ts";
import { BODY } from "./parse.ts";
import type { StoredBody } from "./store/files.ts";

/** Most bytes of one request. */
export const MAX_BYTES = 5 * 2 ** 30;

/** The checksums in an input, one of them at most. */
export const CHECKSUM_MEMBERS = {
  ChecksumCRC32: v.optional(v.string()),
  ChecksumCRC32C: v.optional(v.string()),
  ChecksumCRC64NVME: v.optional(v.string()),
  ChecksumSHA1: v.optional(v.string()),
  ChecksumSHA256: v.optional(v.string()),
};

/** A body and what comes with it, in the inputs of PutObject and UploadPart. */
export const SENT_BODY_MEMBERS = {
  ...CHECKSUM_MEMBERS,
  Body: BODY,
  ContentLength: v.optional(v.number()),
  ContentMD5: v.optional(v.string()),
  ChecksumAlgorithm: v.optional(v.picklist(ALGORITHMS)),
  /** The checksum that follows the body on the wire: its header's name, and the trailers once the body has ended. */
  Trailer: v.optional(v.object({ name: v.string(), values: v.custom<Readonly<Record<string, string>>>(isObject) })),
};

type SentBody = v.InferOutput<v.ObjectSchema<typeof SENT_BODY_MEMBERS, undefined>>;

/** Throws `EntityTooLarge` for a body that says it is larger than one request may be. */
export function checkSize({ ContentLength = 0 }: Pick<SentBody, "ContentLength">): void {
  if (ContentLength > MAX_BYTES) throw tooLarge(ContentLength);
}

/** The algorithm of the checksum that comes with a body, in a header or behind it. Undefined where none is named. */
export function sentAlgorithm(input: SentBody): Algorithm | undefined {
  const trailer = input.Trailer === undefined ? undefined : algorithmOfHeader(input.Trailer.name);
  if (input.Trailer !== undefined && trailer === undefined) {
    throw new S3Error("InvalidRequest", "The value specified in the x-amz-trailer header is not supported");
  }
  return expectedChecksum(input)?.algorithm ?? trailer ?? input.ChecksumAlgorithm;
}

/** Compares what was stored with what the client said of it. `algorithm` is the one that it sent a checksum of, if any. */
export function verifyBody(input: SentBody, algorithm: Algorithm, stored: StoredBody): void {
  if (input.ContentLength !== undefined && input.ContentLength !== stored.size) {
    throw new S3Error(
      "IncompleteBody",
      "You did not provide the number of bytes specified by the Content-Length HTTP header",
    );
  }
  verifyMd5(input.ContentMD5, stored.md5);
  const computed = stored.checksums[`Checksum${algorithm}`] ?? "";
  const expected = expectedChecksum(input);
  if (expected !== undefined) verifyChecksum(expected.algorithm, expected.value, computed);
  if (input.Trailer === undefined) return;
  const trailer = input.Trailer.values[input.Trailer.name];
  if (trailer === undefined) {
    throw new S3Error(
      "MalformedTrailerError",
      "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    );
  }
  verifyChecksum(algorithm, trailer, computed);
}

function tooLarge(size: number): S3Error {
  return new S3Error("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
    members: { ProposedSize: size, MaxSizeAllowed: MAX_BYTES },
  });
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
