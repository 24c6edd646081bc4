import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { ALGORITHMS } from "../checksum.ts";
import { type S3Context, onObject } from "../context.ts";
import { findVersion } from "../find-version.ts";
import { OBJECT_MEMBERS, parseMembers } from "../parse.ts";
import type { ObjectVersion } from "../store/objects.ts";

const ATTRIBUTES = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"] as const;
const MAX_PARTS = 1000;

const Input = v.object({
  ...OBJECT_MEMBERS,
  VersionId: v.optional(v.string()),
  /** A list, in one header on the wire. */
  ObjectAttributes: v.pipe(
    v.union([v.array(v.string()), v.string()]),
    v.transform((names) => (typeof names === "string" ? names.split(",").map((name) => name.trim()) : names)),
    v.array(v.picklist(ATTRIBUTES, "Invalid attribute name specified.")),
  ),
  MaxParts: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), MAX_PARTS),
  PartNumberMarker: v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer()), 0),
});

type Input = v.InferOutput<typeof Input>;

/** Tells what is asked of an object without reading it; the ETag stands without quotes here. */
export function getObjectAttributes(context: S3Context): Operation<Input> {
  return {
    parse: (input) => parseMembers(Input, input),
    permissions: ({ Bucket, Key, VersionId }) =>
      VersionId === undefined
        ? [onObject("s3:GetObject", Bucket, Key), onObject("s3:GetObjectAttributes", Bucket, Key)]
        : [onObject("s3:GetObjectVersion", Bucket, Key), onObject("s3:GetObjectVersionAttributes", Bucket, Key)],
    run: (input, call) =>
      context.host.state.read(() => {
        const { version, versioning } = findVersion(context, input, call);
        const asked = new Set(input.ObjectAttributes);
        return {
          LastModified: new Date(version.modifiedAt),
          VersionId: versioning === "" ? undefined : version.version,
          ETag: asked.has("ETag") ? version.etag.replaceAll('"', "") : undefined,
          Checksum: asked.has("Checksum") ? checksumOf(version) : undefined,
          ObjectParts: asked.has("ObjectParts") ? partsOf(context, version, input) : undefined,
          StorageClass: asked.has("StorageClass") ? "STANDARD" : undefined,
          ObjectSize: asked.has("ObjectSize") ? version.size : undefined,
        };
      }),
  };
}

function checksumOf({ meta: { Checksums, ChecksumType = "FULL_OBJECT" } }: ObjectVersion) {
  const there = ALGORITHMS.some((algorithm) => Checksums[`Checksum${algorithm}`] !== undefined);
  if (!there) return undefined;
  // Without the number of parts, which the other answers end a composite checksum with.
  const plain = Object.entries(Checksums).map(([name, value]) => [name, value?.replace(/-\d+$/, "")]);
  return { ...(Object.fromEntries(plain) as typeof Checksums), ChecksumType };
}

/** Undefined for what was put as a whole. The parts are told where the upload named a checksum algorithm. */
function partsOf(context: S3Context, { file, meta }: ObjectVersion, { MaxParts, PartNumberMarker }: Input) {
  if (meta.PartsCount === undefined) return undefined;
  const limit = Math.min(MaxParts, MAX_PARTS);
  const found = context.objects.parts(file, PartNumberMarker, limit + 1);
  const page = found.slice(0, limit);
  const told = page.filter(({ checksums }) => Object.keys(checksums).length > 0);
  if (told.length === 0) return { TotalPartsCount: meta.PartsCount };
  return {
    TotalPartsCount: meta.PartsCount,
    PartNumberMarker,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: limit,
    IsTruncated: found.length > page.length,
    Parts: told.map(({ number, size, checksums }) => ({ PartNumber: number, Size: size, ...checksums })),
  };
}
