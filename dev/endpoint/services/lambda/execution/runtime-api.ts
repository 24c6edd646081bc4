import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

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

/** The Lambda Runtime API of one execution environment, on a port of its own. */
export class RuntimeApi {
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
    let body: Buffer;
    try {
      body = await read(request);
    } catch {
      return;
    }
    if (path === "/init/error") this.#listener.initError(body);
    else if (kind === "response") this.#listener.response(requestId, body);
    else if (kind === "error") this.#listener.error(requestId, body);
    else {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(202, { "content-type": "application/json" });
    response.end('{"status":"OK"}\n');
  }
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
