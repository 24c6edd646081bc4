import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Bus } from "../../trace/bus.ts";
import { ServiceError } from "../errors.ts";
import { within } from "../exchange/within.ts";
import type { HttpResponse } from "../service.ts";
import { type DiskTrouble, diskTroubleOf } from "../state/disk-trouble.ts";
import type { Router } from "./router.ts";
import { send } from "./send.ts";
import { type EndedTo, ServedRequest } from "./served-request.ts";
import type { RequestStep } from "./steps/step.ts";

/** How often trouble with the disk is told of, in milliseconds. */
const TELL_AGAIN_MS = 30_000;

/** The HTTP side of the endpoint: one server, each request passes the steps. */
export class EndpointServer {
  readonly #router: Router;
  readonly #steps: readonly RequestStep[];
  readonly #bus: Bus;
  readonly #ended: EndedTo;
  readonly #server: Server;
  readonly #underWay = new Set<Promise<void>>();
  #isClosing = false;
  /** Epoch milliseconds at which the user was last told of a trouble with the disk, by its code. */
  readonly #toldOf = new Map<string, number>();

  constructor(router: Router, steps: readonly RequestStep[], ended: EndedTo) {
    this.#router = router;
    this.#steps = steps;
    this.#bus = ended.bus;
    this.#ended = ended;
    this.#server = createServer({ keepAlive: true, maxHeaderSize: 16_384 });
    // A frozen Lambda environment must find its connection open when it thaws, however long that takes.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    this.#server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      this.#take(request, response);
    });
    this.#server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
      response.writeContinue();
      this.#take(request, response);
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

  /** Stops listening. Calls under way have so many milliseconds to be answered, then connections are cut. */
  async close(withinMs: number): Promise<void> {
    this.#isClosing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await within(this.#answered(), withinMs);
    this.#server.closeAllConnections();
    await closed;
    // Without its connection a call comes to its end soon, and must not find what it works on closed.
    await within(this.#answered(), withinMs);
  }

  async #answered(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #take(message: IncomingMessage, response: ServerResponse): void {
    const served = this.#serveOrHangUp(message, response).finally(() => this.#underWay.delete(served));
    this.#underWay.add(served);
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
    message.on("error", () => undefined);
    response.on("error", () => undefined);
    const request = new ServedRequest(message, this.#router);
    try {
      const answer = await this.#answer(request);
      request.ended(this.#ended, answer.status, undefined);
      await send(withHeaders(answer, request.headers), message, response);
    } catch (error) {
      const failure = this.#toServiceError(error);
      const answer = request.served.service.fail(failure, request.target, request.requestId);
      request.ended(this.#ended, answer.status, failure);
      await request.drain?.();
      await send(withHeaders(answer, request.headers), message, response);
    }
  }

  async #answer(request: ServedRequest): Promise<HttpResponse> {
    for (const step of this.#steps) {
      const answer = await step(request);
      if (answer !== undefined) return answer;
    }
    return request.answer();
  }

  #toServiceError(error: unknown): ServiceError {
    if (error instanceof ServiceError) return error;
    if (isAborted(error)) return new ServiceError("RequestTimeout", "The connection ended before the body.");
    const trouble = diskTroubleOf(error);
    if (trouble !== undefined) return this.#diskFails(trouble);
    this.#tellDefect(error);
    return new ServiceError("InternalFailure", "The endpoint failed; its terminal has the details.", { status: 500 });
  }

  #tellDefect(error: unknown): void {
    // The caller is gone, and with it what the call worked on: that is what a stop is.
    if (this.#isClosing) return;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#bus.dispatch({ type: "notice", message: `Internal error, please report it: ${text}` });
  }

  #diskFails({ code, message, status }: DiskTrouble): ServiceError {
    if (Date.now() - (this.#toldOf.get(code) ?? 0) > TELL_AGAIN_MS) {
      this.#toldOf.set(code, Date.now());
      this.#bus.dispatch({ type: "notice", message });
    }
    return new ServiceError(code, message, { status });
  }
}

function withHeaders(answer: HttpResponse, headers: Readonly<Record<string, string>>): HttpResponse {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

function isAborted(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE";
}
