import { S3Error } from "./errors.ts";

/** What a request is about; a bucket or key that is not named is undefined. */
export interface Address {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

const VIRTUAL_HOSTS = [
  /^(.+?)\.s3(?:[.-][a-z]{2}(?:-[a-z]+)+-\d)?\.localhost(?:\.localstack\.cloud)?$/,
  /^(?!s3\.)(.+)\.localhost$/,
];
const MAX_KEY_BYTES = 1024;

/**
 * Finds bucket and key: virtual-host style where the host begins with a bucket's name (`b.localhost`,
 * `b.s3.us-east-1.localhost.localstack.cloud`), path style otherwise. The key is taken as sent: `//`, `../` and a
 * leading slash are part of it, and `+` is a plus.
 */
export function readAddress(host: string | undefined, path: string): Address {
  const bucket = bucketOfHost(host);
  if (bucket !== undefined) return { bucket, key: keyOf(path.slice(1)) };
  const at = path.indexOf("/", 1);
  const name = decode(at < 0 ? path.slice(1) : path.slice(1, at));
  return { bucket: name === "" ? undefined : name, key: at < 0 ? undefined : keyOf(path.slice(at + 1)) };
}

function bucketOfHost(host: string | undefined): string | undefined {
  const name = (host ?? "").toLowerCase().replace(/:\d+$/, "");
  for (const pattern of VIRTUAL_HOSTS) {
    const bucket = pattern.exec(name)?.[1];
    if (bucket !== undefined) return bucket;
  }
  return undefined;
}

function keyOf(encoded: string): string | undefined {
  if (encoded === "") return undefined;
  const key = decode(encoded);
  const size = Buffer.byteLength(key);
  if (size > MAX_KEY_BYTES) {
    throw new S3Error("KeyTooLongError", "Your key is too long", {
      members: { Size: size, MaxSizeAllowed: MAX_KEY_BYTES },
    });
  }
  return key;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error("InvalidURI", "Couldn't parse the specified URI.", { members: { URI: text } });
  }
}
