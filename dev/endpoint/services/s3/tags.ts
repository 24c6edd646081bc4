import { S3Error, invalidArgument } from "./errors.ts";

/** A tag of a bucket or an object. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const MAX_BUCKET_TAGS = 50;
const MAX_OBJECT_TAGS = 10;

/** Checks the tags of a bucket; there may be 50. Throws `InvalidTag` or `BadRequest`. */
export function checkBucketTags(tags: readonly Tag[]): void {
  checkTags(tags, MAX_BUCKET_TAGS, "Bucket");
}

/** Checks the tags of an object; there may be 10. Throws `InvalidTag` or `BadRequest`. */
export function checkObjectTags(tags: readonly Tag[]): void {
  checkTags(tags, MAX_OBJECT_TAGS, "Object");
}

/** Throws `InvalidTag` or `BadRequest` for tags that S3 does not take; each key stands once. */
function checkTags(tags: readonly Tag[], most: number, thing: "Bucket" | "Object"): void {
  if (tags.length > most) {
    throw new S3Error(
      "BadRequest",
      thing === "Bucket"
        ? `Bucket tag count cannot be greater than ${most}`
        : `Object tags cannot be greater than ${most}`,
    );
  }
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw new S3Error("InvalidTag", "Cannot provide multiple Tags with the same key");
  }
  for (const { Key, Value } of tags) {
    if (Key.length === 0 || Key.length > 128) {
      throw new S3Error("InvalidTag", "The TagKey you have provided is invalid");
    }
    if (Key.startsWith("aws:")) throw new S3Error("InvalidTag", "System tags cannot be added/updated by requester");
    if (Value.length > 256) throw new S3Error("InvalidTag", "The TagValue you have provided is invalid");
  }
}

/** Reads `x-amz-tagging`, which has the form of a query: `a=1&b=2`. Undefined where there are none. */
export function readTagging(tagging: string | undefined): readonly Tag[] | undefined {
  if (tagging === undefined || tagging === "") return undefined;
  let tags: Tag[];
  try {
    tags = tagging.split("&").map((pair) => {
      const at = pair.indexOf("=");
      const [key, value] = at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
      return { Key: decode(key), Value: decode(value) };
    });
  } catch {
    throw invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      "x-amz-tagging",
      tagging,
    );
  }
  checkObjectTags(tags);
  return tags;
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}
