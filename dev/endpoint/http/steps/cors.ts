import type { IncomingHttpHeaders } from "node:http";
import { ServiceError } from "../../errors.ts";
import type { HttpResponse } from "../../service.ts";
import type { ServiceDefinition } from "../../service-definition.ts";
import type { ServedRequest } from "../served-request.ts";

const READING: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Answers a browser's question whether a page may send a request, and refuses changes by a page of another origin that
 * no CORS rule of the resource allows. Throws `OriginNotAllowed` (403).
 */
export async function cors(request: ServedRequest): Promise<HttpResponse | undefined> {
  const { target, requestId } = request;
  const { service, definition } = request.served;
  if (isForeign(target.headers)) request.cors = await service.crossOrigin?.(target);
  if (target.method === "OPTIONS" && service.preflight !== undefined) return service.preflight(target, requestId);
  if (request.cors === undefined && changesSomething(definition, target.method)) refuseOtherSites(target.headers);
  return undefined;
}

function refuseOtherSites(headers: IncomingHttpHeaders): void {
  const { origin } = headers;
  const site = headers["sec-fetch-site"];
  // A browser tells the origin of every POST, PUT and DELETE; of a GET for an image it tells `Sec-Fetch-Site` alone.
  const foreign = origin === undefined ? site === "cross-site" || site === "same-site" : isForeign(headers);
  if (!foreign) return;
  throw new ServiceError(
    "OriginNotAllowed",
    `A web page of ${origin ?? "another site"} sent this request. Pages may read objects with presigned URLs, and change ` +
      "objects where a CORS rule of the bucket allows it; send it from a program, or through the page's own server.",
    { status: 403 },
  );
}

/** Whether a request says that a page of another origin than the endpoint's sent it. */
function isForeign({ origin, host }: IncomingHttpHeaders): boolean {
  return origin !== undefined && origin !== `http://${host ?? ""}`;
}

/** Methods of REST say what they do; the other protocols change things by a POST and, awsQuery, by a GET. */
function changesSomething({ protocols }: ServiceDefinition, method: string): boolean {
  const rest = protocols.every((protocol) => protocol.startsWith("rest"));
  return !rest || !READING.has(method);
}
