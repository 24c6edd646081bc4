import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onBucket } from "../context.ts";
import { BUCKET_MEMBERS, parseMembers } from "../parse.ts";
import type { BucketInput } from "../store/buckets.ts";

/** Tells whether a bucket is there, and its region. */
export function headBucket(context: S3Context): Operation<BucketInput, { BucketRegion: string; BucketArn: string }> {
  return {
    parse: (input) => parseMembers(v.object(BUCKET_MEMBERS), input),
    permissions: (input) => [onBucket("s3:ListBucket", input.Bucket)],
    run: (input, call) =>
      context.host.state.read(() => {
        const { name, region } = context.buckets.require(input, call);
        return { BucketRegion: region, BucketArn: `arn:aws:s3:::${name}` };
      }),
  };
}
