import * as v from "valibot";
import type { Operation } from "../../service.ts";
import { addObject } from "../add-object.ts";
import {
  ALGORITHMS,
  type Algorithm,
  type Checksums,
  algorithmOfHeader,
  expectedChecksum,
  verifyChecksum,
  verifyMd5,
} from "../checksum.ts";
import { type S3Context, onObject } from "../context.ts";
import { S3Error } from "../errors.ts";
import { META_MEMBERS, STORAGE_MEMBERS, checkStorage, metaOf } from "../object-members.ts";
import { BODY, OBJECT_MEMBERS, parseInput } from "../parse.ts";
import type { StoredBody } from "../store/files.ts";

const MAX_BYTES = 5 * 2 ** 30;

const Input = v.object({
  ...OBJECT_MEMBERS,
  ...META_MEMBERS,
  ...STORAGE_MEMBERS,
  Body: BODY,
  ContentLength: v.optional(v.number()),
  ContentMD5: v.optional(v.string()),
  ChecksumAlgorithm: v.optional(v.picklist(ALGORITHMS)),
  ChecksumCRC32: v.optional(v.string()),
  ChecksumCRC32C: v.optional(v.string()),
  ChecksumCRC64NVME: v.optional(v.string()),
  ChecksumSHA1: v.optional(v.string()),
  ChecksumSHA256: v.optional(v.string()),
  IfMatch: v.optional(v.string()),
  IfNoneMatch: v.optional(v.string()),
  /** The checksum that follows the body on the wire: its header's name, and the trailers once the body has ended. */
  Trailer: v.optional(v.object({ name: v.string(), values: v.custom<Readonly<Record<string, string>>>(isObject) })),
});

type Input = v.InferOutput<typeof Input>;

/** What PutObject answers. */
export type PutObjectOutput = Checksums & {
  readonly ETag: string;
  readonly ChecksumType: "FULL_OBJECT";
  readonly ServerSideEncryption: "AES256";
  readonly VersionId: string | undefined;
};

/** Stores an object, with a CRC64NVME as S3 adds it where the client sends no checksum. */
export function putObject(context: S3Context): Operation<Input, PutObjectOutput> {
  return {
    parse(input) {
      const parsed = parseInput(Input, input);
      checkStorage("PutObject", parsed);
      return parsed;
    },
    permissions: (input) => [onObject("s3:PutObject", input.Bucket, input.Key)],
    async run(input, call) {
      const startedAt = performance.now();
      if ((input.ContentLength ?? 0) > MAX_BYTES) throw tooLarge(input.ContentLength ?? 0);
      const meta = metaOf(input);
      const algorithm = algorithmOf(input);
      // Told before the body is read; the write asks again.
      await context.host.state.read(() => context.buckets.require(input, call));
      return context.files.store(input.Body, [algorithm], async (stored) => {
        verify(input, algorithm, stored);
        const Checksums = stored.checksums;
        const added = { target: input, stored, meta: { ...meta, Checksums }, event: "ObjectCreated:Put", startedAt };
        const { row, versionId } = await addObject(context, added, call);
        return {
          ETag: row.etag,
          ...Checksums,
          ChecksumType: "FULL_OBJECT",
          ServerSideEncryption: "AES256",
          VersionId: versionId,
        };
      });
    },
  };
}

function algorithmOf(input: Input): Algorithm {
  const trailer = input.Trailer === undefined ? undefined : algorithmOfHeader(input.Trailer.name);
  if (input.Trailer !== undefined && trailer === undefined) {
    throw new S3Error("InvalidRequest", "The value specified in the x-amz-trailer header is not supported");
  }
  return expectedChecksum(input)?.algorithm ?? trailer ?? input.ChecksumAlgorithm ?? "CRC64NVME";
}

function verify(input: Input, algorithm: Algorithm, stored: StoredBody): void {
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
