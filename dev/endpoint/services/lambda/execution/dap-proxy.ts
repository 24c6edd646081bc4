import { type AddressInfo, type Server, type Socket, connect, createServer } from "node:net";
import { type InspectedProcess, runningProcess } from "./inspected-process.ts";

const HOST = "127.0.0.1";
/** With what a client of the Debug Adapter Protocol begins. A request of a browser begins with its method. */
const FIRST_BYTES = "Content-Length:";

/**
 * One address for a debugger of the Debug Adapter Protocol (debugpy) over all the processes in which functions run, as
 * `Inspector` is for Node. The protocol knows no secret: whoever is on this machine may attach, a page in a browser not.
 */
export class DapProxy {
  readonly #port: number;
  readonly #tell: (message: string) => void;
  readonly #server: Server;
  readonly #connections = new Map<InspectedProcess, Set<Socket>>();
  #listens = false;
  #target: InspectedProcess | undefined;

  /** @param port 0 takes any free one */
  constructor(port: number, tell: (message: string) => void) {
    this.#port = port;
    this.#tell = tell;
    this.#server = createServer((socket) => {
      socket.on("error", () => socket.destroy());
      socket.once("data", (first) => void this.#attach(socket, first));
    });
    this.#server.on("error", (error) => {
      tell(`Python's debugger cannot attach: ${error.message}. Take another port: --inspect=PORT, 0 for any.`);
    });
  }

  /** Passes debuggers that come from now on to a process; listens from the first one on. */
  pointTo(target: InspectedProcess): void {
    this.#target = target;
    if (this.#listens) return;
    this.#listens = true;
    this.#server.listen(this.#port, HOST, () => {
      const { port } = this.#server.address() as AddressInfo;
      this.#tell(
        `A debugger for Python (debugpy) can attach at ${HOST}:${port}: "attach" of VS Code, type "debugpy", with that "connect".`,
      );
    });
  }

  /** A process has ended. */
  ended(target: InspectedProcess): void {
    if (this.#target === target) this.#target = undefined;
    for (const socket of this.#connections.get(target) ?? []) socket.destroy();
    this.#connections.delete(target);
  }

  /** Ends every connection. */
  close(): void {
    if (this.#listens) this.#server.close();
    for (const target of this.#connections.keys()) this.ended(target);
  }

  async #attach(socket: Socket, first: Buffer): Promise<void> {
    socket.pause();
    const begin = first.toString("latin1", 0, FIRST_BYTES.length);
    const target = begin === FIRST_BYTES.slice(0, begin.length) ? await runningProcess(() => this.#target) : undefined;
    if (target?.inspectorUrl === undefined || socket.destroyed) {
      socket.destroy();
      return;
    }
    const { hostname, port } = new URL(target.inspectorUrl);
    const upstream = connect(Number(port), hostname);
    upstream.write(first);
    upstream.pipe(socket).pipe(upstream);
    const sockets = this.#connections.get(target) ?? new Set();
    this.#connections.set(target, sockets);
    sockets.add(socket);
    if (sockets.size === 1) target.attached(true);
    const gone = (): void => {
      socket.destroy();
      upstream.destroy();
      if (sockets.delete(socket) && sockets.size === 0) target.attached(false);
    };
    for (const end of [socket, upstream]) end.on("close", gone);
    upstream.on("error", gone);
  }
}
