import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onObject } from "../context.ts";
import { ownerOf } from "../listing-members.ts";
import { UPLOAD_MEMBERS, findUpload } from "../multipart/upload.ts";
import { parseMembers } from "../parse.ts";

const MAX_PARTS = 1000;

const Input = v.object({
  ...UPLOAD_MEMBERS,
  PartNumberMarker: v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer()), 0),
  MaxParts: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1)), MAX_PARTS),
});

/** Lists the parts of an upload that is not complete. */
export function listParts(context: S3Context): Operation<v.InferOutput<typeof Input>> {
  return {
    parse: (input) => parseMembers(Input, input),
    permissions: (input) => [onObject("s3:ListMultipartUploadParts", input.Bucket, input.Key)],
    run: (input, call) =>
      context.host.state.read(() => {
        const upload = findUpload(context, input, call);
        const limit = Math.min(input.MaxParts, MAX_PARTS);
        // One more than the page holds tells whether there is a next one.
        const found = context.uploads.parts(upload.id, input.PartNumberMarker, limit + 1);
        const page = found.slice(0, limit);
        const owner = ownerOf(call.caller.account);
        return {
          Bucket: input.Bucket,
          Key: input.Key,
          UploadId: upload.id,
          Initiator: owner,
          Owner: owner,
          StorageClass: "STANDARD",
          PartNumberMarker: input.PartNumberMarker,
          NextPartNumberMarker: page.at(-1)?.number ?? 0,
          MaxParts: limit,
          IsTruncated: found.length > page.length,
          ...(upload.chosen ? { ChecksumAlgorithm: upload.algorithm, ChecksumType: upload.checksumType } : {}),
          Parts: page.map((part) => ({
            PartNumber: part.number,
            LastModified: new Date(part.modifiedAt),
            ETag: `"${part.md5}"`,
            Size: part.size,
            ...(upload.chosen ? part.checksums : {}),
          })),
        };
      }),
  };
}
