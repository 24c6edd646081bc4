import type { IncomingHttpHeaders } from "node:http";
import type { HttpResponse } from "../../../service.ts";
import type { UrlCors } from "./url-record.ts";

/** Headers that let the page of an origin read the answer; undefined where the URL's rules do not name it. */
export function corsHeaders(cors: UrlCors | undefined, origin: string): Record<string, string> | undefined {
  const pattern = cors?.AllowOrigins?.find((allowed) => allowed === "*" || allowed === origin);
  if (cors === undefined || pattern === undefined) return undefined;
  const credentials = cors.AllowCredentials === true;
  return {
    // A browser takes no `*` for a request with credentials.
    "access-control-allow-origin": pattern === "*" && !credentials ? "*" : origin,
    ...(credentials ? { "access-control-allow-credentials": "true" } : {}),
    ...list("access-control-expose-headers", cors.ExposeHeaders),
    vary: "Origin",
  };
}

/** Answers a browser's question whether a page may send a request. */
export function urlPreflight(cors: UrlCors, { origin = "" }: IncomingHttpHeaders): HttpResponse {
  const allowed = corsHeaders(cors, origin);
  if (allowed === undefined) return { status: 200, headers: { vary: "Origin" } };
  return {
    status: 200,
    headers: {
      ...allowed,
      ...list("access-control-allow-methods", cors.AllowMethods),
      ...list("access-control-allow-headers", cors.AllowHeaders),
      ...(cors.MaxAge === undefined ? {} : { "access-control-max-age": String(cors.MaxAge) }),
    },
  };
}

/** Whether the rules let pages send this method: those of every page, `GET`, `HEAD` and `POST`, are asked about too. */
export function allowsMethod({ AllowMethods = [] }: UrlCors, method: string): boolean {
  return AllowMethods.includes("*") || AllowMethods.includes(method);
}

function list(name: string, values: readonly string[] | undefined): Record<string, string> {
  return values === undefined || values.length === 0 ? {} : { [name]: values.join(",") };
}
