import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type AccessControl, accessControlOf } from "../access-control.ts";
import { type S3Context, onObject } from "../context.ts";
import { findVersion } from "../find-version.ts";
import { OBJECT_MEMBERS, parseMembers } from "../parse.ts";

const Input = v.object({ ...OBJECT_MEMBERS, VersionId: v.optional(v.string()) });

/** Tells who may do what with an object: the bucket's owner may do everything, since ACLs cannot be put. */
export function getObjectAcl(context: S3Context): Operation<v.InferOutput<typeof Input>, AccessControl> {
  return {
    parse: (input) => parseMembers(Input, input),
    permissions: ({ Bucket, Key, VersionId }) => [
      onObject(VersionId === undefined ? "s3:GetObjectAcl" : "s3:GetObjectVersionAcl", Bucket, Key),
    ],
    run: (input, call) =>
      context.host.state.read(() => {
        findVersion(context, input, call);
        return accessControlOf(context.buckets.require(input, call).account);
      }),
  };
}
