import { ServiceError } from "../../errors.ts";
import type { Signature, SignedRequest } from "./sigv4.ts";

const MAX_SKEW_MS = 15 * 60 * 1000;

/** What S3 takes as `x-amz-content-sha256` beside 64 hex digits; those of version 4a are not known here. */
const PAYLOADS: ReadonlySet<string> = new Set([
  "UNSIGNED-PAYLOAD",
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
]);

/**
 * Throws what is wrong with a signature whatever its secret is, in the order in which S3 was seen to look (2026-09-29):
 * the payload's hash, the time, the day of its scope, the headers that it has to cover. So what a developer signs wrongly
 * with keys that are not known here fails as it would on AWS.
 * @param now epoch milliseconds
 */
export function checkForm(request: SignedRequest, signature: Signature, now: number): void {
  const isS3 = signature.form === "s3v4";
  if (isS3 && signature.expires === undefined) checkPayload(signature.payload);
  checkTime(signature, now);
  checkScopeDate(signature);
  if (isS3) checkHeadersSigned(request, signature);
  else if (!signature.signedHeaders.includes("host")) {
    throw mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
}

function checkPayload(payload: string | undefined): void {
  if (payload === undefined) {
    throw new ServiceError("InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
  }
  if (PAYLOADS.has(payload) || /^[0-9a-fA-F]{64}$/.test(payload)) return;
  throw new ServiceError(
    "InvalidArgument",
    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
    { members: { ArgumentName: "x-amz-content-sha256", ArgumentValue: payload } },
  );
}

function checkTime({ expires, timestamp, form }: Signature, now: number): void {
  const signedAt = timeOf(timestamp);
  if (expires !== undefined && signedAt + expires * 1000 < now) {
    throw expired(expires, signedAt + expires * 1000, now, form === "s3v4");
  }
  if (expires !== undefined && signedAt <= now + MAX_SKEW_MS) return;
  if (expires !== undefined && form === "s3v4") throw denied("Request is not yet valid");
  if (Math.abs(now - signedAt) <= MAX_SKEW_MS) return;
  throw new ServiceError(
    "RequestTimeTooSkewed",
    "The difference between the request time and the current time is too large.",
    { status: 403 },
  );
}

function checkScopeDate({ date, timestamp, expires, form }: Signature): void {
  const day = timestamp.slice(0, 8);
  if (date === day) return;
  if (form !== "s3v4") {
    throw mismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${day}', from '${timestamp}'.`,
    );
  }
  throw expires === undefined
    ? new ServiceError(
        "AuthorizationHeaderMalformed",
        "The authorization header is malformed; Invalid credential date. Date is not the same as X-Amz-Date.",
      )
    : new ServiceError(
        "AuthorizationQueryParametersError",
        `Invalid credential date "${date}". This date is not the same as X-Amz-Date: "${day}".`,
      );
}

/**
 * S3 wants `Host`, `Content-MD5` and every `x-amz-` header signed, in the header and in a URL, but for the hash of the
 * payload: who has a presigned URL adds no `x-amz-copy-source` to it (aws-sdk-js-v3 issue 3906, 2022-09-05). What stands
 * in the URL with the same value is signed with it.
 */
function checkHeadersSigned({ headers, query }: SignedRequest, { signedHeaders }: Signature): void {
  const unsigned = Object.keys(headers).filter(
    (name) =>
      (name === "host" || name === "content-md5" || name.startsWith("x-amz-")) &&
      name !== "x-amz-content-sha256" &&
      !signedHeaders.includes(name) &&
      query.get(name) !== headers[name],
  );
  if (unsigned.length === 0) return;
  throw new ServiceError("AccessDenied", "There were headers present in the request which were not signed", {
    status: 403,
    members: { HeadersNotSigned: unsigned.toSorted().join(", ") },
  });
}

/** Epoch milliseconds; not a number for a day or hour that no calendar has, which is never within the time. */
function timeOf(timestamp: string): number {
  return Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

/** S3 tells the times too (LocalStack's record of `test_s3_presigned_url_expired`, 2023-08-04). */
function expired(expires: number, end: number, now: number, isS3: boolean): ServiceError {
  const time = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
  const members = { "X-Amz-Expires": `${expires}`, Expires: time(end), ServerTime: time(now) };
  return new ServiceError("AccessDenied", "Request has expired", { status: 403, ...(isS3 ? { members } : {}) });
}

function denied(message: string): ServiceError {
  return new ServiceError("AccessDenied", message, { status: 403 });
}

function mismatch(message: string): ServiceError {
  return new ServiceError("SignatureDoesNotMatch", message, { status: 403 });
}
