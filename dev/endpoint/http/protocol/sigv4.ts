import { type KeyObject, createHmac, createSecretKey, hash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { ServiceError } from "../../errors.ts";
import type { SigningForm } from "../../service-definition.ts";

/** What a signed request says of its signature. */
export interface Signature {
  readonly accessKeyId: string;
  /** `yyyymmdd` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly form: SigningForm;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `yyyymmddThhmmssZ` */
  readonly timestamp: string;
  /** Seconds that a presigned URL is good for; undefined for a signature in the header. */
  readonly expires: number | undefined;
  readonly sessionToken: string | undefined;
  /** `x-amz-content-sha256` or what it defaults to. */
  readonly payload: string | undefined;
}

/** The parts of a request that its signature covers. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** Of version 4, as it stands in the header and in a URL. */
export const ALGORITHM = "AWS4-HMAC-SHA256";
/** Four hashes a request are saved by keeping the keys of a day; sessions come and go, so their number is bounded. */
const signingKeys = new Map<string, KeyObject>();
const MOST_SIGNING_KEYS = 500;

/** Compares a signature with the one that the secret gives. Throws `SignatureDoesNotMatch` (403). */
export function checkSignature(request: SignedRequest, signature: Signature, secret: string): void {
  if (equal(signatureOf(request, signature, secret), signature.signature)) return;
  throw new ServiceError(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
    { status: 403 },
  );
}

/** What the signature of a request is with a secret, in hex. */
export function signatureOf(request: SignedRequest, signature: Signature, secret: string): string {
  return hmac(signingKey(secret, signature), stringToSign(request, signature)).toString("hex");
}

/** The key of a day, region and service, for the signatures of an aws-chunked body as well. */
export function signingKey(secret: string, scope: Pick<Signature, "date" | "region" | "service">): KeyObject {
  const id = `${secret}/${scope.date}/${scope.region}/${scope.service}`;
  const known = signingKeys.get(id);
  if (known !== undefined) return known;
  const key = [scope.date, scope.region, scope.service, "aws4_request"].reduce<KeyObject>(
    (parent, part) => createSecretKey(hmac(parent, part)),
    createSecretKey(Buffer.from(`AWS4${secret}`)),
  );
  if (signingKeys.size >= MOST_SIGNING_KEYS) signingKeys.clear();
  signingKeys.set(id, key);
  return key;
}

/** `<date>/<region>/<service>/aws4_request` */
export function scopeOf(signature: Pick<Signature, "date" | "region" | "service">): string {
  return `${signature.date}/${signature.region}/${signature.service}/aws4_request`;
}

/** SHA-256 in hex. */
export function sha256(data: string | Uint8Array): string {
  return hash("sha256", data, "hex");
}

/** HMAC-SHA256. For bytes as the key Node takes seven times as long. */
export function hmac(key: KeyObject, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** Compares two signatures in constant time. */
export function equal(a: string, b: string): boolean {
  // By bytes: a header may hold characters that have more than one.
  const [bytes, others] = [Buffer.from(a), Buffer.from(b)];
  return bytes.length === others.length && timingSafeEqual(bytes, others);
}

function stringToSign(request: SignedRequest, signature: Signature): string {
  // Node gives a header's bytes as Latin-1, and the client has signed the bytes.
  const canonical = Buffer.from(canonicalRequest(request, signature), "latin1");
  return [ALGORITHM, signature.timestamp, scopeOf(signature), sha256(canonical)].join("\n");
}

function canonicalRequest(request: SignedRequest, signature: Signature): string {
  const headers = signature.signedHeaders.map((name) => {
    const value = request.headers[name] ?? "";
    return `${name}:${(Array.isArray(value) ? value.join(",") : value).trim().replace(/ +/g, " ")}\n`;
  });
  return [
    request.method,
    canonicalPath(request.path, signature.form),
    canonicalQuery(request.rawQuery),
    headers.join(""),
    signature.signedHeaders.join(";"),
    signature.payload ?? "UNSIGNED-PAYLOAD",
  ].join("\n");
}

/** S3 signs the path as it was sent; the others encode each segment once more. */
function canonicalPath(path: string, form: SigningForm): string {
  const segments = path.split("/");
  return segments.map((segment) => encode(form === "s3v4" ? decode(segment) : segment)).join("/");
}

function canonicalQuery(rawQuery: string): string {
  if (rawQuery === "") return "";
  return rawQuery
    .split("&")
    .filter((part) => part !== "" && !part.startsWith("X-Amz-Signature="))
    .map((part) => {
      const at = part.indexOf("=");
      const [name, value] = at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
      return [encode(decode(name.replaceAll("+", " "))), encode(decode(value.replaceAll("+", " ")))] as const;
    })
    .toSorted(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
