import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onObject } from "../context.ts";
import { S3Error, noSuchKey } from "../errors.ts";
import { findTagged } from "../find-version.ts";
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
        const { version, versioning } = findNamed(context, input, call);
        return { TagSet: version.meta.Tags ?? [], VersionId: versioning === "" ? undefined : version.version };
      }),
  };
}

/** Of a key that is not there this operation alone names the bucket before it (LocalStack's records, 2025-01-21). */
const findNamed: typeof findTagged = (context, input, call) => {
  try {
    return findTagged(context, input, call);
  } catch (error) {
    if (!(error instanceof S3Error) || error.code !== "NoSuchKey") throw error;
    throw noSuchKey(`${input.Bucket}/${input.Key}`, error.headers);
  }
};
