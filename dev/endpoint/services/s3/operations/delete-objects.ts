import * as v from "valibot";
import { ServiceError } from "../../../errors.ts";
import type { Call, Operation } from "../../../service.ts";
import type { S3Context } from "../context.ts";
import { malformedXml, noSuchVersion } from "../errors.ts";
import { traceOf } from "../notifications/notifications.ts";
import { BUCKET_MEMBERS, parseMembers } from "../parse.ts";
import { BYPASS_MEMBERS, type Removal, checkBypass, removeObject, removePermissions } from "../remove-object.ts";
import { isGivenVersionId } from "../store/version-id.ts";

const Input = v.object({
  ...BUCKET_MEMBERS,
  ...BYPASS_MEMBERS,
  Delete: v.object({
    Objects: v.array(v.object({ Key: v.string(), VersionId: v.optional(v.string()), ETag: v.optional(v.string()) })),
    Quiet: v.optional(v.boolean(), false),
  }),
});

type Input = v.InferOutput<typeof Input>;
type Target = Input["Delete"]["Objects"][number];

/** What became of one key. */
type Outcome = { readonly removal: Removal } | { readonly error: { Code: string; Message: string } };

/** Removes up to 1000 objects or versions; each is allowed or refused by itself. */
export function deleteObjects(context: S3Context): Operation<Input> {
  return {
    parse(input) {
      const parsed = parseMembers(Input, input);
      checkBypass(parsed);
      const { length } = parsed.Delete.Objects;
      if (length === 0 || length > 1000) throw malformedXml();
      return parsed;
    },
    // IAM is asked for each key in `run`: one that is refused does not stop the others.
    permissions: () => [],
    async run(input, call) {
      const traceId = traceOf(call, Date.now());
      await context.host.state.read(() => context.buckets.require(input, call));
      const { Objects: targets, Quiet: quiet } = input.Delete;
      // One write for each key, so that a thousand of them do not hold up others.
      const outcomes = await Promise.all(
        targets.map(async (target) => ({ target, outcome: await removeOne(context, input, target, call, traceId) })),
      );
      return {
        Deleted: quiet ? [] : outcomes.flatMap(({ target, outcome }) => describeRemoved(target, outcome)),
        Errors: outcomes.flatMap(({ target, outcome }) => ("error" in outcome ? { ...target, ...outcome.error } : [])),
      };
    },
  };
}

async function removeOne(
  context: S3Context,
  input: Input,
  target: Target,
  call: Call,
  traceId: string,
): Promise<Outcome> {
  const { authorizer, settings, state } = context.host;
  const wanted = { ...target, IfMatch: target.ETag };
  // Asked in an audit as well: what is asked is counted.
  const refused = removePermissions(input.Bucket, wanted).filter((one) => !authorizer.allows(call.caller, one));
  if (refused.length > 0 && settings.iam === "enforce") {
    return { error: { Code: "AccessDenied", Message: "Access Denied" } };
  }
  try {
    const { VersionId: id } = target;
    if (id !== undefined && !isGivenVersionId(id)) {
      // One of a state from before ids told whether they were given may be there.
      const found = await state.read(() => context.objects.version(input.Bucket, target.Key, id));
      if (found === undefined) throw noSuchVersion(target.Key, id);
    }
    const removal = await state.write(() =>
      removeObject(context, context.buckets.require(input, call), wanted, call, traceId),
    );
    // At once: another key may fail for good, and with it the whole answer.
    context.notifications.announce(removal.announcements);
    await context.files.unlink(removal.files);
    return { removal };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { error: { Code: error.code, Message: error.message } };
  }
}

function describeRemoved(target: Target, outcome: Outcome) {
  if (!("removal" in outcome)) return [];
  const { DeleteMarker, VersionId } = outcome.removal;
  return {
    Key: target.Key,
    VersionId: target.VersionId,
    DeleteMarker,
    // The marker that was made, or the one that was removed.
    DeleteMarkerVersionId: DeleteMarker === true ? VersionId : undefined,
  };
}
