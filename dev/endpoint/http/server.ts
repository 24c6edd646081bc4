import { randomUUID } from "node:crypto";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Bus } from "../../trace/bus.ts";
import { Authenticator } from "./authenticate.ts";
import type { Control } from "./control.ts";
import { ServiceError } from "../errors.ts";
import { WholeBody } from "./protocol/body.ts";
import type { Faults } from "./faults/faults.ts";
import { readSignature } from "./protocol/sigv4.ts";
import { RequestGuard, checkOrigin, isForeign } from "./request-guard.ts";
import type { Router } from "./router.ts";
import { ServedCall } from "./served-call.ts";
import { isDiskFull } from "../state/disk-full.ts";
import type { Call, Host, HttpRequest, HttpResponse, Service } from "../service.ts";

/** How often a full disk is told of, in milliseconds. */
const TELL_AGAIN_MS = 30_000;

/** The HTTP side of the endpoint: one server, the SigV4 scope picks the service. */
export class EndpointServer {
  readonly #router: Router;
  readonly #guard: RequestGuard;
  readonly #authenticator: Authenticator;
  readonly #bus: Bus;
  readonly #control: Control;
  readonly #faults: Faults;
  readonly #server: Server;
  /** Epoch milliseconds at which the user was last told of a full disk. */
  #toldOfFullDisk = 0;

  constructor(router: Router, host: Pick<Host, "credentials" | "bus" | "settings">, control: Control, faults: Faults) {
    this.#router = router;
    this.#guard = new RequestGuard(host.settings.allowHost ?? []);
    this.#bus = host.bus;
    this.#control = control;
    this.#faults = faults;
    const { strict, foreignKeys = false } = host.settings;
    this.#authenticator = new Authenticator(host.credentials, foreignKeys ? undefined : host.bus, strict);
    this.#server = createServer({ keepAlive: true, maxHeaderSize: 16_384 });
    // A frozen Lambda environment must find its connection open when it thaws, however long that takes.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    this.#server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      void this.#serveOrHangUp(request, response);
    });
    this.#server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
      response.writeContinue();
      void this.#serveOrHangUp(request, response);
    });
  }

  /** Listens; resolves with the port. Rejects with the system's error, `EADDRINUSE` for one. */
  listen(port: number, address: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, address, () => {
        this.#server.off("error", reject);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** Stops listening and ends open connections. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  /** Whatever a request brings about, it must not end the process: others are served. */
  async #serveOrHangUp(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#serve(message, response);
    } catch (error) {
      this.#tellDefect(error);
      response.destroy();
    }
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    message.on("error", () => undefined);
    response.on("error", () => undefined);
    if (this.#control.takes(message)) return send(await this.#control.answer(message), message, response);
    const parts = splitTarget(message);
    const service = this.#serviceOf(message, parts);
    const served = new ServedCall(message.headers, this.#bus, this.#router.dispatch, this.#faults);
    let cors: Readonly<Record<string, string>> | undefined;
    try {
      this.#guard.checkHost(message.headers);
      if (isForeign(message.headers)) cors = await service.crossOrigin?.({ ...parts, headers: message.headers });
      const answer = await this.#answer(message, parts, service, requestId, served, cors !== undefined);
      served.ended(answer.status, undefined);
      await send(withHeaders(answer, cors), message, response);
    } catch (error) {
      const failure = this.#toServiceError(error);
      const answer = service.fail(failure, { ...parts, headers: message.headers }, requestId);
      served.ended(answer.status, failure);
      await send(withHeaders(answer, cors), message, response);
    }
  }

  async #answer(
    message: IncomingMessage,
    parts: RequestTarget,
    service: Service,
    requestId: string,
    served: ServedCall,
    allowedByCors: boolean,
  ): Promise<HttpResponse> {
    const signed = { ...parts, headers: message.headers };
    if (message.method === "OPTIONS" && service.preflight !== undefined) return service.preflight(signed, requestId);
    if (!allowedByCors) checkOrigin({ ...signed, service: service.name });
    const signature = readSignature(signed) ?? (await service.olderSignature?.(signed));
    if (signature === undefined) throw unsigned(service.name);
    if ("service" in signature && this.#router.find(signature.service) === undefined) {
      throw new ServiceError(
        "UnknownService",
        `The service '${signature.service}' is not part of the embedded engine. What is: dev/docs/gaps.md.`,
      );
    }
    const { caller, body, trailers } = await this.#authenticator.authenticate(signed, signature, message);
    const traceId = traceRoot(message.headers["x-amzn-trace-id"]);
    const call: Call = {
      requestId,
      region: signature.region,
      caller,
      ...(traceId === undefined ? {} : { traceId }),
    };
    served.identified(service.name, call);
    const request: HttpRequest = { ...signed, body, trailers };
    return service.handle(request, call, served.dispatch);
  }

  /** The scope's service; S3's wire form where it is unknown, since S3 alone is called without a scope. */
  #serviceOf(message: IncomingMessage, parts: RequestTarget): Service {
    const credential = message.headers.authorization ?? parts.query.get("X-Amz-Credential") ?? "";
    const name = /\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/.exec(credential)?.[1];
    const byForm = targetsJson(message) ? "dynamodb" : "s3";
    const service = this.#router.find(name ?? byForm) ?? this.#router.find(byForm) ?? this.#router.services()[0];
    if (service === undefined) throw new Error("The endpoint has no service to answer errors with");
    return service;
  }

  #toServiceError(error: unknown): ServiceError {
    if (error instanceof ServiceError) return error;
    if (isAborted(error)) return new ServiceError("RequestTimeout", "The connection ended before the body.");
    if (isDiskFull(error)) return this.#diskFull();
    this.#tellDefect(error);
    return new ServiceError("InternalFailure", "The endpoint failed; its terminal has the details.", { status: 500 });
  }

  #tellDefect(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#bus.dispatch({ type: "notice", message: `Internal error, please report it: ${text}` });
  }

  /** 507, which no SDK retries: more room is made by a person. */
  #diskFull(): ServiceError {
    const message =
      "The disk of the state folder is full: nothing of this call was stored, and nothing is lost of what was " +
      "acknowledged before. Free some space, and send it again.";
    if (Date.now() - this.#toldOfFullDisk > TELL_AGAIN_MS) {
      this.#toldOfFullDisk = Date.now();
      this.#bus.dispatch({ type: "notice", message });
    }
    return new ServiceError("InsufficientStorage", message, { status: 507 });
  }
}

interface RequestTarget {
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
}

function splitTarget(message: IncomingMessage): RequestTarget {
  const url = message.url ?? "/";
  const at = url.indexOf("?");
  const rawQuery = at < 0 ? "" : url.slice(at + 1);
  return {
    method: message.method ?? "GET",
    path: at < 0 ? url : url.slice(0, at),
    rawQuery,
    query: new URLSearchParams(rawQuery),
  };
}

function withHeaders(answer: HttpResponse, headers: Readonly<Record<string, string>> | undefined): HttpResponse {
  return headers === undefined ? answer : { ...answer, headers: { ...answer.headers, ...headers } };
}

function targetsJson(message: IncomingMessage): boolean {
  return message.headers["x-amz-target"] !== undefined;
}

function traceRoot(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" ? /Root=(1-[0-9a-f]{8}-[0-9a-f]{24})/.exec(header)?.[1] : undefined;
}

function unsigned(service: string): ServiceError {
  if (service === "s3") return new ServiceError("AccessDenied", "Access Denied", { status: 403 });
  return new ServiceError("MissingAuthenticationTokenException", "Missing Authentication Token", { status: 403 });
}

function isAborted(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE";
}

async function send(answer: HttpResponse, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = answer.body instanceof WholeBody ? answer.body.bytes : answer.body;
  if (response.destroyed) {
    if (body instanceof Readable) body.destroy();
    return;
  }
  const length =
    typeof body === "string" ? Buffer.byteLength(body) : body instanceof Uint8Array ? body.byteLength : undefined;
  const headers: Record<string, string | string[]> = { ...answer.headers };
  if (length !== undefined) headers["content-length"] = String(length);
  else if (body === undefined && headers["content-length"] === undefined && answer.status !== 204) {
    headers["content-length"] = "0";
  }
  // What the client still sends must be read away before the connection can serve its next request.
  if (!message.complete) {
    headers["connection"] = "close";
    message.resume();
  }
  try {
    response.writeHead(answer.status, headers);
  } catch (error) {
    // A header that HTTP cannot carry: an error of this call, which must not end the process.
    if (body instanceof Readable) body.destroy();
    throw error;
  }
  if (!(body instanceof Readable)) {
    response.end(body);
    return;
  }
  try {
    await pipeline(body, response);
  } catch {
    response.destroy();
  }
}
