import { Readable } from "node:stream";
import { ServiceError } from "../errors.ts";

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
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const buffer = chunk as Buffer;
    size += buffer.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(buffer);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size);
}

function tooLarge(limit: number): ServiceError {
  return new ServiceError("RequestEntityTooLargeException", `Request body is larger than ${limit} bytes`, {
    status: 413,
  });
}
