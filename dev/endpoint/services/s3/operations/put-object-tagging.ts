import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onObject } from "../context.ts";
import { findTagged } from "../find-version.ts";
import { OBJECT_MEMBERS, parseMembers } from "../parse.ts";
import { checkObjectTags } from "../tags.ts";

const Input = v.object({
  ...OBJECT_MEMBERS,
  VersionId: v.optional(v.string()),
  Tagging: v.object({ TagSet: v.array(v.object({ Key: v.string(), Value: v.string() })) }),
});

/** Gives a version other tags; its bytes and its date stay. */
export function putObjectTagging(context: S3Context): Operation<v.InferOutput<typeof Input>> {
  return {
    parse(input) {
      const parsed = parseMembers(Input, input);
      checkObjectTags(parsed.Tagging.TagSet);
      return parsed;
    },
    permissions: ({ Bucket, Key, VersionId }) => [
      onObject(VersionId === undefined ? "s3:PutObjectTagging" : "s3:PutObjectVersionTagging", Bucket, Key),
    ],
    run: (input, call) =>
      context.host.state.write(() => {
        const { version, versioning } = findTagged(context, input, call);
        const { TagSet } = input.Tagging;
        context.objects.putMeta(input.Bucket, version, {
          ...version.meta,
          Tags: TagSet.length === 0 ? undefined : TagSet,
        });
        return { VersionId: versioning === "" ? undefined : version.version };
      }),
  };
}
