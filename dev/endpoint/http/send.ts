import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { HttpResponse } from "../service.ts";
import { WholeBody } from "./protocol/body.ts";

/** Sends an answer. Throws where HTTP cannot carry it; a connection that ends meanwhile is nobody's error. */
export async function send(answer: HttpResponse, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = answer.body instanceof WholeBody ? answer.body.bytes : answer.body;
  if (response.destroyed) {
    if (body instanceof Readable) body.destroy();
    return;
  }
  const length =
    typeof body === "string" ? Buffer.byteLength(body) : body instanceof Uint8Array ? body.byteLength : undefined;
  const headers: Record<string, string | string[]> = { ...answer.headers };
  if (length !== undefined) headers["content-length"] = String(length);
  else if (body === undefined && headers["content-length"] === undefined && answer.status !== 204) {
    headers["content-length"] = "0";
  }
  // What the client still sends must be read away before the connection can serve its next request.
  if (!message.complete) {
    headers["connection"] = "close";
    message.resume();
  }
  try {
    response.writeHead(answer.status, headers);
  } catch (error) {
    // A header that HTTP cannot carry: an error of this call, which must not end the process.
    if (body instanceof Readable) body.destroy();
    throw error;
  }
  if (!(body instanceof Readable)) {
    response.end(body);
    return;
  }
  try {
    await pipeline(body, response);
  } catch {
    response.destroy();
  }
}
