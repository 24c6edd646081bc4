import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onObject } from "../context.ts";
import { SOURCE_MEMBERS, checkSource, readCopySource, sourcePermission } from "../copy-source.ts";
import { encryptionOf } from "../encryption.ts";
import { type S3Error, invalidArgument, invalidRequest } from "../errors.ts";
import { addPart } from "../multipart/add-part.ts";
import { partAlgorithms } from "../multipart/checksums.ts";
import { PART_NUMBER, UPLOAD_MEMBERS, findUpload } from "../multipart/upload.ts";
import { parseMembers } from "../parse.ts";
import type { ByteRange } from "../range.ts";
import { MAX_BYTES } from "../sent-body.ts";
import { openSource } from "./get-object.ts";

const Input = v.pipe(
  v.object({
    ...UPLOAD_MEMBERS,
    ...SOURCE_MEMBERS,
    PartNumber: PART_NUMBER,
    CopySourceRange: v.optional(v.string()),
  }),
  v.transform((input) => ({ ...input, Source: readCopySource(input.CopySource) })),
);

/** Stores a part whose bytes are those of an object, or a range of them. */
export function uploadPartCopy(context: S3Context): Operation<v.InferOutput<typeof Input>> {
  return {
    parse: (input) => parseMembers(Input, input),
    permissions: ({ Bucket, Key, Source }) => [sourcePermission(Source), onObject("s3:PutObject", Bucket, Key)],
    async run(input, call) {
      const upload = await context.host.state.read(() => findUpload(context, input, call));
      const source = { ...input.Source, ExpectedBucketOwner: input.ExpectedSourceBucketOwner };
      const { found, opened: handle } = await openSource(context, source, call);
      try {
        checkSource(input, found.version);
        const range = sourceRange(input.CopySourceRange, found.version.size);
        const body = handle.createReadStream({ ...range, highWaterMark: 1 << 20, autoClose: false });
        const algorithms = partAlgorithms(upload, undefined);
        const part = await addPart(context, input, body, algorithms, () => undefined, call);
        return {
          CopyPartResult: {
            ETag: `"${part.md5}"`,
            LastModified: new Date(part.modifiedAt),
            ...(upload.chosen ? part.checksums : {}),
          },
          ...encryptionOf(upload.meta),
          CopySourceVersionId: found.versioning === "" ? undefined : found.version.version,
        };
      } finally {
        await handle.close();
      }
    },
  };
}

/** Unlike a read's, this range must have both ends, and both must be there. */
function sourceRange(range: string | undefined, size: number): Partial<ByteRange> {
  if (range === undefined) {
    if (size > MAX_BYTES) throw tooLarge();
    return {};
  }
  const match = /^bytes=(\d+)-(\d+)$/.exec(range);
  const [start, end] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || start > end) {
    throw invalidArgument(
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
      "x-amz-copy-source-range",
      range,
    );
  }
  if (start >= size) throw invalidRequest("The specified copy range is invalid for the source object size");
  if (end >= size) {
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${size}`,
      "x-amz-copy-source-range",
      range,
    );
  }
  if (end - start + 1 > MAX_BYTES) throw tooLarge();
  return { start, end };
}

function tooLarge(): S3Error {
  return invalidRequest(
    `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_BYTES}`,
  );
}
