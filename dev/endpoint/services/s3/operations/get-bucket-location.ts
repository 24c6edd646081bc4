import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onBucket } from "../context.ts";
import { LOCATION } from "./create-bucket.ts";
import { BUCKET_MEMBERS, parseMembers } from "../parse.ts";
import type { BucketInput } from "../store/buckets.ts";

/** Tells a bucket's region, whichever region is asked; us-east-1 is answered by nothing. */
export function getBucketLocation(
  context: S3Context,
): Operation<BucketInput, { LocationConstraint: string | undefined }> {
  return {
    parse: (input) => parseMembers(v.object(BUCKET_MEMBERS), input),
    permissions: (input) => [onBucket("s3:GetBucketLocation", input.Bucket)],
    run: (input, call) =>
      context.host.state.read(() => {
        const region = context.buckets.find(input.Bucket)?.region ?? call.region;
        context.buckets.require(input, { ...call, region });
        const asMade = context.buckets.setting(input.Bucket, LOCATION) as string | undefined;
        return { LocationConstraint: region === "us-east-1" ? undefined : (asMade ?? region) };
      }),
  };
}
