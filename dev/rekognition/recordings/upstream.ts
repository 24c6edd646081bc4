import type { RekognitionClient } from "@aws-sdk/client-rekognition";
import { ServiceError } from "../../endpoint/errors.ts";
import type { OperationName } from "../service-model.ts";

/** Where real answers come from, and how much of them. */
export interface UpstreamOptions {
  /** Any Rekognition endpoint; undefined: AWS. */
  readonly url: string | undefined;
  /** Where neither environment nor profile names a Region. */
  readonly region: string;
  /** Before the name of every collection, so that developers do not share one. */
  readonly prefix: string;
  /** Most calls of this run. */
  readonly maxCalls: number;
  /** A file of AWS profiles that this user may not read, which the SDK takes for one that is not there. */
  readonly unreadableFile?: string | undefined;
}

/** What an upstream answered. */
export type UpstreamAnswer =
  | { readonly output: Readonly<Record<string, unknown>> }
  | { readonly error: { readonly code: string; readonly message: string; readonly status: number } };

/** Retries of one call while the upstream throttles, with the SDK's own backoff. */
const ATTEMPTS = 6;

/** A Rekognition endpoint that is called with the user's own credentials, never with those of a caller. */
export class Upstream {
  readonly options: UpstreamOptions;
  #client: Promise<RekognitionClient> | undefined;
  #calls = 0;

  constructor(options: UpstreamOptions) {
    this.options = options;
  }

  /** Calls one operation. Throws ServiceError where the limit is reached or no answer is to be had. */
  async call(operation: OperationName, input: Readonly<Record<string, unknown>>): Promise<UpstreamAnswer> {
    if (this.#calls >= this.options.maxCalls) throw tooManyCalls(this.options.maxCalls);
    this.#calls++;
    const client = await this.#connected();
    const sdk = await import("@aws-sdk/client-rekognition");
    try {
      return { output: { ...(await client.send(commandOf(sdk, operation, input))) } };
    } catch (error) {
      if (!(error instanceof sdk.RekognitionServiceException)) throw unreachable(this.options.url, error);
      const { name, message, $metadata } = error;
      return { error: { code: name, message, status: $metadata.httpStatusCode ?? 400 } };
    }
  }

  /** The Region that calls go to. */
  async region(): Promise<string> {
    return (await this.#connected()).config.region();
  }

  /** The texts that must never appear in a file. */
  async secrets(): Promise<string[]> {
    const { accessKeyId, secretAccessKey, sessionToken } = await (await this.#connected()).config.credentials();
    return [accessKeyId, secretAccessKey, ...(sessionToken === undefined ? [] : [sessionToken])];
  }

  /** Frees the connections. */
  async close(): Promise<void> {
    // Where there are no credentials there is nothing to free.
    const client = await this.#client?.catch(() => undefined);
    client?.destroy();
  }

  #connected(): Promise<RekognitionClient> {
    if (this.#client === undefined) {
      const client = connect(this.options);
      this.#client = client;
      // Whoever has signed in meanwhile is let in with the next call.
      client.catch(() => (this.#client = undefined));
    }
    return this.#client;
  }
}

async function connect({ url, region, unreadableFile }: UpstreamOptions): Promise<RekognitionClient> {
  const { RekognitionClient } = await import("@aws-sdk/client-rekognition");
  const settings = { maxAttempts: ATTEMPTS, retryMode: "standard" };
  const client = new RekognitionClient(settings);
  const found = await client.config.region().catch(() => region);
  const own = await client.config.credentials().catch((error: unknown) => {
    if (url === undefined) throw noCredentials(error, unreadableFile);
    return undefined;
  });
  client.destroy();
  return new RekognitionClient({
    ...settings,
    region: found,
    endpoint: url ?? awsEndpoint("rekognition", found),
    // An emulator takes the keys that all emulators take; with credentials of their own people sign by those.
    ...(own === undefined ? { credentials: { accessKeyId: "test", secretAccessKey: "test" } } : {}),
  });
}

/** AWS's own endpoint: AWS_ENDPOINT_URL may name ours, which would call itself without end. */
export function awsEndpoint(service: "rekognition" | "sts", region: string): string {
  return `https://${service}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

type AnyCommand = Parameters<RekognitionClient["send"]>[0];

/** The SDK's command of an operation. */
export function commandOf(sdk: object, operation: string, input: object): AnyCommand {
  const found: unknown = Reflect.get(sdk, `${operation}Command`);
  if (typeof found !== "function") throw new Error(`The SDK has no ${operation}Command`);
  return Reflect.construct(found, [input]) as AnyCommand;
}

function noCredentials(cause: unknown, unreadable: string | undefined): ServiceError {
  return new ServiceError(
    "UpstreamUnavailable",
    unreadable === undefined
      ? "No AWS credentials were found to call Rekognition with. Sign in (aws sso login, or AWS_PROFILE=…; docker compose mounts ~/.aws where AWS_PROFILE is set), or name another endpoint with --upstream URL."
      : `No AWS credentials were found to call Rekognition with: ${unreadable} may not be read by user ${process.getuid?.()}. Make it that user's, or run as its owner (docker compose: export DOPPELFACE_USER=$(id -u):$(id -g)).`,
    { cause },
  );
}

function unreachable(url: string | undefined, cause: unknown): ServiceError {
  if (cause instanceof ServiceError) return cause;
  const why = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new ServiceError(
    "UpstreamUnavailable",
    `${url ?? "AWS Rekognition"} gave no answer: ${why}. Check the address (--upstream) and the network; --rekognition local and replay need neither.`,
    { cause },
  );
}

function tooManyCalls(limit: number): ServiceError {
  return new ServiceError(
    "UpstreamCallLimitReached",
    `This run has made ${limit} calls to Rekognition, which is the limit that --max-calls sets. Start again with a higher one if the cost is meant.`,
  );
}
