import { S3Error, invalidArgument } from "./errors.ts";

/** A tag of a bucket or an object. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const MAX_BUCKET_TAGS = 50;
const MAX_OBJECT_TAGS = 10;
/** The letters, digits and signs that a tag may have (S3's guide, "Tag restrictions"). */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** Checks the tags of a bucket; there may be 50. Throws `InvalidTag` or `BadRequest`. */
export function checkBucketTags(tags: readonly Tag[]): void {
  if (tags.length > MAX_BUCKET_TAGS) {
    throw new S3Error("BadRequest", `Bucket tag count cannot be greater than ${MAX_BUCKET_TAGS}`);
  }
  checkTags(tags, "System tags cannot be added/updated by requester");
}

/** Checks the tags of a bucket that is to be made. No record of what S3 says here is known. Throws `InvalidTag`. */
export function checkTagsOfNewBucket(tags: readonly Tag[]): void {
  if (tags.length > MAX_BUCKET_TAGS) {
    throw new S3Error("InvalidTag", `Bucket tag count cannot be greater than ${MAX_BUCKET_TAGS}`);
  }
  checkTags(tags, "System tags cannot be added/updated by requester");
}

/** Checks the tags of an object; there may be 10. Throws `InvalidTag` or `BadRequest`. */
export function checkObjectTags(tags: readonly Tag[]): void {
  if (tags.length > MAX_OBJECT_TAGS) {
    throw new S3Error("BadRequest", `Object tags cannot be greater than ${MAX_OBJECT_TAGS}`);
  }
  checkTags(tags, "Your TagKey cannot be prefixed with aws:");
}

/** Throws `InvalidTag` for tags that S3 does not take; each key stands once. Texts: LocalStack's records, 2025-01-21. */
function checkTags(tags: readonly Tag[], ofAws: string): void {
  const keys = new Set<string>();
  for (const { Key, Value } of tags) {
    if (keys.has(Key)) throw invalidTag("Cannot provide multiple Tags with the same key", { TagKey: Key });
    keys.add(Key);
    if (Key.startsWith("aws:")) throw invalidTag(ofAws, { TagKey: Key });
    if (Key.length === 0 || Key.length > 128 || !TAG_TEXT.test(Key)) {
      throw invalidTag("The TagKey you have provided is invalid", { TagKey: Key });
    }
    if (Value.length > 256 || !TAG_TEXT.test(Value)) {
      throw invalidTag("The TagValue you have provided is invalid", { TagKey: Key, TagValue: Value });
    }
  }
}

function invalidTag(message: string, members: Record<string, string>): S3Error {
  return new S3Error("InvalidTag", message, { members });
}

/** Reads `x-amz-tagging`, which has the form of a query: `a=1&b=2`. Undefined where there are none. */
export function readTagging(tagging: string | undefined): readonly Tag[] | undefined {
  if (tagging === undefined || tagging === "") return undefined;
  const tags = parseTagging(tagging);
  if (tags === undefined) {
    throw invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      "x-amz-tagging",
      tagging,
    );
  }
  checkObjectTags(tags);
  return tags;
}

/** Undefined for what is no query, or has a key twice. */
function parseTagging(tagging: string): readonly Tag[] | undefined {
  try {
    const tags = tagging.split("&").map((pair) => {
      const at = pair.indexOf("=");
      const [key, value] = at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
      return { Key: decode(key), Value: decode(value) };
    });
    const isSound = tags.every(({ Key, Value }) => TAG_TEXT.test(Key) && TAG_TEXT.test(Value));
    return isSound && new Set(tags.map(({ Key }) => Key)).size === tags.length ? tags : undefined;
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}
