import { createHash } from "node:crypto";
import { type Readable, Transform, type TransformCallback, pipeline } from "node:stream";
import { ServiceError } from "../../errors.ts";
import { AwsChunkedDecoder } from "./aws-chunked.ts";
import { WholeBody, readBody } from "./body.ts";
import { type Signature, type SignedRequest, scopeOf, sha256, signingKey } from "./sigv4.ts";

/** Bytes up to which a body is read as a whole, which costs less than a stream does. */
const SMALL = 64 << 10;
const NONE = Buffer.alloc(0);

/** A body without its framing. */
export interface Payload {
  readonly body: Readable;
  /** Filled once `body` has ended. */
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * Takes aws-chunked framing off, and checks what the signature says of the payload: the chain of chunk signatures,
 * or the SHA-256 of the whole (`XAmzContentSHA256Mismatch`, 400, for a large one at the end of the stream).
 * @param raw the body of a request with these headers
 * @param secret undefined where the key is not known, so that only the framing is taken off
 */
export async function decodePayload(
  raw: Readable,
  headers: SignedRequest["headers"],
  signature: Signature | undefined,
  secret: string | undefined,
): Promise<Payload> {
  const declared = signature?.payload;
  if (declared?.startsWith("STREAMING-") === true) {
    const signed = secret !== undefined && signature !== undefined && declared.startsWith("STREAMING-AWS4-HMAC-SHA256");
    const decoder = new AwsChunkedDecoder(
      signed
        ? {
            key: signingKey(secret, signature),
            timestamp: signature.timestamp,
            scope: scopeOf(signature),
            seed: signature.signature,
            trailers: declared.endsWith("-TRAILER"),
          }
        : undefined,
    );
    return { body: through(raw, decoder), trailers: decoder.trailers };
  }
  if (declared !== undefined && /^[0-9a-f]{64}$/.test(declared)) {
    const length = lengthOf(headers);
    if (length > SMALL) return { body: through(raw, new HashCheck(declared)), trailers: {} };
    const bytes = length === 0 ? NONE : await readBody(raw, SMALL);
    if (sha256(bytes) !== declared) throw mismatch();
    return { body: new WholeBody(bytes), trailers: {} };
  }
  return { body: raw, trailers: {} };
}

/** Bytes of a request's body; infinitely many where it does not say. */
function lengthOf(headers: SignedRequest["headers"]): number {
  return headers["transfer-encoding"] === undefined ? Number(headers["content-length"] ?? 0) : Infinity;
}

/** An error of `raw` reaches the reader of `last` too: a client that resets is seen as an aborted body. */
function through(raw: Readable, last: Transform): Readable {
  // The error is delivered by `last`; pipeline only has to destroy both.
  return pipeline(raw, last, () => undefined);
}

class HashCheck extends Transform {
  readonly #expected: string;
  readonly #hash = createHash("sha256");

  constructor(expected: string) {
    super();
    this.#expected = expected;
  }

  override _transform(data: Buffer, _encoding: string, done: TransformCallback): void {
    this.#hash.update(data);
    done(null, data);
  }

  override _flush(done: TransformCallback): void {
    if (this.#hash.digest("hex") === this.#expected) done();
    else done(mismatch());
  }
}

function mismatch(): ServiceError {
  return new ServiceError(
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
  );
}
