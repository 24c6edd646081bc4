import type { IncomingHttpHeaders } from "node:http";
import type { HttpRequest } from "../../../service.ts";

/** What of the query belongs to the signature, or is ignored: S3 checks no checksum that is in a URL. */
const NOT_A_HEADER =
  /^x-amz-(?:algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256|checksum-.*|sdk-checksum-algorithm|trailer)$/;

/** Parameters of a URL of signature version 2 that are no headers. */
const VERSION_2 = ["AWSAccessKeyId", "Signature", "Expires"];

/** What botocore moves into a URL of signature version 2 beside `x-amz-` headers. */
const MOVED_BY_BOTOCORE = new Set(["content-type", "content-md5"]);

/**
 * Takes the `x-amz-` parameters of a presigned URL as headers: SDKs move them there, S3 reads them (metadata:
 * aws-sdk-js-v3 issue 4694, 2023-05-04; the checksum of nothing is left out: localstack issue 12169, 2025-01-22). A
 * header that is sent goes before.
 */
export function withQueryHeaders(request: HttpRequest): HttpRequest {
  const older = VERSION_2.every((name) => request.query.has(name));
  if (!older && !request.query.has("X-Amz-Signature")) return request;
  const headers: IncomingHttpHeaders = { ...request.headers };
  const query = new URLSearchParams(request.query);
  for (const [parameter, value] of request.query) {
    const name = parameter.toLowerCase();
    const moved = older && MOVED_BY_BOTOCORE.has(name);
    if (moved || (name.startsWith("x-amz-") && !NOT_A_HEADER.test(name))) headers[name] ??= value;
    if (moved || (older && VERSION_2.includes(parameter))) query.delete(parameter);
  }
  return { ...request, headers, query };
}
