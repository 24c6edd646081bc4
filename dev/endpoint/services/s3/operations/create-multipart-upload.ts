import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { ALGORITHMS } from "../checksum.ts";
import { type S3Context, onObject } from "../context.ts";
import { chooseEncryption, encryptionOf } from "../encryption.ts";
import { invalidRequest } from "../errors.ts";
import { checksumTypeOf } from "../multipart/checksums.ts";
import { META_MEMBERS, STORAGE_MEMBERS, checkStorage, metaOf, taggingPermissions } from "../object-members.ts";
import { OBJECT_MEMBERS, parseMembers } from "../parse.ts";

const Input = v.object({
  ...OBJECT_MEMBERS,
  ...META_MEMBERS,
  ...STORAGE_MEMBERS,
  ChecksumAlgorithm: v.optional(v.picklist(ALGORITHMS)),
  ChecksumType: v.optional(v.picklist(["FULL_OBJECT", "COMPOSITE"])),
});

/** Begins an upload in parts; what describes the object is told here. */
export function createMultipartUpload(context: S3Context): Operation<v.InferOutput<typeof Input>> {
  return {
    parse(input) {
      const parsed = parseMembers(Input, input);
      checkStorage("CreateMultipartUpload", parsed);
      if (parsed.ChecksumType !== undefined && parsed.ChecksumAlgorithm === undefined) {
        throw invalidRequest(
          "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
        );
      }
      return parsed;
    },
    permissions: (input) => [onObject("s3:PutObject", input.Bucket, input.Key), ...taggingPermissions(input)],
    async run(input, call) {
      const algorithm = input.ChecksumAlgorithm ?? "CRC64NVME";
      const checksumType = checksumTypeOf(algorithm, input.ChecksumType);
      const chosen = input.ChecksumAlgorithm !== undefined;
      const meta = { ...metaOf(input), ...(await chooseEncryption(context, input, call)) };
      const now = Date.now();
      const UploadId = await context.host.state.write(() =>
        context.uploads.add({
          bucket: context.buckets.require(input, call).name,
          key: input.Key,
          sequence: context.objects.nextSequence(now),
          startedAt: now,
          algorithm,
          checksumType,
          chosen,
          meta,
        }),
      );
      return {
        Bucket: input.Bucket,
        Key: input.Key,
        UploadId,
        ...encryptionOf(meta),
        ...(chosen ? { ChecksumAlgorithm: algorithm, ChecksumType: checksumType } : {}),
      };
    },
  };
}
