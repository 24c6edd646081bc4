import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onBucket } from "../context.ts";
import { invalidArgument } from "../errors.ts";
import { LISTING_MEMBERS, encoderOf, limitOf, ownerOf } from "../listing-members.ts";
import { BUCKET_MEMBERS, parseMembers } from "../parse.ts";
import type { Upload } from "../store/uploads.ts";

const { MaxKeys, ...MEMBERS } = LISTING_MEMBERS;

const Input = v.object({
  ...BUCKET_MEMBERS,
  ...MEMBERS,
  MaxUploads: MaxKeys,
  KeyMarker: v.optional(v.string(), ""),
  UploadIdMarker: v.optional(v.string(), ""),
});

type Input = v.InferOutput<typeof Input>;

interface Page {
  readonly uploads: Upload[];
  readonly commonPrefixes: string[];
  /** The last upload that it shows: S3 tells it on the last page too, and none where the page ends with a prefix. */
  readonly last: Upload | undefined;
  readonly isTruncated: boolean;
}

/** Behind every sequence of a key. */
const LAST_SEQUENCE = Number.MAX_SAFE_INTEGER;

/** Lists the uploads of a bucket that are neither complete nor aborted, by key and beginning. */
export function listMultipartUploads(context: S3Context): Operation<Input> {
  return {
    parse: (input) => parseMembers(Input, input),
    permissions: (input) => [onBucket("s3:ListBucketMultipartUploads", input.Bucket)],
    run(input, call) {
      const encode = encoderOf(input.EncodingType);
      return context.host.state.read(() => {
        const { account } = context.buckets.require(input, call);
        const page = readPage(context, input);
        const owner = ownerOf(account);
        return {
          Bucket: input.Bucket,
          KeyMarker: encode(input.KeyMarker),
          // Without a key S3 does not look at it.
          UploadIdMarker: input.KeyMarker === "" ? "" : input.UploadIdMarker,
          NextKeyMarker: page.last === undefined ? "" : encode(page.last.key),
          NextUploadIdMarker: page.last?.id ?? "",
          Prefix: input.Prefix === undefined ? undefined : encode(input.Prefix),
          Delimiter: input.Delimiter === undefined || input.Delimiter === "" ? undefined : encode(input.Delimiter),
          EncodingType: input.EncodingType,
          MaxUploads: limitOf(input.MaxUploads),
          IsTruncated: page.isTruncated,
          Uploads: page.uploads.map((upload) => ({
            Key: encode(upload.key),
            UploadId: upload.id,
            Initiator: owner,
            Owner: owner,
            StorageClass: "STANDARD",
            Initiated: new Date(upload.startedAt),
            ...(upload.chosen ? { ChecksumAlgorithm: upload.algorithm, ChecksumType: upload.checksumType } : {}),
          })),
          CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
        };
      });
    },
  };
}

function readPage(context: S3Context, input: Input): Page {
  const { Bucket, Prefix = "", Delimiter = "", KeyMarker } = input;
  const limit = limitOf(input.MaxUploads);
  const uploads: Upload[] = [];
  const commonPrefixes: string[] = [];
  const prefixOf = (key: string): string | undefined => {
    const at = Delimiter === "" || !key.startsWith(Prefix) ? -1 : key.indexOf(Delimiter, Prefix.length);
    return at < 0 ? undefined : key.slice(0, at + Delimiter.length);
  };
  // A marker that is a common prefix, or one of its keys, goes on behind all of them.
  const passed = prefixOf(KeyMarker);
  let last: Upload | undefined;
  let after = { key: KeyMarker, sequence: sequenceOf(context, input) };
  for (;;) {
    const rows = context.uploads.list(Bucket, after, limit + 1);
    for (const upload of rows) {
      if (!upload.key.startsWith(Prefix)) continue;
      const common = prefixOf(upload.key);
      if (common !== undefined && (common === commonPrefixes.at(-1) || common === passed)) continue;
      if (uploads.length + commonPrefixes.length >= limit) {
        return { uploads, commonPrefixes, last, isTruncated: limit > 0 };
      }
      if (common === undefined) uploads.push(upload);
      else commonPrefixes.push(common);
      last = common === undefined ? upload : undefined;
    }
    const end = rows.at(-1);
    if (end === undefined || rows.length <= limit) return { uploads, commonPrefixes, last, isTruncated: false };
    after = { key: end.key, sequence: end.sequence };
  }
}

/** Where among the uploads of the marker's key the page begins. Throws `InvalidArgument` for an id that is none of them. */
function sequenceOf({ uploads }: S3Context, { Bucket, KeyMarker, UploadIdMarker }: Input): number {
  if (KeyMarker === "" || UploadIdMarker === "") return LAST_SEQUENCE;
  const found = uploads.find(Bucket, KeyMarker, UploadIdMarker);
  if (found === undefined) throw invalidArgument("Invalid uploadId marker", "upload-id-marker", UploadIdMarker);
  return found.sequence;
}
