import type { HttpRequest } from "../../../service.ts";
import { S3Error, invalidRequest } from "../errors.ts";

/** What of an upload no table says: the body, its length without framing, the trailer that will follow. */
export function readUpload(request: HttpRequest): Record<string, unknown> {
  const { headers } = request;
  const length = headers["x-amz-decoded-content-length"] ?? headers["content-length"];
  if (length === undefined) {
    throw new S3Error("MissingContentLength", "You must provide the Content-Length HTTP header.", { status: 411 });
  }
  const encoding = headers["content-encoding"]
    ?.split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "aws-chunked" && part !== "")
    .join(",");
  const trailer = headers["x-amz-trailer"];
  const algorithm = headers["x-amz-sdk-checksum-algorithm"];
  if (
    typeof algorithm === "string" &&
    trailer === undefined &&
    !(`x-amz-checksum-${algorithm.toLowerCase()}` in headers)
  ) {
    throw invalidRequest(
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  }
  return {
    Body: request.body,
    ContentLength: Number(length),
    ContentEncoding: encoding === "" ? undefined : encoding,
    ...(typeof trailer === "string"
      ? { Trailer: { name: trailer.trim().toLowerCase(), values: request.trailers } }
      : {}),
  };
}
