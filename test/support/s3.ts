import {
  CreateBucketCommand,
  type Event,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { readdirSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll } from "vitest";
import { S3_SERVICE } from "../../dev/endpoint/services/s3/definition.ts";
import type { EndpointOptions } from "../../dev/endpoint/endpoint.ts";
import { startTestEndpoint } from "./endpoint.ts";
import { uncheckedSignature } from "./unchecked-signature.ts";

/** An endpoint that serves S3 alone, so that no Lambda takes events out of the queue. */
export async function startS3(state?: EndpointOptions["state"]) {
  const endpoint = await startTestEndpoint({
    services: [S3_SERVICE],
    ...(state === undefined ? {} : { state }),
  });
  return { ...endpoint, s3: new S3Client(endpoint.client) };
}

/** Serves S3 to the tests of the file that calls it, with a bucket that they share. */
export async function serveS3() {
  const endpoint = await startS3();
  afterAll(() => endpoint.stop());
  const { s3 } = endpoint;
  return { endpoint, s3, Bucket: await createTestBucket(s3) };
}

let buckets = 0;

/** Creates a bucket of its own for a test. */
export async function createTestBucket(s3: S3Client): Promise<string> {
  const Bucket = `test-bucket-${++buckets}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  return Bucket;
}

/** Has a bucket tell of an event to a function that is not there, so that the events wait in the queue. */
export async function queueEvents(s3: S3Client, Bucket: string, event: Event): Promise<void> {
  const LambdaFunctionArn = "arn:aws:lambda:us-east-1:000000000000:function:f";
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      SkipDestinationValidation: true,
      NotificationConfiguration: { LambdaFunctionConfigurations: [{ LambdaFunctionArn, Events: [event] }] },
    }),
  );
}

/** Paths of the files that hold objects and parts in the folder of a state. */
export function objectFiles(state: string): string[] {
  return readdirSync(join(state, "objects"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** What a raw request got. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends a request as it is written here; its key is nobody's, so that its signature is not checked. */
export function sendRaw(
  url: string,
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string | Uint8Array; region?: string } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const headers = uncheckedSignature("s3", options.headers, options.region);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(options.body);
  });
}
