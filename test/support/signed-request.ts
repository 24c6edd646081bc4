import { createHash, createHmac } from "node:crypto";
import { type IncomingHttpHeaders, request as httpRequest } from "node:http";
import { buffer } from "node:stream/consumers";
import { SignatureV4 } from "@smithy/signature-v4";

/** A request on its way to the endpoint; what was signed can be changed before it is sent. */
export interface RawRequest {
  method: string;
  path: string;
  /** Decoded names and values. */
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** Who signs, for what, and when. */
export interface Signing {
  readonly service: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  readonly signingDate?: Date;
  /** Sign over the hash of the body without naming it in a header, as botocore does outside S3. */
  readonly hashUnnamed?: boolean;
}

/** A request of the SDK's own signer, signed in the header. */
export async function signed(url: string, request: Partial<RawRequest>, signing: Signing): Promise<RawRequest> {
  const { at, signer, options } = prepare(url, request, signing);
  return toRaw(await signer.sign(at, options), request.body);
}

/** A request of the SDK's own signer, signed in the query. */
export async function presigned(
  url: string,
  request: Partial<RawRequest>,
  signing: Signing & { expiresIn?: number },
): Promise<RawRequest> {
  // As the SDK's presigner for S3 does, whose URLs leave the body open.
  const unsigned = signing.service === "s3" ? { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } : {};
  const headers = { ...request.headers, ...unsigned };
  const { at, signer, options } = prepare(url, { ...request, headers }, signing);
  return toRaw(await signer.presign(at, { ...options, expiresIn: signing.expiresIn ?? 60 }), request.body);
}

/** What came back. */
export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request as it stands, on a connection of its own. */
export function send(url: string, { method, path, query, headers, body }: RawRequest): Promise<RawResponse> {
  const { hostname, port } = new URL(url);
  const search = Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { hostname, port, method, path: search === "" ? path : `${path}?${search}`, headers, agent: false },
      (answer) => {
        buffer(answer).then(
          (bytes) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes.toString("utf8") }),
          reject,
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Error code of an answer, whichever of the wire forms it has. */
export function codeOf({ body }: RawResponse): string | undefined {
  return (/<Code>([^<]+)<\/Code>/.exec(body) ?? /"__type":"(?:[^"]*#)?([^"]+)"/.exec(body))?.[1];
}

function prepare(url: string, request: Partial<RawRequest>, signing: Signing) {
  const { protocol, hostname, port, host } = new URL(url);
  const signer = new SignatureV4({
    service: signing.service,
    region: "us-east-1",
    credentials: {
      accessKeyId: signing.accessKeyId ?? "test",
      secretAccessKey: signing.secretAccessKey ?? "test",
      ...(signing.sessionToken === undefined ? {} : { sessionToken: signing.sessionToken }),
    },
    sha256: Sha256,
    uriEscapePath: signing.service !== "s3",
    applyChecksum: signing.hashUnnamed !== true,
  });
  const at = {
    method: request.method ?? "GET",
    protocol,
    hostname,
    port: Number(port),
    path: request.path ?? "/",
    query: request.query ?? {},
    headers: { host, ...request.headers },
    body: request.body ?? "",
  };
  return { at, signer, options: { signingDate: signing.signingDate ?? new Date() } };
}

function toRaw(
  { method, path, query, headers }: { method: string; path: string; query?: object; headers: Record<string, string> },
  body: string | Buffer | undefined,
): RawRequest {
  return { method, path, query: { ...query }, headers, body: body ?? "" };
}

class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", toBytes(secret));
  }

  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(toBytes(chunk));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error("The signer makes a new hash for each use");
  }
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
