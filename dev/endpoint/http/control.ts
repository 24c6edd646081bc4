import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { ServiceError } from "../errors.ts";
import { readBody } from "./protocol/body.ts";
import type { ControlHandler, ControlRoutes, HttpResponse } from "../service.ts";

/** What is not AWS's: the endpoint's own namespace. No bucket can have that name. */
const PREFIX = "/_doppelface";
/** Tells a client that it is this endpoint that answers, and not another emulator. */
const CONTROL_HEADER = "x-doppelface";
const BODY_LIMIT = 1 << 20;

/** A request that cannot be answered: HTTP status, and what to do in the message. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ControlError";
    this.status = status;
  }
}

/** Routes of `/_doppelface/…`: what the project's own commands ask of an embedded endpoint beyond AWS's APIs. */
export class Control implements ControlRoutes {
  readonly #routes: { method: string; pattern: RegExp; names: string[]; handler: ControlHandler }[] = [];

  on(method: "GET" | "POST" | "DELETE", path: string, handler: ControlHandler): void {
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
    this.#routes.push({ method, pattern: new RegExp(`^${path.replace(/:\w+/g, "([^/]+)")}$`), names, handler });
  }

  /** Whether a request belongs here rather than to a service; one to a virtual host of S3 does not. */
  takes(message: IncomingMessage): boolean {
    const url = message.url ?? "";
    return (url === PREFIX || url.startsWith(`${PREFIX}/`)) && isOwnName(hostOf(message));
  }

  /** Answers a request; never throws. */
  async answer(message: IncomingMessage): Promise<HttpResponse> {
    try {
      refuseOtherSites(message);
      return own(await this.#dispatch(message));
    } catch (error) {
      const status = error instanceof ControlError || error instanceof ServiceError ? error.status : 500;
      return own(jsonAnswer({ error: error instanceof Error ? error.message : String(error) }, status));
    }
  }

  #dispatch(message: IncomingMessage): HttpResponse | Promise<HttpResponse> {
    const url = new URL(message.url ?? "", "http://own");
    const path = url.pathname.slice(PREFIX.length);
    for (const { method, pattern, names, handler } of this.#routes) {
      const values = method === message.method ? pattern.exec(path) : null;
      if (values === null) continue;
      const params = names.map((name, index) => [name, decoded(values[index + 1] ?? "")] as const);
      return handler({
        params: Object.fromEntries(params),
        query: url.searchParams,
        json: async () => parseJson((await readBody(message, BODY_LIMIT)).toString("utf8")),
      });
    }
    throw new ControlError(404, `${message.method ?? ""} ${url.pathname} is no route of the endpoint's own namespace.`);
  }
}

/** An answer in JSON. */
export function jsonAnswer(value: unknown, status = 200): HttpResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

function own(answer: HttpResponse): HttpResponse {
  return { ...answer, headers: { ...answer.headers, [CONTROL_HEADER]: "1" } };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    throw new ControlError(400, `${part} is not percent-encoded UTF-8.`, { cause: error });
  }
}

function parseJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ControlError(400, "The body is not JSON.", { cause: error });
  }
}

/** A page of another site, open in the developer's browser, may send requests here; it cannot hide where it is from. */
function refuseOtherSites(message: IncomingMessage): void {
  const { origin } = message.headers;
  if (origin !== undefined && origin !== `http://${message.headers.host ?? ""}`) {
    throw new ControlError(403, `Requests from ${origin} are refused.`);
  }
}

function hostOf(message: IncomingMessage): string {
  return (message.headers.host ?? "").replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

/** An address, `localhost` or a name without dots: a name that a foreign DNS server answers for has dots. */
function isOwnName(host: string): boolean {
  return isIP(host) !== 0 || !host.includes(".");
}
