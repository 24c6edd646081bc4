import { randomBytes, timingSafeEqual } from "node:crypto";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Guard } from "../../../http/guard.ts";

/** One event for the runtime. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly functionArn: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
  /** Value of `_X_AMZN_TRACE_ID`. */
  readonly traceHeader: string;
  /** JSON, decoded from X-Amz-Client-Context. */
  readonly clientContext: string | undefined;
  readonly payload: string;
}

/** What the runtime says. */
export interface RuntimeListener {
  /** It asks for its next event: the init phase, or an invocation, has ended. */
  next(): void;
  response(requestId: string, payload: Buffer): void;
  error(requestId: string, payload: Buffer): void;
  initError(payload: Buffer): void;
}

const PREFIX = "/2018-06-01/runtime";
/** Bytes of an answer that Lambda takes. */
export const RESPONSE_LIMIT = 6_291_556;
/** Header in which a runtime gives the secret that the variable of its process tells it. */
const SECRET_HEADER = "x-doppelface-runtime";

/**
 * The Lambda Runtime API of one execution environment, on a port of its own. It answers the process that it is for alone:
 * a page that guesses the port would read the function's events, and answer them.
 */
export class RuntimeApi {
  /** For the variable `DOPPELFACE_RUNTIME_SECRET` of the process. */
  readonly secret = randomBytes(16).toString("hex");
  readonly #guard = new Guard();
  readonly #server: Server;
  readonly #listener: RuntimeListener;
  #waiting: ServerResponse | undefined;
  readonly #code = Promise.withResolvers<string>();

  constructor(listener: RuntimeListener) {
    this.#listener = listener;
    this.#server = createServer((request, response) => void this.#serve(request, response));
    // `next` waits as long as there is nothing to do, over any freeze.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    this.#server.headersTimeout = 0;
  }

  /** Listens on a free port of the loopback. Resolves with `host:port`, the value of AWS_LAMBDA_RUNTIME_API. */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(0, "127.0.0.1", () => {
        resolve(`127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
      });
    });
  }

  /** Answers the runtime's waiting `next`. */
  send(event: RuntimeEvent): void {
    const response = this.#waiting;
    this.#waiting = undefined;
    if (response === undefined) throw new Error(`The runtime does not wait for an event (${event.requestId})`);
    const headers: Record<string, string | number> = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(event.payload),
      "lambda-runtime-aws-request-id": event.requestId,
      "lambda-runtime-deadline-ms": event.deadline,
      "lambda-runtime-invoked-function-arn": event.functionArn,
      "lambda-runtime-trace-id": event.traceHeader,
    };
    if (event.clientContext !== undefined) headers["lambda-runtime-client-context"] = event.clientContext;
    response.writeHead(200, headers);
    response.end(event.payload);
  }

  /** Answers a spare, at once or when it asks, with the folder of the code that it is to run. */
  giveCode(folder: string): void {
    this.#code.resolve(folder);
  }

  /** Ends the server and its connections. */
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => undefined);
    if (!this.#admits(request)) {
      response.setHeader("connection", "close");
      answer(response, 403, '{"errorMessage":"This is the Runtime API of one process alone","errorType":"Forbidden"}');
      return;
    }
    const path = (request.url ?? "").replace(PREFIX, "");
    if (request.method === "GET" && path === "/invocation/next") {
      this.#waiting = response;
      this.#listener.next();
      return;
    }
    if (request.method === "GET" && path === "/spare/code") {
      response.end(await this.#code.promise);
      return;
    }
    const [, requestId = "", kind = ""] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    let body: Body;
    try {
      body = await read(request);
    } catch {
      return;
    }
    if (path === "/init/error") this.#listener.initError(body.bytes);
    else if (kind === "response") this.#listener.response(requestId, body.bytes);
    else if (kind === "error") this.#listener.error(requestId, body.bytes);
    else {
      answer(response, 404, "{}");
      return;
    }
    if (body.isTooLarge) {
      const message = `Exceeded maximum allowed payload size (${RESPONSE_LIMIT} bytes).`;
      answer(response, 413, `${JSON.stringify({ errorMessage: message, errorType: "RequestEntityTooLarge" })}\n`);
      return;
    }
    answer(response, 202, '{"status":"OK"}\n');
  }

  #admits({ headers }: IncomingMessage): boolean {
    const [given, own] = [Buffer.from(String(headers[SECRET_HEADER] ?? "")), Buffer.from(this.secret)];
    if (given.length !== own.length || !timingSafeEqual(given, own)) return false;
    try {
      this.#guard.checkAll(headers);
      return true;
    } catch {
      return false;
    }
  }
}

/** With its length, and so without chunks: the client for Python reads no others. */
function answer(response: ServerResponse, status: number, json: string): void {
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(json) });
  response.end(json);
}

interface Body {
  /** One more than are taken where it is too large. */
  readonly bytes: Buffer;
  readonly isTooLarge: boolean;
}

/** Keeps no more than is taken; the rest is read away, so that the runtime sees the answer. */
async function read(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (size <= RESPONSE_LIMIT) chunks.push(chunk);
    size += chunk.length;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, RESPONSE_LIMIT + 1), isTooLarge: size > RESPONSE_LIMIT };
}
