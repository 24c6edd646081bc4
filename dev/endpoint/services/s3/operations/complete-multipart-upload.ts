import * as v from "valibot";
import type { Call, Operation } from "../../../service.ts";
import { addObject } from "../add-object.ts";
import { ALGORITHMS, type Checksums } from "../checksum.ts";
import { checkWriteForm } from "../conditions.ts";
import { type S3Context, onObject } from "../context.ts";
import { encryptionOf } from "../encryption.ts";
import { S3Error, invalidRequest } from "../errors.ts";
import { compositeOf, verifyWhole } from "../multipart/checksums.ts";
import { completedBefore, etagOfParts } from "../multipart/completed-before.ts";
import { invalidPart, readParts } from "../multipart/read-parts.ts";
import { UPLOAD_MEMBERS, findUpload } from "../multipart/upload.ts";
import { parseMembers } from "../parse.ts";
import { CHECKSUM_MEMBERS } from "../sent-body.ts";
import type { ObjectVersion } from "../store/objects.ts";
import type { StoredPart, Upload } from "../store/uploads.ts";
import { NULL_VERSION } from "../store/version-id.ts";

/** Least bytes of every part but the last. */
const MIN_PART = 5 << 20;

const Input = v.object({
  ...UPLOAD_MEMBERS,
  ...CHECKSUM_MEMBERS,
  ChecksumType: v.optional(v.picklist(["FULL_OBJECT", "COMPOSITE"])),
  MpuObjectSize: v.optional(v.number()),
  MultipartUpload: v.object({
    Parts: v.optional(
      v.array(v.object({ ...CHECKSUM_MEMBERS, ETag: v.optional(v.string()), PartNumber: v.number() })),
      [],
    ),
  }),
  IfMatch: v.optional(v.string()),
  IfNoneMatch: v.optional(v.string()),
});

type Input = v.InferOutput<typeof Input>;
type NamedPart = Input["MultipartUpload"]["Parts"][number];

/** Makes an object of the parts that are named, in one file: the parts that are not named go with the upload. */
export function completeMultipartUpload(context: S3Context): Operation<Input> {
  return {
    parse(input) {
      const parsed = parseMembers(Input, input);
      checkWriteForm(parsed);
      return parsed;
    },
    permissions: (input) => [onObject("s3:PutObject", input.Bucket, input.Key)],
    async run(input, call) {
      try {
        return await complete(context, input, call);
      } catch (error) {
        // The upload is gone, or went while its parts were read.
        if (!(error instanceof S3Error && /^(?:NoSuchUpload|InvalidPart)$/.test(error.code))) throw error;
        const answer = await context.host.state.read(() => {
          const version = completedBefore(context, input, call);
          return version && answerOf(context, input, version);
        });
        if (answer === undefined) throw error;
        return answer;
      }
    },
  };
}

async function complete(context: S3Context, input: Input, call: Call) {
  const startedAt = performance.now();
  const { upload, parts } = await context.host.state.read(() => findParts(context, input, call));
  const { algorithm, checksumType } = upload;
  checkWhole(input, upload, parts);
  const composite = checksumType === "COMPOSITE";
  const body = readParts(context, upload.id, parts);
  return context.files.store(body, composite ? [] : [algorithm], async (stored) => {
    const name = `Checksum${algorithm}` as const;
    const checksum = composite
      ? await compositeOf(
          algorithm,
          parts.map((part) => part.checksums),
        )
      : (stored.checksums[name] ?? "");
    verifyWhole(algorithm, input[name], checksum);
    const meta = {
      ...upload.meta,
      Checksums: { [name]: checksum },
      ChecksumType: checksumType,
      FileMd5: stored.md5,
      PartsCount: parts.length,
      UploadId: upload.id,
    };
    const also = () => {
      // Aborted or completed since it was looked up: nothing is stored then.
      findUpload(context, input, call);
      context.objects.addParts(
        stored.file,
        // Clients read the parts from 1 to `PartsCount`.
        parts.map(({ size, checksums }, at) => ({ number: at + 1, size, checksums: only(checksums, upload) })),
      );
      return context.uploads.remove(upload.id);
    };
    const etag = etagOfParts(parts.map(({ md5 }) => md5));
    const event = "ObjectCreated:CompleteMultipartUpload";
    const added = { target: input, stored, meta, etag, also, event, startedAt, since: upload };
    const { row } = await addObject(context, added, call);
    return answerOf(context, input, row);
  });
}

function answerOf(context: S3Context, input: Input, { etag, meta, version }: ObjectVersion) {
  return {
    Location: `${context.host.endpointUrl()}/${input.Bucket}/${encodeURIComponent(input.Key)}`,
    Bucket: input.Bucket,
    Key: input.Key,
    ETag: etag,
    ...meta.Checksums,
    ChecksumType: meta.ChecksumType,
    ...encryptionOf(meta),
    VersionId: version === NULL_VERSION ? undefined : version,
  };
}

/** Finds what the request names. Throws what is wrong with it. */
function findParts(context: S3Context, input: Input, call: Call): { upload: Upload; parts: StoredPart[] } {
  const upload = findUpload(context, input, call);
  const named = input.MultipartUpload.Parts;
  if (named.length === 0) throw invalidRequest("You must specify at least one part");
  if (named.some(({ PartNumber }, at) => at > 0 && PartNumber <= (named[at - 1]?.PartNumber ?? 0))) {
    throw new S3Error(
      "InvalidPartOrder",
      "The list of parts was not in ascending order. Parts must be ordered by part number.",
      { members: { UploadId: upload.id } },
    );
  }
  const stored = new Map(context.uploads.parts(upload.id, 0, -1).map((part) => [part.number, part]));
  const parts = named.map((part) => {
    const found = stored.get(part.PartNumber);
    if (found === undefined || part.ETag?.replaceAll('"', "") !== found.md5 || !sameChecksums(part, found)) {
      throw invalidPart(upload.id, part.PartNumber, part.ETag);
    }
    return found;
  });
  checkSizes(parts);
  return { upload, parts };
}

function sameChecksums(named: NamedPart, stored: StoredPart): boolean {
  return ALGORITHMS.every((algorithm) => {
    const name = `Checksum${algorithm}` as const;
    return named[name] === undefined || named[name] === stored.checksums[name];
  });
}

function checkSizes(parts: readonly StoredPart[]): void {
  const small = parts.slice(0, -1).find(({ size }) => size < MIN_PART);
  if (small === undefined) return;
  throw new S3Error("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
    members: {
      ProposedSize: small.size,
      MinSizeAllowed: MIN_PART,
      PartNumber: small.number,
      ETag: small.md5,
    },
  });
}

/** Checks what the request says of the object, as far as it can be told before the parts are read. */
function checkWhole(input: Input, upload: Upload, parts: readonly StoredPart[]): void {
  const { algorithm, checksumType } = upload;
  const lower = algorithm.toLowerCase();
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== size) {
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${size}`,
    );
  }
  if (input.ChecksumType !== undefined && input.ChecksumType !== checksumType) {
    throw new S3Error(
      "BadDigest",
      `The upload was created using the ${checksumType} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  if (checksumType !== "COMPOSITE") return;
  const bare = input.MultipartUpload.Parts.find((part) => part[`Checksum${algorithm}`] === undefined);
  if (bare === undefined) return;
  throw invalidRequest(
    `The upload was created using a ${lower} checksum. The complete request must include the checksum for each part. It was missing for part ${bare.PartNumber} in the request.`,
  );
}

/** What is kept of a part's checksums: that of the algorithm that the client named. */
function only(checksums: Checksums, { algorithm, chosen }: Upload): Checksums {
  if (!chosen) return {};
  return { [`Checksum${algorithm}`]: checksums[`Checksum${algorithm}`] };
}
