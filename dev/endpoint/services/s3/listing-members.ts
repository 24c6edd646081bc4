import * as v from "valibot";
import { ALGORITHMS } from "./checksum.ts";
import { encodeKey } from "./encode-key.ts";
import { canonicalId } from "./identity.ts";
import type { BUCKET_MEMBERS } from "./parse.ts";
import type { Listing } from "./store/listing.ts";
import type { ObjectVersion } from "./store/objects.ts";

const MAX_KEYS = 1000;

/** What the listings of objects have in common. */
export const LISTING_MEMBERS = {
  Prefix: v.optional(v.string()),
  Delimiter: v.optional(v.string()),
  EncodingType: v.optional(v.literal("url", "Invalid Encoding Method specified in Request")),
  MaxKeys: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1)), MAX_KEYS),
};

type ListingInput = v.InferOutput<v.ObjectSchema<typeof BUCKET_MEMBERS & typeof LISTING_MEMBERS, undefined>>;

/** Entries of a page: 1000 at most, whatever is asked for. */
export function limitOf(maxKeys: number): number {
  return Math.min(maxKeys, MAX_KEYS);
}

/** How keys are written in a listing. */
export function encoderOf(encodingType: "url" | undefined): (key: string) => string {
  return encodingType === "url" ? encodeKey : (key) => key;
}

/** What the head and the foot of every listing of objects say alike. */
export function listingFrame(
  { Bucket, Prefix = "", Delimiter, MaxKeys, EncodingType }: ListingInput,
  page: Pick<Listing, "next" | "commonPrefixes">,
) {
  const encode = encoderOf(EncodingType);
  return {
    Name: Bucket,
    Prefix: encode(Prefix),
    MaxKeys: limitOf(MaxKeys),
    // An empty one is none (LocalStack's records, 2025-01-21).
    Delimiter: Delimiter === undefined || Delimiter === "" ? undefined : encode(Delimiter),
    IsTruncated: page.next !== undefined,
    EncodingType,
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

/** An account as listings show it. */
export function ownerOf(account: string): { ID: string } {
  return { ID: canonicalId(account) };
}

/** A version as `Contents` shows it. */
export function describeObject(version: ObjectVersion, encode: (key: string) => string, owner: string | undefined) {
  const algorithms = ALGORITHMS.filter((algorithm) => version.meta.Checksums[`Checksum${algorithm}`] !== undefined);
  return {
    Key: encode(version.key),
    LastModified: new Date(version.modifiedAt),
    ETag: version.etag,
    ChecksumAlgorithm: algorithms,
    ChecksumType: algorithms.length > 0 ? (version.meta.ChecksumType ?? "FULL_OBJECT") : undefined,
    Size: version.size,
    StorageClass: "STANDARD",
    Owner: owner === undefined ? undefined : ownerOf(owner),
  };
}
