import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { OutputReader } from "./output-reader.ts";
import { killGroup, signalGroup } from "./process-info.ts";
import { RuntimeApi, type RuntimeEvent } from "./runtime-api.ts";

/** What comes from the process of an environment. */
export interface ProcessListener {
  /** One log event; `timestamp` in epoch milliseconds. */
  line(text: string, timestamp: number): void;
  /** It waits for its next event, and everything that it wrote has been read. */
  idle(): void;
  /** The answer to an invocation; `failed` where the runtime posted it as an error. */
  answer(requestId: string, payload: Buffer, failed: boolean): void;
  initError(payload: Buffer): void;
  /** It has ended, and everything that it wrote has been read. */
  exit(status: ExitStatus): void;
}

/** How a process ended: by itself, or by a signal. */
export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const BOOTSTRAP = fileURLToPath(new URL("../runtime/bootstrap.ts", import.meta.url));
/** Part of the function's memory that V8's heap may take; the rest is for buffers and code. */
const HEAP_SHARE = 0.9;

/** A child process that runs our runtime client, and the Runtime API that it talks to. */
export class EnvironmentProcess {
  readonly #listener: ProcessListener;
  readonly #api: RuntimeApi;
  #child: ChildProcess | undefined;
  #asksForNext = false;
  #outputRead = false;
  readonly #exit = Promise.withResolvers<void>();

  constructor(listener: ProcessListener) {
    this.#listener = listener;
    this.#api = new RuntimeApi({
      next: () => this.#reached(() => (this.#asksForNext = true)),
      response: (requestId, payload) => listener.answer(requestId, payload, false),
      error: (requestId, payload) => listener.answer(requestId, payload, true),
      initError: (payload) => listener.initError(payload),
    });
  }

  /** Opens the Runtime API. Resolves with the value of AWS_LAMBDA_RUNTIME_API. */
  listen(): Promise<string> {
    return this.#api.listen();
  }

  /** Starts the process, in a group of its own, so that Ctrl-C in the terminal does not reach a running handler. */
  spawn(options: { folder: string; variables: Record<string, string>; memorySize: number }): void {
    const heap = Math.max(32, Math.floor(options.memorySize * HEAP_SHARE));
    const child = spawn(process.execPath, [`--max-old-space-size=${heap}`, BOOTSTRAP], {
      cwd: options.folder,
      env: options.variables,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    const output = new OutputReader({
      line: (text, timestamp) => this.#listener.line(text, timestamp),
      end: () => this.#reached(() => (this.#outputRead = true)),
    });
    // The runtime client writes everything to stdout; on stderr there is only what Node itself says.
    const errors = new OutputReader({ line: (text, at) => this.#listener.line(text, at), end: () => undefined });
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    // What the process started may hold its pipes open.
    child.on("exit", () => this.kill());
    child.on("close", (code, signal) => this.#ended({ code, signal }, [output, errors]));
    child.on("error", (error) => {
      this.#listener.line(`${error.message}\n`, Date.now());
      if (child.pid === undefined) this.#ended({ code: 1, signal: null }, []);
    });
  }

  /** Resolves when the process has ended. */
  get exited(): Promise<void> {
    return this.#exit.promise;
  }

  /** Gives up what was never spawned. */
  abandon(): void {
    this.#api.close();
    this.#exit.resolve();
  }

  /** Undefined where the process could not be started. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Hands over an event; the process has to be idle. */
  send(event: RuntimeEvent): void {
    this.#asksForNext = false;
    this.#outputRead = false;
    this.#api.send(event);
  }

  /** Stops it, as Lambda freezes an environment between invocations. */
  freeze(): void {
    if (this.pid !== undefined) signalGroup(this.pid, "SIGSTOP");
  }

  thaw(): void {
    if (this.pid !== undefined) signalGroup(this.pid, "SIGCONT");
  }

  /** Ends it and what it started. */
  kill(): void {
    if (this.pid !== undefined) killGroup(this.pid);
  }

  #reached(mark: () => void): void {
    mark();
    if (this.#asksForNext && this.#outputRead) this.#listener.idle();
  }

  #ended(status: ExitStatus, readers: OutputReader[]): void {
    for (const reader of readers) reader.flush();
    this.#api.close();
    this.#listener.exit(status);
    this.#exit.resolve();
  }
}
