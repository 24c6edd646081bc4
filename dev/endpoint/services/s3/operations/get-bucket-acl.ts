import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type AccessControl, accessControlOf } from "../access-control.ts";
import { type S3Context, onBucket } from "../context.ts";
import { BUCKET_MEMBERS, parseMembers } from "../parse.ts";
import type { BucketInput } from "../store/buckets.ts";

/** Tells who may do what with a bucket: its owner may do everything, since ACLs cannot be put. */
export function getBucketAcl(context: S3Context): Operation<BucketInput, AccessControl> {
  return {
    parse: (input) => parseMembers(v.object(BUCKET_MEMBERS), input),
    permissions: (input) => [onBucket("s3:GetBucketAcl", input.Bucket)],
    run: (input, call) => context.host.state.read(() => accessControlOf(context.buckets.require(input, call).account)),
  };
}
