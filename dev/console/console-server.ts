import { randomBytes } from "node:crypto";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Control } from "../endpoint/http/control.ts";
import { Guard } from "../endpoint/http/guard.ts";
import { reachable } from "../endpoint/http/reachable.ts";
import { send } from "../endpoint/http/send.ts";
import type { ConsoleParts } from "./api/parts.ts";
import { serveConsole } from "./serve-console.ts";

/** How a console of its own is served. */
export interface ConsoleServerOptions extends Pick<ConsoleParts, "engine" | "connection" | "bus"> {
  readonly address: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Names besides addresses and the local ones under which it may be asked. */
  readonly allowHost: readonly string[];
}

/** A console that listens. */
export interface ConsoleServer {
  readonly port: number;
  /** `http://…:<port>`, on this machine. */
  readonly url: string;
  /** Ends it, and the streams of pages with it. */
  stop(): Promise<void>;
}

/**
 * Serves the console on a port of its own, beside an emulator whose endpoint is not ours. Rejects with the system's error
 * for the port.
 */
export async function startConsoleServer(options: ConsoleServerOptions): Promise<ConsoleServer> {
  const { engine, connection, bus, allowHost } = options;
  const guard = new Guard(allowHost);
  const closing = new AbortController();
  // Nobody is told: the console's own token is all that its routes ask for.
  const control = new Control(guard, randomBytes(32).toString("base64url"));
  serveConsole(control, { engine, connection, bus, direct: undefined, steps: undefined, closing: closing.signal });
  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    message.on("error", () => undefined);
    response.on("error", () => undefined);
    await send(control.takes(message) ? await control.answer(message) : elsewhere(guard, message), message, response);
  };
  const server = createServer((message, response) => {
    answer(message, response).catch(() => response.destroy());
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.address, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
  return {
    port,
    url: `http://${reachable(options.address)}:${port}`,
    async stop() {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Whoever opens the bare address is led to the page; a foreign name, or another page, is not. */
function elsewhere(guard: Guard, { method, url, headers }: IncomingMessage) {
  try {
    guard.checkAll(headers);
  } catch (error) {
    return {
      status: 403,
      headers: { "content-type": "text/plain" },
      body: error instanceof Error ? error.message : "",
    };
  }
  if (method === "GET" && url === "/") return { status: 302, headers: { location: "/_doppelface/" } };
  return { status: 404, headers: { "content-type": "text/plain" }, body: "The console is at /_doppelface/." };
}
