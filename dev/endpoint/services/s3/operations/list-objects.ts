import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onBucket } from "../context.ts";
import { LISTING_MEMBERS, describeObject, encoderOf, limitOf, listingFrame } from "../listing-members.ts";
import { BUCKET_MEMBERS, parseMembers } from "../parse.ts";
import { listObjects as listPage } from "../store/listing.ts";

const Input = v.object({ ...BUCKET_MEMBERS, ...LISTING_MEMBERS, Marker: v.optional(v.string(), "") });

/** Lists the objects of a bucket in the older form, where the next page goes on from a key. */
export function listObjects(context: S3Context): Operation<v.InferOutput<typeof Input>> {
  return {
    parse: (input) => parseMembers(Input, input),
    permissions: (input) => [onBucket("s3:ListBucket", input.Bucket)],
    run(input, call) {
      const { Bucket, Prefix = "", Delimiter, Marker } = input;
      const encode = encoderOf(input.EncodingType);
      return context.host.state.read(() => {
        const { account } = context.buckets.require(input, call);
        const page = listPage(context.host.state, {
          bucket: Bucket,
          prefix: Prefix,
          delimiter: Delimiter ?? "",
          limit: limitOf(input.MaxKeys),
          versions: false,
          after: Marker,
        });
        return {
          ...listingFrame(input, page),
          Marker: encode(Marker),
          // S3 tells it only with a delimiter: without, the last key says it.
          NextMarker: page.next === undefined || Delimiter === undefined ? undefined : encode(page.next.key),
          Contents: page.versions.map((version) => describeObject(version, encode, account)),
        };
      });
    },
  };
}
