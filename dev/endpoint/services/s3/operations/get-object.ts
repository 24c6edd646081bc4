import type { FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import * as v from "valibot";
import { WholeBody } from "../../../http/protocol/body.ts";
import type { Call, Operation } from "../../../service.ts";
import type { Checksums } from "../checksum.ts";
import { checkReadConditions } from "../conditions.ts";
import { type S3Context, onObject } from "../context.ts";
import { S3Error, invalidRequest } from "../errors.ts";
import { type FoundVersion, findVersion } from "../find-version.ts";
import { type ObjectDescription, READ_MEMBERS, describeVersion, overridesOf } from "../object-members.ts";
import { OBJECT_MEMBERS, parseMembers } from "../parse.ts";
import type { ObjectVersion } from "../store/objects.ts";
import { type ByteRange, readRange } from "../range.ts";
import { type PartRange, partRange } from "../multipart/part-range.ts";

const Input = v.object({ ...OBJECT_MEMBERS, ...READ_MEMBERS });

type Input = v.InferOutput<typeof Input>;

/** What GetObject answers; `Body` is to be read or destroyed. */
export type GetObjectOutput = ObjectDescription & {
  readonly Body: Readable;
  readonly ContentLength: number;
  readonly ContentRange: string | undefined;
  readonly PartsCount: number | undefined;
};

/** Smaller reads would starve beside the state's work. */
const READ_SIZE = 1 << 20;
/** Bytes up to which an object is read at once, from memory as a rule: the way to Node's threads takes longer. */
const SMALL = 64 << 10;

/** Reads an object or a range of it. */
export function getObject(context: S3Context): Operation<Input, GetObjectOutput> {
  return {
    parse: (input) => parseMembers(Input, input),
    permissions: (input) => readPermissions(input),
    async run(input, call) {
      // At one moment: once another object has taken the key, nothing is known of the parts of this one.
      const look = () => {
        const found = findVersion(context, input, call);
        checkReadConditions(input, found.version);
        return { ...found, range: rangeOf(context, input, found.version) };
      };
      type Found = ReturnType<typeof look>;
      const { found, opened } = await openVersion<Found, FileHandle | Buffer>(context, input, look, ({ file, size }) =>
        size > SMALL ? context.files.open(file) : context.files.readNow(file),
      );
      const { version, versioning, range } = found;
      const { start, end } = range ?? { start: 0, end: version.size - 1 };
      return {
        ...describeVersion(version, versioning, shownChecksums(input, version, range)),
        ...overridesOf(input),
        ContentLength: end - start + 1,
        ContentRange: range === undefined ? undefined : `bytes ${start}-${end}/${version.size}`,
        PartsCount: input.PartNumber === undefined ? undefined : version.meta.PartsCount,
        Body: Buffer.isBuffer(opened)
          ? new WholeBody(opened.subarray(start, end + 1))
          : opened.createReadStream({ start, end, highWaterMark: READ_SIZE }),
      };
    },
  };
}

/** The bytes that a read asks for, by range or by part; undefined for all of them. Inside `State.read`. */
export function rangeOf(
  context: S3Context,
  input: Pick<Input, "Range" | "PartNumber">,
  version: ObjectVersion,
): ByteRange | PartRange | undefined {
  if (input.PartNumber === undefined) return readRange(input.Range, version.size);
  if (input.Range !== undefined) {
    throw invalidRequest("Cannot specify both Range header and partNumber query parameter");
  }
  return partRange(context, version, input.PartNumber);
}

/** The checksums of the object or the part that is read, where the caller asks for them; a part of its bytes has none. */
export function shownChecksums(
  { ChecksumMode }: Pick<Input, "ChecksumMode">,
  { meta, size }: ObjectVersion,
  range: ByteRange | PartRange | undefined,
): Checksums | undefined {
  if (ChecksumMode?.toUpperCase() !== "ENABLED") return undefined;
  if (range === undefined) return meta.Checksums;
  if ("checksums" in range) return range.checksums;
  // A range over the whole object is answered with that of the object (LocalStack's records, 2025-01-21).
  return range.start === 0 && range.end === size - 1 ? meta.Checksums : undefined;
}

/** What reading an object needs: another action where a version is named. */
export function readPermissions(input: Pick<Input, "Bucket" | "Key" | "VersionId">) {
  const action = input.VersionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
  return [onObject(action, input.Bucket, input.Key)];
}

/** Opens the file of a version that is copied, as `openVersion` does. */
export function openSource(
  context: S3Context,
  source: Pick<Input, "Bucket" | "Key" | "VersionId" | "ExpectedBucketOwner">,
  call: Call,
): Promise<{ found: FoundVersion; opened: FileHandle }> {
  const look = () => findVersion(context, source, call);
  return openVersion(context, source, look, ({ file }) => context.files.open(file));
}

/**
 * Finds a version and opens its file; looks again where another request has just replaced it. Throws `ObjectDamaged`
 * (409) where the file is missing, or has another size than was stored.
 * @param look finds it, inside `State.read`
 * @param open resolves with undefined where the version's file is gone
 */
async function openVersion<Found extends FoundVersion, Opened extends FileHandle | Buffer>(
  context: S3Context,
  input: Pick<Input, "Bucket" | "Key">,
  look: () => Found,
  open: (version: ObjectVersion) => Opened | undefined | Promise<Opened | undefined>,
): Promise<{ found: Found; opened: Opened }> {
  for (let missing = ""; ;) {
    const found = await context.host.state.read(look);
    const { file } = found.version;
    const opened = await open(found.version);
    if (opened === undefined) {
      if (file === missing) throw damaged(input.Bucket, input.Key);
      missing = file;
      continue;
    }
    if ((await sizeOf(opened)) === found.version.size) return { found, opened };
    if (!Buffer.isBuffer(opened)) await opened.close();
    throw damaged(input.Bucket, input.Key);
  }
}

async function sizeOf(opened: FileHandle | Buffer): Promise<number> {
  return Buffer.isBuffer(opened) ? opened.length : (await opened.stat()).size;
}

/** Not an answer of S3, which loses nothing: the file was removed by hand, or power was lost before it was on disk. */
function damaged(bucket: string, key: string): S3Error {
  return new S3Error("ObjectDamaged", `The file of ${bucket}/${key} is missing or damaged. Put the object again.`, {
    status: 409,
  });
}
