import { Readable } from "node:stream";
import * as v from "valibot";
import { ServiceError } from "../endpoint/errors.ts";
import { readBody } from "../endpoint/http/protocol/body.ts";
import type { Call, Host } from "../endpoint/service.ts";
import { imageTooLarge, s3ObjectIncomplete, s3ObjectUnreadable } from "./errors.ts";

/** Most bytes of a picture in S3: 15 MB. */
export const MOST_BYTES = 15 << 20;

/** A picture in S3, as the API names it. */
export interface S3Object {
  readonly Bucket?: string;
  readonly Name?: string;
  readonly Version?: string;
}

/** Reads pictures from S3 with the caller's own permissions. */
export interface PictureSource {
  /** Throws InvalidS3ObjectException where it cannot be read, ImageTooLargeException over 15 MB. */
  read(object: S3Object, call: Call): Promise<Uint8Array>;
}

const GetObjectOutput = v.object({ Body: v.instance(Readable), ContentLength: v.number() });

/** Reads from the S3 of the same endpoint, under the caller's policy. */
export class LocalS3PictureSource implements PictureSource {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  async read({ Bucket, Name, Version }: S3Object, call: Call): Promise<Uint8Array> {
    if (Bucket === undefined || Name === undefined) throw s3ObjectIncomplete();
    const input = { Bucket, Key: Name, ...(Version === undefined ? {} : { VersionId: Version }) };
    let output: unknown;
    try {
      output = await this.#host.dispatch("s3", "GetObject", input, call);
    } catch (error) {
      if (error instanceof ServiceError) throw s3ObjectUnreadable(error);
      throw error;
    }
    const { Body, ContentLength } = v.parse(GetObjectOutput, output);
    if (ContentLength > MOST_BYTES) {
      Body.destroy();
      throw imageTooLarge();
    }
    return readBody(Body, MOST_BYTES);
  }
}
