import type { IncomingHttpHeaders } from "node:http";

/** Which URL a request is for, and the path below it. */
export interface UrlAddress {
  readonly id: string;
  /** As sent, still percent-encoded; begins with `/`. */
  readonly rawPath: string;
}

const BY_PATH = /^\/_aws\/lambda-url\/([a-z0-9]+)(\/.*)?$/;
const BY_HOST = /^([a-z0-9]+)\.lambda-url\.[a-z0-9-]+\./;

/**
 * Reads `<id>.lambda-url.<region>.<a name of the endpoint>/…`, as on AWS, or `/_aws/lambda-url/<id>/…`, which needs no
 * name that leads here. Undefined for a request for something else.
 */
export function readUrlAddress(path: string, { host = "" }: IncomingHttpHeaders): UrlAddress | undefined {
  const byHost = BY_HOST.exec(host.toLowerCase())?.[1];
  if (byHost !== undefined) return { id: byHost, rawPath: path };
  const [, id, rawPath = "/"] = BY_PATH.exec(path) ?? [];
  return id === undefined ? undefined : { id, rawPath };
}
