import type { KeyObject } from "node:crypto";
import { Transform, type TransformCallback } from "node:stream";
import { ServiceError } from "../../errors.ts";
import { equal, hmac, sha256 } from "./sigv4.ts";

/** What the chunk signatures of a body are checked with. */
export interface ChunkSigning {
  readonly key: KeyObject;
  /** `yyyymmddThhmmssZ` */
  readonly timestamp: string;
  readonly scope: string;
  /** Signature of the request, the first link of the chain. */
  readonly seed: string;
  /** The trailers are signed as well, as `…-PAYLOAD-TRAILER` says. */
  readonly trailers: boolean;
}

const EMPTY_HASH = sha256("");
const LONGEST_LINE = 16_384;

/**
 * Takes the framing off an `aws-chunked` body: `<hex size>[;chunk-signature=…]\r\n<data>\r\n…0\r\n<trailers>\r\n`.
 * `trailers` is filled when the last chunk was read. Fails with `SignatureDoesNotMatch` (403) at the first chunk
 * whose signature is wrong, and with `IncompleteBody` where the stream ends early.
 */
export class AwsChunkedDecoder extends Transform {
  readonly trailers: Record<string, string> = {};
  readonly #signing: ChunkSigning | undefined;
  #previous: string;
  #pending: Buffer = Buffer.alloc(0);
  #state: "size" | "data" | "data-end" | "trailers" | "done" = "size";
  #left = 0;
  #chunkSignature: string | undefined;
  /** Data of the current chunk, kept only while its signature is to be checked. */
  #signed: Buffer[] = [];
  #trailerText = "";
  #trailersChecked = false;

  /** @param signing undefined where the chunks are not signed, or signed with a key that cannot be checked */
  constructor(signing: ChunkSigning | undefined) {
    super();
    this.#signing = signing;
    this.#previous = signing?.seed ?? "";
  }

  override _transform(data: Buffer, _encoding: string, done: TransformCallback): void {
    try {
      this.#pending = this.#pending.length === 0 ? data : Buffer.concat([this.#pending, data]);
      while (this.#step());
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    if (this.#state === "done") done();
    else if (this.#state !== "trailers" || this.#pending.length > 0) {
      done(incomplete("The aws-chunked body ended before its last chunk."));
    } else done(this.#lacksSignature() ? incomplete("The aws-chunked body ended before its trailers.") : null);
  }

  #step(): boolean {
    switch (this.#state) {
      case "size":
        return this.#readSize();
      case "data":
        return this.#readData();
      case "data-end":
        return this.#readDataEnd();
      case "trailers":
        return this.#readTrailer();
      case "done":
        return false;
    }
  }

  #line(): string | undefined {
    const end = this.#pending.indexOf("\r\n");
    if (end < 0) {
      if (this.#pending.length > LONGEST_LINE) throw incomplete("A line of the aws-chunked body is too long.");
      return undefined;
    }
    const line = this.#pending.subarray(0, end).toString("latin1");
    this.#pending = this.#pending.subarray(end + 2);
    return line;
  }

  #readSize(): boolean {
    const line = this.#line();
    if (line === undefined) return false;
    const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
    if (match === null) throw incomplete("A chunk of the aws-chunked body has no size.");
    this.#left = Number.parseInt(match[1] ?? "", 16);
    this.#chunkSignature = match[2];
    if (this.#signing !== undefined && this.#chunkSignature === undefined) throw mismatch();
    if (this.#left > 0) this.#state = "data";
    else {
      this.#checkChunk();
      this.#state = "trailers";
    }
    return true;
  }

  #readData(): boolean {
    if (this.#pending.length === 0) return false;
    const data = this.#pending.subarray(0, this.#left);
    this.#pending = this.#pending.subarray(data.length);
    this.#left -= data.length;
    if (this.#signing === undefined) this.push(data);
    else this.#signed.push(data);
    if (this.#left === 0) {
      this.#checkChunk();
      this.#state = "data-end";
    }
    return true;
  }

  #readDataEnd(): boolean {
    if (this.#pending.length < 2) return false;
    if (this.#pending[0] !== 13 || this.#pending[1] !== 10) throw incomplete("A chunk is longer than its size says.");
    this.#pending = this.#pending.subarray(2);
    this.#state = "size";
    return true;
  }

  #readTrailer(): boolean {
    const line = this.#line();
    if (line === undefined) return false;
    if (line === "") {
      if (this.#lacksSignature()) throw mismatch();
      this.#state = "done";
      return false;
    }
    const at = line.indexOf(":");
    if (at < 0) throw incomplete("A trailer of the aws-chunked body has no name.");
    const name = line.slice(0, at).trim().toLowerCase();
    const value = line.slice(at + 1).trim();
    if (name === "x-amz-trailer-signature") this.#checkTrailers(value);
    else if (this.#trailersChecked) throw mismatch();
    else {
      this.trailers[name] = value;
      this.#trailerText += `${name}:${value}\n`;
    }
    return true;
  }

  #checkChunk(): void {
    if (this.#signing === undefined) return;
    const data = Buffer.concat(this.#signed);
    this.#signed = [];
    const { key, timestamp, scope } = this.#signing;
    const text = ["AWS4-HMAC-SHA256-PAYLOAD", timestamp, scope, this.#previous, EMPTY_HASH, sha256(data)].join("\n");
    const expected = hmac(key, text).toString("hex");
    if (!equal(expected, this.#chunkSignature ?? "")) throw mismatch();
    this.#previous = expected;
    if (data.length > 0) this.push(data);
  }

  #checkTrailers(signature: string): void {
    if (this.#signing === undefined) return;
    const { key, timestamp, scope } = this.#signing;
    const text = ["AWS4-HMAC-SHA256-TRAILER", timestamp, scope, this.#previous, sha256(this.#trailerText)].join("\n");
    if (!equal(hmac(key, text).toString("hex"), signature)) throw mismatch();
    this.#trailersChecked = true;
  }

  #lacksSignature(): boolean {
    return this.#signing?.trailers === true && !this.#trailersChecked;
  }
}

function incomplete(message: string): ServiceError {
  return new ServiceError("IncompleteBody", message, { status: 400 });
}

function mismatch(): ServiceError {
  return new ServiceError(
    "SignatureDoesNotMatch",
    "The signature of a chunk, or of the trailers, does not match the one that was calculated.",
    { status: 403 },
  );
}
