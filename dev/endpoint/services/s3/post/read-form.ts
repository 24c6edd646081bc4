import { type Readable, finished } from "node:stream";
import { S3Error, invalidArgument } from "../errors.ts";

/** Most bytes before the file: names, values and boundaries (S3's reference, "POST Object"). */
const MAX_FIELDS = 20 * 1024;

/** A form as a page sends it, read up to the first byte of its file. */
export interface Form {
  /** Values by their names in lower case; of one that stands twice the first. */
  readonly fields: ReadonlyMap<string, string>;
  /** What stands behind the last slash or backslash of what the browser tells; "" where it tells none. */
  readonly filename: string;
  readonly file: Readable;
  /** Reads away what is left, so that the sender hears the answer. */
  drain(): Promise<void>;
}

/**
 * Reads the fields of a form; its file stays a stream, and what follows it is ignored. Throws `MalformedPOSTRequest`,
 * `MaxPostPreDataLengthExceeded`, and `InvalidArgument` where there is no file.
 */
export async function readForm(contentType: string, body: Readable): Promise<Form> {
  // Loaded here: few who start an endpoint send a form.
  const { Busboy } = await import("@fastify/busboy");
  const headers = { "content-type": contentType };
  const isPartAFile = (name: string | undefined) => name?.toLowerCase() === "file";
  const open = () => {
    try {
      return new Busboy({ headers, isPartAFile, limits: { files: 1, fieldSize: MAX_FIELDS } });
    } catch {
      throw malformed();
    }
  };
  const parser = open();
  const drain = async (): Promise<void> => {
    body.unpipe(parser);
    body.resume();
    if (!body.readableEnded && !body.destroyed) await new Promise<void>((resolve) => finished(body, () => resolve()));
  };
  const fields = new Map<string, string>();
  let size = 0;
  try {
    return await new Promise<Form>((resolve, reject) => {
      parser.on("field", (name, value, isNameCut, isCut) => {
        size += name.length + Buffer.byteLength(value);
        if (size > MAX_FIELDS || isNameCut || isCut) reject(tooMuch());
        const known = name.toLowerCase();
        if (!fields.has(known)) fields.set(known, value);
      });
      parser.on("file", (_name, file, filename: string | undefined) => {
        // A connection that ends meanwhile is an upload that ends before its last byte.
        body.once("close", () => {
          if (!body.readableEnded) file.destroy(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
        });
        resolve({ fields, filename: (filename ?? "").replace(/^.*[/\\]/, ""), file, drain });
      });
      parser.on("finish", () => reject(noFile()));
      parser.on("error", () => reject(malformed()));
      body.once("close", () => reject(malformed()));
      body.pipe(parser);
    });
  } catch (error) {
    await drain();
    throw error;
  }
}

function malformed(): S3Error {
  return new S3Error("MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.");
}

function tooMuch(): S3Error {
  return new S3Error(
    "MaxPostPreDataLengthExceeded",
    "Your POST request fields preceding the upload file were too large.",
    { members: { MaxPostPreDataLengthExceeded: MAX_FIELDS } },
  );
}

function noFile(): S3Error {
  return invalidArgument("POST requires exactly one file upload per request.", "file", "0");
}
