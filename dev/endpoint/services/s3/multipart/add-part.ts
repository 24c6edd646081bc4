import type { Call } from "../../../service.ts";
import type { Algorithm } from "../checksum.ts";
import type { S3Context } from "../context.ts";
import type { BucketInput } from "../store/buckets.ts";
import type { Body, StoredBody } from "../store/files.ts";
import type { StoredPart } from "../store/uploads.ts";
import { findUpload } from "./upload.ts";

/** Where a part belongs. */
export type PartTarget = BucketInput & {
  readonly Key: string;
  readonly UploadId: string;
  readonly PartNumber: number;
};

/** Writes a part into its own file and makes it the upload's; the one that it replaces goes. */
export async function addPart(
  context: S3Context,
  target: PartTarget,
  body: Body,
  algorithms: readonly Algorithm[],
  verify: (stored: StoredBody) => void,
  call: Call,
): Promise<StoredPart> {
  return context.files.store(body, algorithms, async (stored) => {
    verify(stored);
    const part = {
      number: target.PartNumber,
      ...stored,
      modifiedAt: Math.floor(Date.now() / 1000) * 1000,
    };
    const replaced = await context.host.state.write(() =>
      context.uploads.putPart(findUpload(context, target, call).id, part),
    );
    await context.files.unlink(replaced);
    return part;
  });
}
