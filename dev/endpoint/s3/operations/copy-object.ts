import * as v from "valibot";
import type { Operation } from "../../service.ts";
import { addObject } from "../add-object.ts";
import { ALGORITHMS, type Algorithm } from "../checksum.ts";
import { checkReadConditions } from "../conditions.ts";
import { type S3Context, onObject } from "../context.ts";
import { readCopySource } from "../copy-source.ts";
import { S3Error, invalidRequest, preconditionFailed } from "../errors.ts";
import { META_MEMBERS, STORAGE_MEMBERS, checkStorage, metaOf } from "../object-members.ts";
import { OBJECT_MEMBERS, parseInput } from "../parse.ts";
import type { ObjectMeta, ObjectVersion } from "../store/objects.ts";
import { openVersion } from "./get-object.ts";

const Input = v.pipe(
  v.object({
    ...OBJECT_MEMBERS,
    ...META_MEMBERS,
    ...STORAGE_MEMBERS,
    CopySource: v.string(),
    MetadataDirective: v.optional(v.picklist(["COPY", "REPLACE"], "Unknown metadata directive."), "COPY"),
    ChecksumAlgorithm: v.optional(v.picklist(ALGORITHMS)),
    CopySourceIfMatch: v.optional(v.string()),
    CopySourceIfNoneMatch: v.optional(v.string()),
    CopySourceIfModifiedSince: v.optional(v.date()),
    CopySourceIfUnmodifiedSince: v.optional(v.date()),
    ExpectedSourceBucketOwner: v.optional(v.string()),
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
      const parsed = parseInput(Input, input);
      checkStorage("CopyObject", parsed);
      const { Bucket, Key, Source, MetadataDirective } = parsed;
      const same = Source.Bucket === Bucket && Source.Key === Key && Source.VersionId === undefined;
      if (same && MetadataDirective === "COPY" && parsed.ServerSideEncryption === undefined) {
        throw invalidRequest(
          "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        );
      }
      return parsed;
    },
    permissions: ({ Bucket, Key, Source }) => [
      onObject(Source.VersionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion", Source.Bucket, Source.Key),
      onObject("s3:PutObject", Bucket, Key),
    ],
    async run(input, call) {
      const startedAt = performance.now();
      await context.host.state.read(() => context.buckets.require(input, call));
      const source = { ...input.Source, ExpectedBucketOwner: input.ExpectedSourceBucketOwner };
      const { found, handle } = await openVersion(context, source, call);
      try {
        checkSource(input, found.version);
        const algorithm = input.ChecksumAlgorithm ?? algorithmOf(found.version.meta);
        const body = handle.createReadStream({ highWaterMark: 1 << 20, autoClose: false });
        return await context.files.store(body, [algorithm], async (stored) => {
          const meta = {
            ...(input.MetadataDirective === "REPLACE" ? metaOf(input) : found.version.meta),
            Checksums: stored.checksums,
          };
          const added = { target: input, stored, meta, event: "ObjectCreated:Copy", startedAt };
          const { row, versionId } = await addObject(context, added, call);
          return {
            CopyObjectResult: {
              ETag: row.etag,
              LastModified: new Date(row.modifiedAt),
              ChecksumType: "FULL_OBJECT",
              ...stored.checksums,
            },
            ServerSideEncryption: "AES256",
            VersionId: versionId,
            CopySourceVersionId: found.versioning === "" ? undefined : found.version.version,
          };
        });
      } finally {
        await handle.close();
      }
    },
  };
}

/** A source that was not modified is 412 here, where a read answers 304. */
function checkSource(input: Input, version: ObjectVersion): void {
  try {
    checkReadConditions(
      {
        IfMatch: input.CopySourceIfMatch,
        IfNoneMatch: input.CopySourceIfNoneMatch,
        IfModifiedSince: input.CopySourceIfModifiedSince,
        IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
      },
      version,
    );
  } catch (error) {
    if (!(error instanceof S3Error) || error.status !== 304) throw error;
    throw preconditionFailed(
      input.CopySourceIfNoneMatch === undefined
        ? "x-amz-copy-source-If-Modified-Since"
        : "x-amz-copy-source-If-None-Match",
    );
  }
}

function algorithmOf(meta: ObjectMeta): Algorithm {
  return ALGORITHMS.find((algorithm) => meta.Checksums[`Checksum${algorithm}`] !== undefined) ?? "CRC64NVME";
}
