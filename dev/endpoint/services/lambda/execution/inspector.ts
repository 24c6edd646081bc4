import { randomBytes, timingSafeEqual } from "node:crypto";
import { type IncomingMessage, type Server, createServer } from "node:http";
import { type AddressInfo, type Socket, connect } from "node:net";
import { ServiceError } from "../../../errors.ts";
import { Guard } from "../../../http/guard.ts";
import { type InspectedProcess, runningProcess } from "./inspected-process.ts";

/** What the process needs of a debugger's request; it is none of its business who has sent it. */
const PASSED_ON = /^(host|connection|upgrade|sec-websocket-.*)$/;

/**
 * One address for a debugger over all the processes in which a function runs: it is passed on to the one that was
 * started last with code. When that one ends, so does the connection, and the debugger finds the next one here. Who
 * attaches runs code as the developer: as with Node's own inspector no page may, and whoever does has to know the path.
 */
export class Inspector {
  readonly #port: number;
  readonly #guard = new Guard();
  /** A debugger asks for this path, whichever process is behind it; `/json/list` tells it to who may ask. */
  readonly #path = `/${randomBytes(16).toString("hex")}`;
  readonly #host = "127.0.0.1";
  readonly #server: Server;
  readonly #connections = new Map<InspectedProcess, Set<Socket>>();
  #target: InspectedProcess | undefined;

  /** @param port 0 takes any free one */
  constructor(port: number) {
    this.#port = port;
    this.#server = createServer((request, response) => {
      const refusal = this.#refusal(request);
      if (refusal !== undefined) {
        response.writeHead(403, { "content-type": "text/plain" }).end(refusal);
        return;
      }
      response.setHeader("content-type", "application/json; charset=UTF-8");
      response.end(JSON.stringify(this.#answer(request.url ?? "")));
    });
    this.#server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
      void this.#attach(request, socket, head);
    });
  }

  /** Listens. Resolves with `127.0.0.1:<port>`; rejects where the port is in use. */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", (error: NodeJS.ErrnoException) => {
        const used = `Port ${this.#port} for the debugger is in use. Take another one: --inspect=PORT, 0 for any.`;
        reject(error.code === "EADDRINUSE" ? new Error(used, { cause: error }) : error);
      });
      this.#server.listen(this.#port, this.#host, () => resolve(this.#address()));
    });
  }

  /** Passes debuggers that come from now on to a process. */
  pointTo(target: InspectedProcess): void {
    this.#target = target;
  }

  /** A process has ended. */
  ended(target: InspectedProcess): void {
    if (this.#target === target) this.#target = undefined;
    for (const socket of this.#connections.get(target) ?? []) socket.destroy();
    this.#connections.delete(target);
  }

  /** Ends every connection. */
  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    for (const target of this.#connections.keys()) this.ended(target);
  }

  #address(): string {
    return `${this.#host}:${(this.#server.address() as AddressInfo).port}`;
  }

  #answer(path: string): unknown {
    const url = `ws://${this.#address()}${this.#path}`;
    if (path.startsWith("/json/version")) {
      return { Browser: `node.js/${process.version}`, "Protocol-Version": "1.1", webSocketDebuggerUrl: url };
    }
    const description = {
      description: "Doppelface's function",
      id: this.#path.slice(1),
      title: "Doppelface",
      type: "node",
    };
    const frontend = `devtools://devtools/bundled/js_app.html?experiments=true&v8only=true&ws=${url.slice(5)}`;
    return [{ ...description, url: "file://", webSocketDebuggerUrl: url, devtoolsFrontendUrl: frontend }];
  }

  async #attach(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    if (this.#refusal(request) !== undefined || !this.#knowsPath(request.url ?? "")) {
      socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    const target = await runningProcess(() => this.#target);
    if (target?.inspectorUrl === undefined) {
      socket.end("HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n");
      return;
    }
    const { hostname, port, pathname } = new URL(target.inspectorUrl);
    const upstream = connect(Number(port), hostname);
    const lines = [`GET ${pathname} HTTP/1.1`];
    for (const [name, value] of Object.entries({ ...request.headers, host: `${hostname}:${port}` })) {
      if (PASSED_ON.test(name)) lines.push(`${name}: ${String(value)}`);
    }
    upstream.write(`${lines.join("\r\n")}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
    this.#connected(target, socket, upstream);
  }

  /** Why a request is refused: it comes from a page, or under a foreign name; undefined where it may come in. */
  #refusal({ headers }: IncomingMessage): string | undefined {
    const { origin, ...sender } = headers;
    try {
      if (origin?.startsWith("devtools://") === true) this.#guard.checkHost(sender);
      else this.#guard.checkAll(headers);
      return undefined;
    } catch (error) {
      if (error instanceof ServiceError) return error.message;
      throw error;
    }
  }

  #knowsPath(path: string): boolean {
    const [given, own] = [Buffer.from(path), Buffer.from(this.#path)];
    return given.length === own.length && timingSafeEqual(given, own);
  }

  #connected(target: InspectedProcess, socket: Socket, upstream: Socket): void {
    const sockets = this.#connections.get(target) ?? new Set();
    this.#connections.set(target, sockets);
    sockets.add(socket);
    if (sockets.size === 1) target.attached(true);
    const gone = (): void => {
      socket.destroy();
      upstream.destroy();
      if (sockets.delete(socket) && sockets.size === 0) target.attached(false);
    };
    socket.on("close", gone);
    upstream.on("close", gone);
    upstream.on("error", gone);
  }
}
