import { DapProxy } from "./dap-proxy.ts";
import type { InspectedProcess } from "./inspected-process.ts";
import { Inspector } from "./inspector.ts";
import type { DebugProtocol } from "../runtime/runtime.ts";

/** The addresses at which debuggers attach, one a protocol; each leads to the process that was started last with code. */
export class Debuggers {
  readonly #inspector: Inspector;
  readonly #dap: DapProxy;
  readonly #tell: (message: string) => void;
  readonly #told = new Set<string>();

  /** @param port of Node's inspector, the one of Python's debugger is the next; 0 takes any free ones */
  constructor(port: number, tell: (message: string) => void) {
    this.#tell = tell;
    this.#inspector = new Inspector(port);
    this.#dap = new DapProxy(port === 0 ? 0 : port + 1, tell);
  }

  /** Listens for Node's. Rejects where the port is in use. */
  async listen(): Promise<void> {
    const address = await this.#inspector.listen();
    this.#tell(
      `A debugger can attach to the function at ${address}: "attach" of VS Code, chrome://inspect, or \`node inspect ${address}\`.`,
    );
  }

  /** Passes debuggers that come from now on to a process. */
  pointTo(target: InspectedProcess, protocol: DebugProtocol): void {
    (protocol === "dap" ? this.#dap : this.#inspector).pointTo(target);
  }

  /** A process has ended. */
  ended(target: InspectedProcess): void {
    this.#dap.ended(target);
    this.#inspector.ended(target);
  }

  /** Tells why none can attach, once. */
  tell(message: string): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#tell(message);
  }

  /** Ends every connection. */
  close(): void {
    this.#dap.close();
    this.#inspector.close();
  }
}
