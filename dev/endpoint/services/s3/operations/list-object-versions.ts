import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import { type S3Context, onBucket } from "../context.ts";
import { invalidArgument } from "../errors.ts";
import { checkVersionId, invalidVersionId } from "../find-version.ts";
import { LISTING_MEMBERS, describeObject, encoderOf, limitOf, listingFrame, ownerOf } from "../listing-members.ts";
import { BUCKET_MEMBERS, parseMembers } from "../parse.ts";
import { listObjects } from "../store/listing.ts";
import { isGivenVersionId, sequenceOfVersion } from "../store/version-id.ts";

const Input = v.object({
  ...BUCKET_MEMBERS,
  ...LISTING_MEMBERS,
  KeyMarker: v.optional(v.string(), ""),
  VersionIdMarker: v.optional(v.string()),
});

/** Lists every version and delete marker, the newest of a key first. */
export function listObjectVersions(context: S3Context): Operation<v.InferOutput<typeof Input>> {
  return {
    parse(input) {
      const parsed = parseMembers(Input, input);
      if (parsed.VersionIdMarker !== undefined && parsed.VersionIdMarker !== "") {
        if (parsed.KeyMarker === "") {
          throw invalidArgument(
            "A version-id marker cannot be specified without a key marker.",
            "version-id-marker",
            parsed.VersionIdMarker,
          );
        }
        checkVersionId(parsed.VersionIdMarker, "version-id-marker");
      }
      return parsed;
    },
    permissions: (input) => [onBucket("s3:ListBucketVersions", input.Bucket)],
    run(input, call) {
      const { Bucket, Prefix = "", Delimiter, KeyMarker, VersionIdMarker } = input;
      const encode = encoderOf(input.EncodingType);
      return context.host.state.read(() => {
        const { account } = context.buckets.require(input, call);
        const page = listObjects(context.host.state, {
          bucket: Bucket,
          prefix: Prefix,
          delimiter: Delimiter ?? "",
          limit: limitOf(input.MaxKeys),
          versions: true,
          after: KeyMarker,
          afterSequence: sequenceOf(context, input),
        });
        const place = (version: { version: string; latest: boolean }) => ({
          VersionId: version.version,
          IsLatest: version.latest,
        });
        return {
          ...listingFrame(input, page),
          KeyMarker: encode(KeyMarker),
          VersionIdMarker: VersionIdMarker ?? "",
          NextKeyMarker: page.next === undefined ? undefined : encode(page.next.key),
          NextVersionIdMarker: page.next?.version?.version,
          Versions: page.versions
            .filter((version) => !version.marker)
            .map((version) => ({ ...describeObject(version, encode, account), ...place(version) })),
          DeleteMarkers: page.versions
            .filter((version) => version.marker)
            .map((version) => ({
              Key: encode(version.key),
              LastModified: new Date(version.modifiedAt),
              Owner: ownerOf(account),
              ...place(version),
            })),
        };
      });
    },
  };
}

/** Behind every sequence of a key, so that all of its versions follow. */
const BEFORE_ALL = Number.MAX_SAFE_INTEGER;

/**
 * Where the page begins among the versions of the marker's key, also where the marker was deleted meanwhile: who deletes
 * page by page (boto3's `bucket.object_versions.delete()`) loses none.
 */
function sequenceOf(
  { objects }: S3Context,
  { Bucket, KeyMarker, VersionIdMarker = "" }: v.InferOutput<typeof Input>,
): number | undefined {
  if (VersionIdMarker === "") return undefined;
  const known = objects.version(Bucket, KeyMarker, VersionIdMarker)?.sequence ?? sequenceOfVersion(VersionIdMarker);
  if (known !== undefined) return known;
  if (!isGivenVersionId(VersionIdMarker)) throw invalidVersionId(VersionIdMarker, "version-id-marker");
  // The `null` version has no place of its own: what follows twice is better than what never does.
  return BEFORE_ALL;
}
