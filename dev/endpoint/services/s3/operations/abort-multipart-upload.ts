import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onObject } from "../context.ts";
import { UPLOAD_MEMBERS, findUpload } from "../multipart/upload.ts";
import { parseMembers } from "../parse.ts";

const Input = v.object(UPLOAD_MEMBERS);

/** Ends an upload without an object; its parts go. */
export function abortMultipartUpload(context: S3Context): Operation<v.InferOutput<typeof Input>> {
  return {
    parse: (input) => parseMembers(Input, input),
    permissions: (input) => [onObject("s3:AbortMultipartUpload", input.Bucket, input.Key)],
    async run(input, call) {
      const files = await context.host.state.write(() => context.uploads.remove(findUpload(context, input, call).id));
      await context.files.unlink(files);
      return {};
    },
  };
}
