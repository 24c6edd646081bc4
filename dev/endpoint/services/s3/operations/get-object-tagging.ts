import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onObject } from "../context.ts";
import { findVersion } from "../find-version.ts";
import { OBJECT_MEMBERS, parseMembers } from "../parse.ts";

const Input = v.object({ ...OBJECT_MEMBERS, VersionId: v.optional(v.string()) });

/** Reads the tags of a version. */
export function getObjectTagging(context: S3Context): Operation<v.InferOutput<typeof Input>> {
  return {
    parse: (input) => parseMembers(Input, input),
    permissions: ({ Bucket, Key, VersionId }) => [
      onObject(VersionId === undefined ? "s3:GetObjectTagging" : "s3:GetObjectVersionTagging", Bucket, Key),
    ],
    run: (input, call) =>
      context.host.state.read(() => {
        const { version, versioning } = findVersion(context, input, call);
        return { TagSet: version.meta.Tags ?? [], VersionId: versioning === "" ? undefined : version.version };
      }),
  };
}
