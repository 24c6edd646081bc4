import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onBucket } from "../context.ts";
import { BUCKET_MEMBERS, parseMembers } from "../parse.ts";
import type { BucketInput } from "../store/buckets.ts";

interface Output {
  readonly BucketRegion: string;
  readonly BucketArn: string;
  readonly AccessPointAlias: boolean;
}

/** Tells whether a bucket is there, and its region; there are no access points. */
export function headBucket(context: S3Context): Operation<BucketInput, Output> {
  return {
    parse: (input) => parseMembers(v.object(BUCKET_MEMBERS), input),
    permissions: (input) => [onBucket("s3:ListBucket", input.Bucket)],
    run: (input, call) =>
      context.host.state.read(() => {
        const { name, region } = context.buckets.require(input, call);
        return { BucketRegion: region, BucketArn: `arn:aws:s3:::${name}`, AccessPointAlias: false };
      }),
  };
}
