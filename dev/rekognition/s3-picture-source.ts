import type { S3Client } from "@aws-sdk/client-s3";
import type { Call } from "../endpoint/service.ts";
import { imageTooLarge, s3ObjectIncomplete, s3ObjectUnreadable } from "./errors.ts";
import { MOST_BYTES, type PictureSource, type S3Object } from "./picture-source.ts";

/** Reads from the S3 of another emulator, signed with the keys that emulators take: some refuse unsigned requests. */
export class RemoteS3PictureSource implements PictureSource {
  readonly #endpoint: string | undefined;
  readonly #clients = new Map<string, Promise<S3Client>>();

  /** @param endpoint URL of an S3, `undefined` where there is none: pictures then come as bytes alone */
  constructor(endpoint: string | undefined) {
    this.#endpoint = endpoint;
  }

  async read({ Bucket, Name, Version }: S3Object, call: Call): Promise<Uint8Array> {
    if (Bucket === undefined || Name === undefined) throw s3ObjectIncomplete();
    const { GetObjectCommand } = await import("@aws-sdk/client-s3");
    try {
      const client = await this.#client(call.region);
      const { Body, ContentLength = 0 } = await client.send(
        new GetObjectCommand({ Bucket, Key: Name, ...(Version === undefined ? {} : { VersionId: Version }) }),
      );
      if (Body !== undefined && ContentLength <= MOST_BYTES) return await Body.transformToByteArray();
      // What is not read would keep the connection.
      if (Body !== undefined && "destroy" in Body) Body.destroy();
    } catch (error) {
      throw s3ObjectUnreadable(error);
    }
    throw imageTooLarge();
  }

  #client(region: string): Promise<S3Client> {
    let client = this.#clients.get(region);
    if (client === undefined) {
      client = this.#connect(region);
      this.#clients.set(region, client);
    }
    return client;
  }

  async #connect(region: string): Promise<S3Client> {
    if (this.#endpoint === undefined) {
      throw new Error("There is no S3 to read from: start with --s3-endpoint URL, or send the picture's bytes");
    }
    const { S3Client } = await import("@aws-sdk/client-s3");
    return new S3Client({
      endpoint: this.#endpoint,
      region,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      // Names of buckets are not names of hosts on this machine.
      forcePathStyle: true,
    });
  }
}
