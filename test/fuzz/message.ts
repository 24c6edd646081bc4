/** A request as bytes that are still apart, so that each part can be mutated by itself. */
export interface Message {
  readonly method: string;
  /** Path and query as they stand in the request line. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** A valid request of a service, captured on its way from the SDK. */
export interface Sample extends Message {
  /** SigV4 signing name. */
  readonly service: string;
  readonly operation: string;
}

/** How the bytes of a message are put on the wire. */
export type Framing = "whole" | "longer" | "shorter" | "chunked" | "reset" | "unterminated";

const OWN_HEADERS = new Set(["content-length", "connection", "transfer-encoding"]);

/** The bytes of a request on a connection of its own. Characters that HTTP does not allow are written as they are. */
export function serialise(message: Message, framing: Framing): Buffer {
  const { method, target, body } = message;
  const headers = message.headers.filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()));
  const length = { longer: body.length + 7, shorter: Math.floor(body.length / 2) }[framing as string] ?? body.length;
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    framing === "chunked" || framing === "unterminated" ? "transfer-encoding: chunked" : `content-length: ${length}`,
    "connection: close",
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), framed(body, framing)]);
}

function framed(body: Buffer, framing: Framing): Buffer {
  if (framing !== "chunked" && framing !== "unterminated") return body;
  const size = Buffer.from(`${body.length.toString(16)}\r\n`);
  const end = body.length === 0 ? "" : "\r\n0\r\n\r\n";
  return Buffer.concat([size, body, Buffer.from(framing === "chunked" ? end || "\r\n" : "\r\nzz")]);
}
