import { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { ServiceError } from "../../errors.ts";

/** A body that is in memory as a whole; who knows it takes `bytes` and leaves the stream alone. */
export class WholeBody extends Readable {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    super();
    this.bytes = bytes;
  }

  override _read(): void {
    if (this.bytes.length > 0) this.push(this.bytes);
    this.push(null);
  }
}

/** Reads a whole body. Throws `RequestEntityTooLargeException` (413) above `limit` bytes. */
export async function readBody(body: Readable, limit: number): Promise<Buffer> {
  if (body instanceof WholeBody) {
    if (body.bytes.length > limit) throw tooLarge(limit);
    return body.bytes;
  }
  return collect(body, limit);
}

/** By its events: an iterator over a stream costs a small call as much as reading its signature. */
function collect(body: Readable, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (): void => {
      body.off("data", take).off("end", end).off("error", fail).off("close", close);
    };
    const fail = (error: Error): void => {
      settle();
      reject(error);
    };
    const close = (): void => fail(aborted());
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      // The connection of a request is still to carry the answer.
      if (body instanceof IncomingMessage) body.pause();
      else body.destroy();
      fail(tooLarge(limit));
    };
    const end = (): void => {
      settle();
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
    };
    if (body.readableEnded) end();
    else if (body.destroyed) fail(body.errored ?? aborted());
    else body.on("data", take).on("end", end).on("error", fail).on("close", close);
  });
}

/** As Node says it of a request whose connection ends before its body. */
function aborted(): Error {
  return Object.assign(new Error("aborted"), { code: "ECONNRESET" });
}

function tooLarge(limit: number): ServiceError {
  return new ServiceError("RequestEntityTooLargeException", `Request body is larger than ${limit} bytes`, {
    status: 413,
  });
}
