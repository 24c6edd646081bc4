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

const ALGORITHM = "AWS4-HMAC-SHA256";
/** Four hashes a request are saved by keeping the keys of a day; sessions come and go, so their number is bounded. */
const signingKeys = new Map<string, KeyObject>();
const MOST_SIGNING_KEYS = 500;
const MAX_SKEW_MS = 15 * 60 * 1000;

/**
 * Reads the signature from the header or the query. Undefined where the request is not signed. Throws where it is
 * malformed.
 * @param form of the service's signatures, which a request does not tell
 */
export function readSignature(request: SignedRequest, form: SigningForm): Signature | undefined {
  const header = request.headers.authorization;
  if (header !== undefined && header.startsWith(ALGORITHM)) return fromHeader(header, request.headers, form);
  if (request.query.get("X-Amz-Algorithm") === ALGORITHM) return fromQuery(request, form);
  return undefined;
}

/**
 * Compares a signature with the one that the secret gives. Throws `SignatureDoesNotMatch`, `RequestTimeTooSkewed`,
 * or `AccessDenied` for an expired presigned URL, with status 403.
 * @param now epoch milliseconds
 */
export function checkSignature(request: SignedRequest, signature: Signature, secret: string, now: number): void {
  checkTime(signature, now);
  if (signature.form === "s3v4" && signature.expires !== undefined) checkHeadersSigned(request, signature);
  if (!equal(signatureOf(request, signature, secret), signature.signature)) {
    throw new ServiceError(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
      { status: 403 },
    );
  }
}

/** Throws `AccessDenied` (403) for a presigned URL whose time is over; `now` in epoch milliseconds. */
export function checkExpiry(signature: Signature, now: number): void {
  if (signature.expires === undefined || now <= signedAtOf(signature) + signature.expires * 1000) return;
  throw new ServiceError("AccessDenied", "Request has expired", { status: 403 });
}

/** What the signature of a request is with a secret, in hex. */
export function signatureOf(request: SignedRequest, signature: Signature, secret: string): string {
  return hmac(signingKey(secret, signature), stringToSign(request, signature)).toString("hex");
}

/**
 * Who has a presigned URL adds no `x-amz-` header to it, `x-amz-copy-source` for one (seen: aws-sdk-js-v3 issue 3906,
 * 2022-09-05). What stands in the URL with the same value is signed with it.
 */
function checkHeadersSigned({ headers, query }: SignedRequest, { signedHeaders }: Signature): void {
  const unsigned = Object.keys(headers).filter(
    (name) =>
      name.startsWith("x-amz-") &&
      name !== "x-amz-content-sha256" &&
      !signedHeaders.includes(name) &&
      query.get(name) !== headers[name],
  );
  if (unsigned.length === 0) return;
  throw new ServiceError("AccessDenied", "There were headers present in the request which were not signed", {
    status: 403,
    members: { HeadersNotSigned: unsigned.join(", ") },
  });
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

function fromHeader(header: string, headers: IncomingHttpHeaders, form: SigningForm): Signature {
  const part = (name: string): string | undefined => new RegExp(`${name}=([^,\\s]+)`).exec(header)?.[1];
  const timestamp = headers["x-amz-date"];
  return assemble({
    form,
    credential: part("Credential"),
    signedHeaders: part("SignedHeaders"),
    signature: part("Signature"),
    timestamp: typeof timestamp === "string" ? timestamp : undefined,
    expires: undefined,
    sessionToken: oneHeader(headers["x-amz-security-token"]),
    payload: oneHeader(headers["x-amz-content-sha256"]),
  });
}

function fromQuery({ query }: SignedRequest, form: SigningForm): Signature {
  return assemble({
    form,
    credential: query.get("X-Amz-Credential") ?? undefined,
    signedHeaders: query.get("X-Amz-SignedHeaders") ?? undefined,
    signature: query.get("X-Amz-Signature") ?? undefined,
    timestamp: query.get("X-Amz-Date") ?? undefined,
    expires: Number(query.get("X-Amz-Expires") ?? Number.NaN),
    sessionToken: query.get("X-Amz-Security-Token") ?? undefined,
    // Only S3 presigns without the body; a presigned GetCallerIdentity covers the hash of none.
    payload: query.get("X-Amz-Content-Sha256") ?? (form === "s3v4" ? "UNSIGNED-PAYLOAD" : undefined),
  });
}

function assemble(parts: {
  form: SigningForm;
  credential: string | undefined;
  signedHeaders: string | undefined;
  signature: string | undefined;
  timestamp: string | undefined;
  expires: number | undefined;
  sessionToken: string | undefined;
  payload: string | undefined;
}): Signature {
  const scope = /^(.+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(parts.credential ?? "");
  const goodTime = /^\d{8}T\d{6}Z$/.test(parts.timestamp ?? "");
  const goodExpiry = parts.expires === undefined || (parts.expires >= 0 && parts.expires <= 604_800);
  if (
    scope === null ||
    parts.signedHeaders === undefined ||
    parts.signature === undefined ||
    !goodTime ||
    !goodExpiry
  ) {
    throw new ServiceError(
      "IncompleteSignature",
      "The signature needs Credential=<key>/<yyyymmdd>/<region>/<service>/aws4_request, SignedHeaders, Signature and X-Amz-Date.",
    );
  }
  const [, accessKeyId = "", date = "", region = "", service = ""] = scope;
  return {
    accessKeyId,
    date,
    region,
    service,
    form: parts.form,
    signedHeaders: parts.signedHeaders.split(";"),
    signature: parts.signature,
    timestamp: parts.timestamp ?? "",
    expires: parts.expires,
    sessionToken: parts.sessionToken,
    payload: parts.payload,
  };
}

function checkTime(signature: Signature, now: number): void {
  checkExpiry(signature, now);
  const signedAt = signedAtOf(signature);
  if (signature.expires !== undefined && signedAt <= now + MAX_SKEW_MS) return;
  if (Math.abs(now - signedAt) > MAX_SKEW_MS) {
    throw new ServiceError(
      "RequestTimeTooSkewed",
      "The difference between the request time and the current time is too large.",
      { status: 403 },
    );
  }
}

function signedAtOf({ timestamp }: Signature): number {
  return Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

function stringToSign(request: SignedRequest, signature: Signature): string {
  return [ALGORITHM, signature.timestamp, scopeOf(signature), sha256(canonicalRequest(request, signature))].join("\n");
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

function oneHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
