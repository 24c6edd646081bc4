import type { HttpResponse } from "../../service.ts";
import type { ServiceDefinition } from "../../service-definition.ts";
import { checkPage, isOfOtherSite } from "../guard.ts";
import type { ServedRequest } from "../served-request.ts";

const READING: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Answers a browser's question whether a page may send a request, and refuses changes by a page of another origin that
 * no CORS rule of the resource allows. Throws `OriginNotAllowed` (403).
 */
export async function cors(request: ServedRequest): Promise<HttpResponse | undefined> {
  const { target, requestId } = request;
  const { service, definition } = request.served;
  const allowed = isOfOtherSite(target.headers) ? await service.crossOrigin?.(target) : undefined;
  Object.assign(request.headers, allowed);
  if (target.method === "OPTIONS" && service.preflight !== undefined) return service.preflight(target, requestId);
  if (allowed === undefined && changesSomething(definition, target.method)) checkPage(target.headers);
  return undefined;
}

/** Methods of REST say what they do; the other protocols change things by a POST and, awsQuery, by a GET. */
function changesSomething({ protocols }: ServiceDefinition, method: string): boolean {
  const rest = protocols.every((protocol) => protocol.startsWith("rest"));
  return !rest || !READING.has(method);
}
