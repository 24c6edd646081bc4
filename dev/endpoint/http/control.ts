import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ServiceError } from "../errors.ts";
import { type Guard, checkPage } from "./guard.ts";
import { readBody } from "./protocol/body.ts";
import type { ControlHandler, ControlRequest, ControlRoutes, HttpResponse } from "../service.ts";

/** What is not AWS's: the endpoint's own namespace. No bucket can have that name. */
const PREFIX = "/_doppelface";
/** Tells a client that it is this endpoint that answers, and not another emulator. */
const CONTROL_HEADER = "x-doppelface";
/** Carries the token of the endpoint, without which nothing is changed. */
const TOKEN_HEADER = "x-doppelface-token";
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

/**
 * Routes of `/_doppelface/…`: what the project's own commands ask of an embedded endpoint beyond AWS's APIs. Pages of
 * other sites reach none of them, whatever they only read; what changes something needs the token besides, which is in
 * the state folder for its owner (`lock.json`).
 */
export class Control implements ControlRoutes {
  readonly #guard: Guard;
  readonly #token: Buffer;
  readonly #routes: { method: string; pattern: RegExp; names: string[]; handler: ControlHandler; open: boolean }[] = [];

  constructor(guard: Guard, token: string) {
    this.#guard = guard;
    this.#token = Buffer.from(token);
  }

  on(method: "GET" | "POST" | "DELETE", path: string, handler: ControlHandler, access?: "open"): void {
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
    this.#routes.push({
      method,
      pattern: new RegExp(`^${path.replace(/:\w+/g, "([^/]+)")}$`),
      names,
      handler,
      open: access === "open",
    });
  }

  /** Whether a request belongs here rather than to a service; one to a virtual host of S3 does not. */
  takes(message: IncomingMessage): boolean {
    const url = message.url ?? "";
    return (url === PREFIX || url.startsWith(`${PREFIX}/`)) && this.#guard.namesItself(message.headers);
  }

  /** Answers a request; never throws. */
  async answer(message: IncomingMessage): Promise<HttpResponse> {
    try {
      checkPage(message.headers);
      return own(await this.#dispatch(message));
    } catch (error) {
      const status = error instanceof ControlError || error instanceof ServiceError ? error.status : 500;
      return own(jsonAnswer({ error: error instanceof Error ? error.message : String(error) }, status));
    }
  }

  /** What a route that only reads tells, JSON, to who is in this process; undefined where there is none. */
  async read(path: string): Promise<unknown> {
    const route = this.#find("GET", path);
    if (route === undefined) return undefined;
    const { body } = await route.answer({
      query: new URLSearchParams(),
      headers: {},
      bytes: () => Promise.resolve(new Uint8Array()),
      json: () => Promise.resolve(undefined),
    });
    return typeof body === "string" ? parseJson(body) : undefined;
  }

  #find(method: string, path: string) {
    for (const route of this.#routes) {
      const values = method === route.method ? route.pattern.exec(path) : null;
      if (values === null) continue;
      const { names, handler, open } = route;
      const params = Object.fromEntries(names.map((name, index) => [name, decoded(values[index + 1] ?? "")] as const));
      return { open, answer: (request: Omit<ControlRequest, "params">) => handler({ ...request, params }) };
    }
    return undefined;
  }

  #checkToken({ method = "", headers }: IncomingMessage): void {
    if (method === "GET") return;
    const given = Buffer.from(String(headers[TOKEN_HEADER] ?? ""));
    if (given.length === this.#token.length && timingSafeEqual(given, this.#token)) return;
    throw new ControlError(
      403,
      "This endpoint changes something only for who knows its token, which is in lock.json of its state folder. " +
        "Name the folder by --state DIR, or give the token by DOPPELFACE_CONTROL_TOKEN.",
    );
  }

  #dispatch(message: IncomingMessage): HttpResponse | Promise<HttpResponse> {
    const url = new URL(message.url ?? "", "http://own");
    const route = this.#find(message.method ?? "", url.pathname.slice(PREFIX.length));
    if (route === undefined) {
      throw new ControlError(
        404,
        `${message.method ?? ""} ${url.pathname} is no route of the endpoint's own namespace.`,
      );
    }
    if (!route.open) this.#checkToken(message);
    return route.answer({
      query: url.searchParams,
      headers: message.headers,
      bytes: (limit) => readBody(message, limit),
      json: async () => parseJson((await readBody(message, BODY_LIMIT)).toString("utf8")),
    });
  }
}

/** An answer in JSON. */
export function jsonAnswer(value: unknown, status = 200): HttpResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

/** Neither is it a page, nor does a page of another site show it. */
const OWN_HEADERS = {
  [CONTROL_HEADER]: "1",
  "cross-origin-resource-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

function own(answer: HttpResponse): HttpResponse {
  return { ...answer, headers: { ...answer.headers, ...OWN_HEADERS } };
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
