import * as v from "valibot";
import type { Call } from "../../../service.ts";
import type { S3Context } from "../context.ts";
import { S3Error } from "../errors.ts";
import { OBJECT_MEMBERS } from "../parse.ts";
import type { BucketInput } from "../store/buckets.ts";
import type { Upload } from "../store/uploads.ts";

/** Members that name an upload. */
export const UPLOAD_MEMBERS = { ...OBJECT_MEMBERS, UploadId: v.string() };

/** The number of a part. */
export const PART_NUMBER = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(1, "Part number must be an integer between 1 and 10000, inclusive"),
  v.maxValue(10_000, "Part number must be an integer between 1 and 10000, inclusive"),
);

/** The upload that an input names; inside `State.read` or `State.write`. Throws `NoSuchUpload` (404). */
export function findUpload(
  context: S3Context,
  input: BucketInput & { readonly Key: string; readonly UploadId: string },
  call: Call,
): Upload {
  const { name } = context.buckets.require(input, call);
  const upload = context.uploads.find(name, input.Key, input.UploadId);
  if (upload !== undefined) return upload;
  throw new S3Error(
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    { status: 404, members: { UploadId: input.UploadId } },
  );
}
