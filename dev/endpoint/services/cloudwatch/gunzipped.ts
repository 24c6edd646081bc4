import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { ServiceError } from "../../errors.ts";
import type { HttpRequest } from "../../service.ts";

/** The request with its body as it was before the SDK compressed it, as SDKs do from 10 KB on in `PutMetricData`. */
export function gunzipped(request: HttpRequest): HttpRequest {
  const encoding = request.headers["content-encoding"];
  if (encoding === undefined || encoding === "identity") return request;
  if (encoding !== "gzip") {
    throw new ServiceError("SerializationException", `The content encoding ${encoding} is not known; expected gzip.`);
  }
  const body = createGunzip();
  // A failure reaches the reader of `body`, which is destroyed with it.
  pipeline(request.body, body, () => undefined);
  return { ...request, body };
}
