import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onBucket } from "../context.ts";
import { S3Error } from "../errors.ts";
import { LISTING_MEMBERS, describeObject, encoderOf, limitOf, listingFrame } from "../listing-members.ts";
import { BUCKET_MEMBERS, parseMembers } from "../parse.ts";
import { listObjects } from "../store/listing.ts";

const Input = v.object({
  ...BUCKET_MEMBERS,
  ...LISTING_MEMBERS,
  ContinuationToken: v.optional(v.string()),
  StartAfter: v.optional(v.string()),
  FetchOwner: v.optional(v.boolean()),
});

/** Lists the objects of a bucket, at most 1000 with their common prefixes. */
export function listObjectsV2(context: S3Context): Operation<v.InferOutput<typeof Input>> {
  return {
    parse: (input) => parseMembers(Input, input),
    permissions: (input) => [onBucket("s3:ListBucket", input.Bucket)],
    run(input, call) {
      const { Bucket, Prefix = "", Delimiter = "", ContinuationToken, StartAfter } = input;
      const encode = encoderOf(input.EncodingType);
      const after = ContinuationToken === undefined ? StartAfter : fromToken(ContinuationToken);
      return context.host.state.read(() => {
        const { account, region } = context.buckets.require(input, call);
        const page = listObjects(context.host.state, {
          bucket: Bucket,
          prefix: Prefix,
          delimiter: Delimiter,
          limit: limitOf(input.MaxKeys),
          versions: false,
          after: after ?? "",
        });
        return {
          ...listingFrame(input, page),
          BucketRegion: region,
          StartAfter: StartAfter === undefined ? undefined : encode(StartAfter),
          ContinuationToken,
          NextContinuationToken: page.next === undefined ? undefined : toToken(page.next.key),
          KeyCount: page.versions.length + page.commonPrefixes.length,
          Contents: page.versions.map((version) =>
            describeObject(version, encode, input.FetchOwner === true ? account : undefined),
          ),
        };
      });
    },
  };
}

function toToken(key: string): string {
  return Buffer.from(`1:${key}`).toString("base64");
}

function fromToken(token: string): string {
  const text = Buffer.from(token, "base64").toString("utf8");
  if (!text.startsWith("1:")) {
    throw new S3Error("InvalidArgument", "The continuation token provided is incorrect", {
      members: { ArgumentName: "continuation-token" },
    });
  }
  return text.slice(2);
}
