import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import type { S3Context } from "../context.ts";
import { checkVersionId } from "../find-version.ts";
import { traceOf } from "../notifications/notifications.ts";
import { OBJECT_MEMBERS, parseMembers } from "../parse.ts";
import { BYPASS_MEMBERS, type Removal, checkBypass, removeObject, removePermissions } from "../remove-object.ts";

const Input = v.object({
  ...OBJECT_MEMBERS,
  ...BYPASS_MEMBERS,
  VersionId: v.optional(v.string()),
  IfMatch: v.optional(v.string()),
});

/** Removes an object or one of its versions. */
export function deleteObject(
  context: S3Context,
): Operation<v.InferOutput<typeof Input>, Pick<Removal, "DeleteMarker" | "VersionId">> {
  return {
    parse(input) {
      const parsed = parseMembers(Input, input);
      checkBypass(parsed);
      if (parsed.VersionId !== undefined) checkVersionId(parsed.VersionId);
      return parsed;
    },
    permissions: (input) => removePermissions(input.Bucket, input),
    async run(input, call) {
      const traceId = traceOf(call, Date.now());
      const { files, announcements, ...output } = await context.host.state.write(() =>
        removeObject(context, context.buckets.require(input, call), input, call, traceId),
      );
      context.notifications.announce(announcements);
      await context.files.unlink(files);
      return output;
    },
  };
}
