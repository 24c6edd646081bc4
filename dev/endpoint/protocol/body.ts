import type { Readable } from "node:stream";
import { ServiceError } from "../errors.ts";

/** Reads a whole body. Throws `RequestEntityTooLargeException` (413) above `limit` bytes. */
export async function readBody(body: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    const buffer = chunk as Buffer;
    size += buffer.length;
    if (size > limit) {
      throw new ServiceError("RequestEntityTooLargeException", `Request body is larger than ${limit} bytes`, {
        status: 413,
      });
    }
    chunks.push(buffer);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size);
}
