import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { addObject } from "../add-object.ts";
import type { Checksums } from "../checksum.ts";
import { checkWriteForm } from "../conditions.ts";
import { type S3Context, onObject } from "../context.ts";
import { chooseEncryption, encryptionOf } from "../encryption.ts";
import type { Encryption } from "../store/objects.ts";
import { META_MEMBERS, STORAGE_MEMBERS, checkStorage, metaOf, taggingPermissions } from "../object-members.ts";
import { OBJECT_MEMBERS, parseMembers } from "../parse.ts";
import { SENT_BODY_MEMBERS, checkSize, sentAlgorithm, verifyBody } from "../sent-body.ts";

const Input = v.object({
  ...OBJECT_MEMBERS,
  ...META_MEMBERS,
  ...STORAGE_MEMBERS,
  ...SENT_BODY_MEMBERS,
  IfMatch: v.optional(v.string()),
  IfNoneMatch: v.optional(v.string()),
});

type Input = v.InferOutput<typeof Input>;

/** What PutObject answers. */
export type PutObjectOutput = Checksums &
  Encryption & {
    readonly ETag: string;
    readonly ChecksumType: "FULL_OBJECT";
    readonly VersionId: string | undefined;
  };

/**
 * Stores an object, with a CRC64NVME as S3 adds it where the client sends no checksum.
 * @param event what notifications tell of it
 */
export function putObject(context: S3Context, event: string): Operation<Input, PutObjectOutput> {
  return {
    parse(input) {
      const parsed = parseMembers(Input, input);
      checkStorage("PutObject", parsed);
      checkWriteForm(parsed);
      return parsed;
    },
    permissions: (input) => [onObject("s3:PutObject", input.Bucket, input.Key), ...taggingPermissions(input)],
    async run(input, call) {
      const startedAt = performance.now();
      checkSize(input);
      const algorithm = sentAlgorithm(input) ?? "CRC64NVME";
      // Told before the body is read; the write asks again.
      const meta = { ...metaOf(input), ...(await chooseEncryption(context, input, call)) };
      return context.files.store(input.Body, [algorithm], async (stored) => {
        verifyBody(input, algorithm, stored);
        const Checksums = stored.checksums;
        const added = { target: input, stored, meta: { ...meta, Checksums }, event, startedAt };
        const { row, versionId } = await addObject(context, added, call);
        return {
          ETag: row.etag,
          ...Checksums,
          ChecksumType: "FULL_OBJECT",
          ...encryptionOf(meta),
          VersionId: versionId,
        };
      });
    },
  };
}
