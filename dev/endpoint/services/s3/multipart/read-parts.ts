import { Readable } from "node:stream";
import type { S3Context } from "../context.ts";
import { S3Error } from "../errors.ts";
import type { StoredPart } from "../store/uploads.ts";

const READ_SIZE = 1 << 20;

/** The bytes of parts one after the other; one file is open at a time. */
export function readParts(context: S3Context, upload: string, parts: readonly StoredPart[]): Readable {
  return Readable.from(chunksOf(context, upload, parts), { objectMode: false, highWaterMark: READ_SIZE });
}

async function* chunksOf(context: S3Context, upload: string, parts: readonly StoredPart[]): AsyncGenerator<Buffer> {
  for (const { file, number, md5, size } of parts) {
    const handle = await context.files.open(file);
    // Replaced or aborted since it was looked up.
    if (handle === undefined) throw invalidPart(upload, number, md5);
    try {
      // Damaged: to be put again, as after a power loss.
      if ((await handle.stat()).size !== size) throw invalidPart(upload, number, md5);
      for await (const chunk of handle.createReadStream({ highWaterMark: READ_SIZE, autoClose: false })) {
        yield chunk as Buffer;
      }
    } finally {
      await handle.close();
    }
  }
}

/** 400 for a part that is not there, or is another than the client believes. */
export function invalidPart(upload: string, number: number, etag: string | undefined): S3Error {
  return new S3Error(
    "InvalidPart",
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { members: { UploadId: upload, PartNumber: number, ETag: etag } },
  );
}
