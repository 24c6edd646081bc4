import { createHmac } from "node:crypto";
import { ServiceError } from "../../errors.ts";
import { equal } from "../../http/protocol/sigv4.ts";
import type { CrossOriginRequest, OlderSignature } from "../../service.ts";
import { readAddress } from "./address.ts";

/** A request as it came from the socket. */
type SignedRequest = CrossOriginRequest & { readonly rawQuery: string };

/** Query parameters that are part of the signed resource, beside `response-*` (S3's guide, "Signing and authenticating REST requests"). */
const RESOURCE_PARAMETERS =
  /^(?:accelerate|acl|analytics|cors|defaultObjectAcl|delete|inventory|lifecycle|location|logging|metrics|notification|object-lock|partNumber|policy|replication|requestPayment|restore|select|select-type|storageClass|tagging|torrent|uploadId|uploads|versionId|versioning|versions|website|response-.*)$/;

/** What of a URL's parameters its signature covers like headers: botocore moves them there. */
const HEADER_PARAMETERS = /^(?:x-amz-.*|content-md5|content-type)$/;

/**
 * Reads a presigned URL of signature version 2, which `aws s3 presign` of the CLI version 1 and boto3 make unless they
 * are told otherwise. Undefined where the request is none. Throws `AccessDenied` where it has no good `Expires`, and
 * `InvalidRequest` for the same signature in the header, which the SDKs of today do not make.
 * @param region of the bucket: the signature names none
 */
export function readSignatureV2(request: SignedRequest, region: string): OlderSignature | undefined {
  const { headers, query } = request;
  if (headers.authorization?.startsWith("AWS ") === true) throw onlyInUrls();
  const accessKeyId = query.get("AWSAccessKeyId");
  const signature = query.get("Signature");
  if (accessKeyId === null || signature === null) return undefined;
  const expires = query.get("Expires") ?? "";
  if (!/^\d{1,12}$/.test(expires)) {
    throw denied("Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters");
  }
  return {
    accessKeyId,
    sessionToken: headerOf(request, "x-amz-security-token"),
    region,
    check(secret, now) {
      if (now > Number(expires) * 1000) throw denied("Request has expired");
      if (secret === undefined) return;
      const expected = createHmac("sha1", secret).update(stringToSign(request, expires)).digest("base64");
      if (equal(expected, signature)) return;
      throw new ServiceError(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
        { status: 403 },
      );
    },
  };
}

function stringToSign(request: SignedRequest, expires: string): string {
  return [
    request.method,
    headerOf(request, "content-md5") ?? "",
    headerOf(request, "content-type") ?? "",
    expires,
    ...amzHeaders(request),
    resource(request),
  ].join("\n");
}

function amzHeaders(request: SignedRequest): string[] {
  const names = new Set(
    [...Object.keys(request.headers), ...[...request.query.keys()].map((name) => name.toLowerCase())].filter((name) =>
      name.startsWith("x-amz-"),
    ),
  );
  return [...names].toSorted().map((name) => `${name}:${headerOf(request, name)?.trim() ?? ""}`);
}

/** `/<bucket>/<key>` as sent, the bucket of a host before it, and the parameters that make it another resource. */
function resource(request: SignedRequest): string {
  const { bucket } = readAddress(request.headers.host, "/");
  const parts = request.rawQuery.split("&").flatMap((part) => {
    const at = part.indexOf("=");
    const name = at < 0 ? part : part.slice(0, at);
    if (!RESOURCE_PARAMETERS.test(name)) return [];
    return at < 0 ? [name] : [`${name}=${request.query.get(name) ?? ""}`];
  });
  const search = parts.length === 0 ? "" : `?${parts.toSorted().join("&")}`;
  return `${bucket === undefined ? "" : `/${bucket}`}${request.path}${search}`;
}

/** A header as it was sent, or else its parameter in the URL. */
function headerOf({ headers, query }: SignedRequest, name: string): string | undefined {
  const value = headers[name];
  if (value !== undefined) return Array.isArray(value) ? value.join(",") : value;
  if (!HEADER_PARAMETERS.test(name)) return undefined;
  for (const [parameter, text] of query) if (parameter.toLowerCase() === name) return text;
  return undefined;
}

/** Worded as in the regions that were opened since 2014, where S3 takes version 4 alone. */
function onlyInUrls(): ServiceError {
  return new ServiceError(
    "InvalidRequest",
    "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
  );
}

function denied(message: string): ServiceError {
  return new ServiceError("AccessDenied", message, { status: 403 });
}
