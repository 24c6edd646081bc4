import type { ServiceError } from "../../../errors.ts";
import { escapeXml } from "../../../http/protocol/xml.ts";
import type { HttpRequest, HttpResponse } from "../../../service.ts";
import { S3Error } from "../errors.ts";
import { hostId } from "../identity.ts";
import { idHeaders } from "./output.ts";

/** S3's own names for errors that are raised for every service. */
const CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: "AccessDenied",
  InternalFailure: "InternalError",
  MissingAuthenticationTokenException: "AccessDenied",
  RequestEntityTooLargeException: "MaxMessageLengthExceeded",
};

/**
 * Gives an error S3's wire form: XML, and for `HEAD` and 304 the status alone. Its documentation shows a `Resource` in it;
 * what was recorded of S3 has none (55 tests of LocalStack's suite).
 */
export function writeError(
  error: ServiceError,
  request: Pick<HttpRequest, "method" | "path" | "headers">,
  requestId: string,
): HttpResponse {
  const headers = { ...idHeaders(requestId), ...(error instanceof S3Error ? error.headers : {}) };
  if (request.method === "HEAD" || error.status === 304) return { status: error.status, headers };
  const members = {
    Code: CODES[error.code] ?? error.code,
    Message: error.message,
    ...(error.code === "MethodNotAllowed" ? { Method: request.method } : {}),
    ...error.members,
    RequestId: requestId,
    HostId: hostId(requestId),
  };
  const elements = Object.entries<unknown>(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${escapeXml(`${value as string | number}`)}</${name}>`);
  return {
    status: error.status,
    headers: { ...headers, "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements.join("")}</Error>`,
  };
}
