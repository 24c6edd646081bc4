import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** What a request says before its body. */
export interface RequestTarget {
  readonly method: string;
  /** As sent, still percent-encoded, without the query. */
  readonly path: string;
  /** As sent, still percent-encoded, without `?`. */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** Reads the first line and the headers of a request. */
export function requestTarget({ method = "GET", url = "/", headers }: IncomingMessage): RequestTarget {
  const at = url.indexOf("?");
  const rawQuery = at < 0 ? "" : url.slice(at + 1);
  return { method, path: at < 0 ? url : url.slice(0, at), rawQuery, query: new URLSearchParams(rawQuery), headers };
}
