import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onBucket } from "../context.ts";
import { S3Error } from "../errors.ts";
import { BUCKET_MEMBERS, parseMembers } from "../parse.ts";
import type { BucketInput } from "../store/buckets.ts";

/** Removes an empty bucket; versions and delete markers count, uploads that are not complete go with it. */
export function deleteBucket(context: S3Context): Operation<BucketInput> {
  return {
    parse: (input) => parseMembers(v.object(BUCKET_MEMBERS), input),
    permissions: (input) => [onBucket("s3:DeleteBucket", input.Bucket)],
    async run(input, call) {
      const files = await context.host.state.write(() => {
        const { name } = context.buckets.require(input, call);
        if (context.objects.any(name)) {
          throw new S3Error(
            "BucketNotEmpty",
            context.buckets.versioning(name) === ""
              ? "The bucket you tried to delete is not empty"
              : "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
            { status: 409, members: { BucketName: name } },
          );
        }
        const files = context.uploads.removeAll(name);
        context.buckets.remove(name);
        return files;
      });
      await context.files.unlink(files);
      return {};
    },
  };
}
