import type { IncomingHttpHeaders } from "node:http";
import type { HttpRequest } from "../../service.ts";

/** What of the query belongs to the signature, or is ignored: S3 checks no checksum that is in a URL. */
const NOT_A_HEADER =
  /^x-amz-(?:algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256|checksum-.*|sdk-checksum-algorithm|trailer)$/;

/**
 * Takes the `x-amz-` parameters of a presigned URL as headers: SDKs move them there, S3 reads them (metadata:
 * aws-sdk-js-v3 issue 4694, 2023-05-04; the checksum of nothing is left out: localstack issue 12169, 2025-01-22). A
 * header that is sent goes before.
 */
export function withQueryHeaders(request: HttpRequest): HttpRequest {
  if (!request.query.has("X-Amz-Signature")) return request;
  const headers: IncomingHttpHeaders = { ...request.headers };
  for (const [parameter, value] of request.query) {
    const name = parameter.toLowerCase();
    if (name.startsWith("x-amz-") && !NOT_A_HEADER.test(name)) headers[name] ??= value;
  }
  return { ...request, headers };
}
