import * as v from "valibot";
import type { Permission } from "../../../identity/caller.ts";
import type { Operation } from "../../../service.ts";
import { addObject } from "../add-object.ts";
import { ALGORITHMS, type Algorithm } from "../checksum.ts";
import { checkWriteForm } from "../conditions.ts";
import { type S3Context, onObject } from "../context.ts";
import { SOURCE_MEMBERS, checkSource, readCopySource, sourcePermission } from "../copy-source.ts";
import { chooseEncryption, encryptionOf } from "../encryption.ts";
import { invalidRequest } from "../errors.ts";
import { META_MEMBERS, STORAGE_MEMBERS, checkStorage, metaOf, taggingPermissions } from "../object-members.ts";
import { OBJECT_MEMBERS, parseMembers } from "../parse.ts";
import { requirePermission } from "../require-permission.ts";
import type { ObjectMeta } from "../store/objects.ts";
import { readTagging } from "../tags.ts";
import { openSource } from "./get-object.ts";

const Input = v.pipe(
  v.object({
    ...OBJECT_MEMBERS,
    ...META_MEMBERS,
    ...STORAGE_MEMBERS,
    ...SOURCE_MEMBERS,
    MetadataDirective: v.optional(v.picklist(["COPY", "REPLACE"], "Unknown metadata directive."), "COPY"),
    TaggingDirective: v.optional(v.picklist(["COPY", "REPLACE"], "Unknown tagging directive."), "COPY"),
    ChecksumAlgorithm: v.optional(v.picklist(ALGORITHMS)),
    IfMatch: v.optional(v.string()),
    IfNoneMatch: v.optional(v.string()),
  }),
  v.transform((input) => ({ ...input, Source: readCopySource(input.CopySource) })),
);

type Input = v.InferOutput<typeof Input>;

/** Copies an object or one of its versions, with its metadata or with that of the request. */
export function copyObject(context: S3Context): Operation<Input> {
  return {
    parse(input) {
      const parsed = parseMembers(Input, input);
      checkStorage("CopyObject", parsed);
      checkWriteForm(parsed);
      return parsed;
    },
    permissions: (input) => [
      sourcePermission(input.Source),
      onObject("s3:PutObject", input.Bucket, input.Key),
      ...taggingPermissions(input),
    ],
    async run(input, call) {
      const startedAt = performance.now();
      await checkChange(context, input);
      const encryption = await chooseEncryption(context, input, call);
      const source = { ...input.Source, ExpectedBucketOwner: input.ExpectedSourceBucketOwner };
      const { found, opened: handle } = await openSource(context, source, call);
      try {
        checkSource(input, found.version);
        if (input.TaggingDirective === "COPY" && found.version.meta.Tags !== undefined) {
          for (const permission of copiedTagsPermissions(input)) requirePermission(context, permission, call);
        }
        const algorithm = input.ChecksumAlgorithm ?? algorithmOf(found.version.meta);
        const body = handle.createReadStream({ highWaterMark: 1 << 20, autoClose: false });
        return await context.files.store(body, [algorithm], async (stored) => {
          const meta = {
            ...(input.MetadataDirective === "REPLACE" ? metaOf(input) : found.version.meta),
            Tags: input.TaggingDirective === "REPLACE" ? readTagging(input.Tagging) : found.version.meta.Tags,
            // The copy is put as a whole.
            ChecksumType: undefined,
            FileMd5: undefined,
            PartsCount: undefined,
            UploadId: undefined,
            Encryption: encryption.Encryption,
            Checksums: stored.checksums,
          };
          const added = { target: input, stored, meta, event: "ObjectCreated:Copy", startedAt };
          const { row, versioning } = await addObject(context, added, call);
          return {
            CopyObjectResult: {
              ETag: row.etag,
              LastModified: new Date(row.modifiedAt),
              ChecksumType: "FULL_OBJECT",
              ...stored.checksums,
            },
            ...encryptionOf(encryption),
            // Unlike a put, a copy tells of the `null` version where versioning is suspended.
            VersionId: versioning === "" ? undefined : row.version,
            CopySourceVersionId: found.versioning === "" ? undefined : found.version.version,
          };
        });
      } finally {
        await handle.close();
      }
    },
  };
}

/**
 * Refuses a copy of an object onto itself that would change nothing. One that names a storage class or an encryption is
 * taken, whichever it is, and so is any in a bucket whose encryption was put (recorded: LocalStack). Throws
 * `InvalidRequest`.
 */
async function checkChange({ host, buckets }: S3Context, input: Input): Promise<void> {
  const { Bucket, Key, Source, MetadataDirective, ServerSideEncryption, StorageClass } = input;
  if (Source.Bucket !== Bucket || Source.Key !== Key || Source.VersionId !== undefined) return;
  if (MetadataDirective === "REPLACE" || ServerSideEncryption !== undefined || StorageClass !== undefined) return;
  if ((await host.state.read(() => buckets.setting(Bucket, "encryption"))) !== undefined) return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

/** What the tags that come along need: that an object has some is known only once it is found. */
function copiedTagsPermissions({ Source, Bucket, Key }: Input): Permission[] {
  const read = Source.VersionId === undefined ? "s3:GetObjectTagging" : "s3:GetObjectVersionTagging";
  return [onObject(read, Source.Bucket, Source.Key), onObject("s3:PutObjectTagging", Bucket, Key)];
}

function algorithmOf(meta: ObjectMeta): Algorithm {
  return ALGORITHMS.find((algorithm) => meta.Checksums[`Checksum${algorithm}`] !== undefined) ?? "CRC64NVME";
}
