import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onObject } from "../context.ts";
import { findTagged } from "../find-version.ts";
import { OBJECT_MEMBERS, parseMembers } from "../parse.ts";

const Input = v.object({ ...OBJECT_MEMBERS, VersionId: v.optional(v.string()) });

/** Removes the tags of a version. */
export function deleteObjectTagging(context: S3Context): Operation<v.InferOutput<typeof Input>> {
  return {
    parse: (input) => parseMembers(Input, input),
    permissions: ({ Bucket, Key, VersionId }) => [
      onObject(VersionId === undefined ? "s3:DeleteObjectTagging" : "s3:DeleteObjectVersionTagging", Bucket, Key),
    ],
    run: (input, call) =>
      context.host.state.write(() => {
        const { version, versioning } = findTagged(context, input, call);
        context.objects.putMeta(input.Bucket, version, { ...version.meta, Tags: undefined });
        return { VersionId: versioning === "" ? undefined : version.version };
      }),
  };
}
