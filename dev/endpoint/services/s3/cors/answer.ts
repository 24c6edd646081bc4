import type { CrossOriginRequest, HttpResponse } from "../../../service.ts";
import { type Address, readAddress } from "../address.ts";
import type { S3Context } from "../context.ts";
import { S3Error } from "../errors.ts";
import { idHeaders } from "../wire/output.ts";
import { type CorsMatch, type CorsRequest, type CorsRule, matchRule } from "./rules.ts";

const READING: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/**
 * Headers for a page's request that a rule of the bucket lets through. The bucket itself is not changed by pages: the
 * keys are known to everyone here, so that a page that may write objects could give itself rules.
 */
export async function crossOriginHeaders(
  context: S3Context,
  request: CrossOriginRequest,
): Promise<Readonly<Record<string, string>> | undefined> {
  const { origin } = request.headers;
  if (origin === undefined || request.method === "OPTIONS") return undefined;
  const address = readAddress(request.headers.host, request.path);
  if (!isOfObjects(request, address)) return undefined;
  const { rules } = await rulesOf(context, address);
  const asked = { origin, method: request.method, headers: [] };
  const match = matchRule(rules ?? [], asked);
  return match === undefined ? undefined : answerHeaders(match, asked);
}

/** Answers a browser's preflight. Throws `AccessForbidden` (403) where no rule of the bucket lets the request through. */
export async function preflight(
  context: S3Context,
  request: CrossOriginRequest,
  requestId: string,
): Promise<HttpResponse> {
  const { origin } = request.headers;
  const method = textOf(request.headers["access-control-request-method"]);
  if (origin === undefined) throw badPreflight("Insufficient information. Origin request header needed.");
  if (method === undefined) throw badPreflight("Invalid Access-Control-Request-Method: null");
  const headers = textOf(request.headers["access-control-request-headers"]) ?? "";
  const asked = { origin, method, headers: headers.toLowerCase().split(",").flatMap(trimmed) };
  const address = readAddress(request.headers.host, request.path);
  const { isThere, rules } = await rulesOf(context, address);
  if (!isThere) throw forbidden("CORSResponse: Bucket not found", method, address);
  if (rules === undefined) throw forbidden("CORSResponse: CORS is not enabled for this bucket.", method, address);
  const match = isOfObjects({ ...request, method }, address) ? matchRule(rules, asked) : undefined;
  if (match === undefined) {
    throw forbidden(
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      method,
      address,
    );
  }
  return { status: 200, headers: { ...idHeaders(requestId), ...answerHeaders(match, asked) } };
}

/** Whether objects are read, changed or listed; by POST on a bucket there are DeleteObjects and the form of a page. */
function isOfObjects({ method, query }: Pick<CrossOriginRequest, "method" | "query">, { key }: Address): boolean {
  return key !== undefined || READING.has(method) || (method === "POST" && (query.has("delete") || query.size === 0));
}

/** The rules of a bucket, undefined where it has none, and whether there is such a bucket. */
async function rulesOf(
  { host, buckets }: S3Context,
  { bucket = "" }: Address,
): Promise<{ isThere: boolean; rules: readonly CorsRule[] | undefined }> {
  return host.state.read(() => {
    const setting = buckets.setting(bucket, "cors") as { CORSRules: readonly CorsRule[] } | undefined;
    return { isThere: buckets.find(bucket) !== undefined, rules: setting?.CORSRules };
  });
}

/** What HTTP can carry: no header has another name, so a page misses nothing. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

function answerHeaders({ rule, pattern }: CorsMatch, { origin, headers }: CorsRequest): Record<string, string> {
  const any = pattern === "*";
  const exposed = rule.ExposeHeaders?.filter((name) => HEADER_NAME.test(name)) ?? [];
  return {
    "access-control-allow-origin": any ? "*" : origin,
    "access-control-allow-methods": rule.AllowedMethods.join(", "),
    ...(any ? {} : { "access-control-allow-credentials": "true" }),
    ...(headers.length === 0 ? {} : { "access-control-allow-headers": headers.join(", ") }),
    ...(exposed.length === 0 ? {} : { "access-control-expose-headers": exposed.join(", ") }),
    ...(rule.MaxAgeSeconds === undefined ? {} : { "access-control-max-age": String(rule.MaxAgeSeconds) }),
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}

function trimmed(text: string): string[] {
  const name = text.trim();
  return name === "" ? [] : [name];
}

function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(",") : value;
}

function badPreflight(message: string): S3Error {
  return new S3Error("BadRequest", message);
}

function forbidden(message: string, method: string, { key }: Address): S3Error {
  return new S3Error("AccessForbidden", message, {
    status: 403,
    members: { Method: method, ResourceType: key === undefined ? "BUCKET" : "OBJECT" },
  });
}
