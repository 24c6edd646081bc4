import { type IncomingMessage, type Server, createServer } from "node:http";
import { type AddressInfo, type Socket, connect } from "node:net";

/** A debugger asks for this path, whichever process is behind it. */
const TARGET = "/doppelface";
/** Milliseconds that a debugger waits for a process to attach to. */
const PATIENCE_MS = 10_000;

/** A process that can be debugged. */
export interface InspectedProcess {
  /** Of Node's inspector, `ws://127.0.0.1:<port>/<id>`; undefined before it has said so. */
  readonly inspectorUrl: string | undefined;
  /** A debugger has come (`true`), or the last one has gone. */
  attached(isAttached: boolean): void;
}

/**
 * One address for a debugger over all the processes in which a function runs: it is passed on to the one that was
 * started last with code. When that one ends, so does the connection, and the debugger finds the next one here.
 */
export class Inspector {
  readonly #port: number;
  readonly #host = "127.0.0.1";
  readonly #server: Server;
  readonly #connections = new Map<InspectedProcess, Set<Socket>>();
  #target: InspectedProcess | undefined;

  /** @param port 0 takes any free one */
  constructor(port: number) {
    this.#port = port;
    this.#server = createServer((request, response) => {
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
    const url = `ws://${this.#address()}${TARGET}`;
    if (path.startsWith("/json/version")) {
      return { Browser: `node.js/${process.version}`, "Protocol-Version": "1.1", webSocketDebuggerUrl: url };
    }
    const description = {
      description: "Doppelface's function",
      id: TARGET.slice(1),
      title: "Doppelface",
      type: "node",
    };
    const frontend = `devtools://devtools/bundled/js_app.html?experiments=true&v8only=true&ws=${url.slice(5)}`;
    return [{ ...description, url: "file://", webSocketDebuggerUrl: url, devtoolsFrontendUrl: frontend }];
  }

  async #attach(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    const target = await this.#running();
    if (target?.inspectorUrl === undefined) {
      socket.end("HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n");
      return;
    }
    const { hostname, port, pathname } = new URL(target.inspectorUrl);
    const upstream = connect(Number(port), hostname);
    const lines = [`GET ${pathname} HTTP/1.1`];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      const name = request.rawHeaders[at] ?? "";
      const value = name.toLowerCase() === "host" ? `${hostname}:${port}` : (request.rawHeaders[at + 1] ?? "");
      lines.push(`${name}: ${value}`);
    }
    upstream.write(`${lines.join("\r\n")}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
    this.#connected(target, socket, upstream);
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

  /** The process that runs the function, once there is one. */
  async #running(): Promise<InspectedProcess | undefined> {
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
      if (this.#target?.inspectorUrl !== undefined) return this.#target;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return undefined;
  }
}
