import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onBucket } from "../context.ts";
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
  readonly next: { key: string; id: string | undefined } | undefined;
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
          UploadIdMarker: input.UploadIdMarker,
          NextKeyMarker: page.next === undefined ? undefined : encode(page.next.key),
          NextUploadIdMarker: page.next?.id,
          Prefix: input.Prefix === undefined ? undefined : encode(input.Prefix),
          Delimiter: input.Delimiter === undefined ? undefined : encode(input.Delimiter),
          EncodingType: input.EncodingType,
          MaxUploads: limitOf(input.MaxUploads),
          IsTruncated: page.next !== undefined,
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
  const { Bucket, Prefix = "", Delimiter = "", KeyMarker, UploadIdMarker } = input;
  const limit = limitOf(input.MaxUploads);
  const uploads: Upload[] = [];
  const commonPrefixes: string[] = [];
  let next: Page["next"];
  let after = {
    key: KeyMarker,
    sequence: context.uploads.find(Bucket, KeyMarker, UploadIdMarker)?.sequence ?? LAST_SEQUENCE,
  };
  for (;;) {
    const rows = context.uploads.list(Bucket, after, limit + 1);
    for (const upload of rows) {
      if (!upload.key.startsWith(Prefix)) continue;
      const at = Delimiter === "" ? -1 : upload.key.indexOf(Delimiter, Prefix.length);
      const common = at < 0 ? undefined : upload.key.slice(0, at + Delimiter.length);
      // A page that ended with a common prefix goes on behind all its keys.
      if (common !== undefined && (common === commonPrefixes.at(-1) || common === KeyMarker)) continue;
      if (uploads.length + commonPrefixes.length >= limit) {
        return { uploads, commonPrefixes, next: limit === 0 ? undefined : next };
      }
      if (common === undefined) uploads.push(upload);
      else commonPrefixes.push(common);
      next = common === undefined ? { key: upload.key, id: upload.id } : { key: common, id: undefined };
    }
    const end = rows.at(-1);
    if (end === undefined || rows.length <= limit) return { uploads, commonPrefixes, next: undefined };
    after = { key: end.key, sequence: end.sequence };
  }
}
