import { Readable } from "node:stream";
import type { HttpResponse } from "../../../service.ts";
import { hostId } from "../identity.ts";
import { writeDocument } from "../shape-xml.ts";
import { writeParams } from "./param.ts";
import type { Route } from "./route.ts";

/** Makes the answer of an operation's output. */
export function writeOutput(route: Route, output: unknown, requestId: string): HttpResponse {
  const members = (output ?? {}) as Readonly<Record<string, unknown>>;
  const { status = 200, params = {}, document, body } = route.output ?? {};
  const headers: Record<string, string> = { ...idHeaders(requestId), ...writeParams(params, members) };
  if (document !== undefined) {
    const part = document.member === undefined ? members : members[document.member];
    headers["content-type"] = "application/xml";
    return { status, headers, body: writeDocument(document.root, document.shape, part) };
  }
  if (body === undefined) return { status, headers };
  if (body.type !== undefined) headers["content-type"] = body.type;
  const content = members[body.member] as Readable | string | undefined;
  // A part of an object answers 206.
  const answered = members["ContentRange"] === undefined ? status : 206;
  if (content instanceof Readable) return { status: answered, headers, body: content };
  return content === undefined ? { status: answered, headers } : { status, headers, body: content };
}

/** The headers by which a request is named. */
export function idHeaders(requestId: string): Record<string, string> {
  return { "x-amz-request-id": requestId, "x-amz-id-2": hostId(requestId) };
}
