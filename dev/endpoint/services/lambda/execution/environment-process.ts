import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { closeOnceQuiet } from "./close-once-quiet.ts";
import type { BadEnd, ExitStatus } from "./failure.ts";
import type { InspectedProcess, Inspector } from "./inspector.ts";
import type { MemoryGuard } from "./memory-guard.ts";
import { OutputReader } from "./output-reader.ts";
import { PhaseTimer } from "./phase-timer.ts";
import { killGroup, signalGroup } from "./process-info.ts";
import { RuntimeApi, type RuntimeEvent } from "./runtime-api.ts";

/** What comes from the process of an environment besides the ends of its phases. */
export interface ProcessListener {
  /** One log event; `timestamp` in epoch milliseconds. */
  line(text: string, timestamp: number): void;
  /** It has ended, and everything that it wrote has been read. `idle`: no phase was under way. */
  exit(pid: number | undefined, idle: boolean): void;
}

/** What the process is started with. */
export interface ProcessOptions {
  /** Absolute; its working folder. */
  readonly folder: string;
  readonly variables: Record<string, string>;
  /** MB. */
  readonly memorySize: number;
}

/** How a phase, init or an invocation, has ended: well, and the process waits for its next event, or badly. */
export type PhaseEnd = { readonly kind: "idle" } | BadEnd;

/** What the runtime posted for an invocation; `failed` where it posted an error. */
export interface Answer {
  readonly requestId: string;
  readonly payload: Buffer;
  readonly failed: boolean;
}

const BOOTSTRAP = fileURLToPath(new URL("../runtime/bootstrap.ts", import.meta.url));
/** Part of the function's memory that V8's heap may take; the rest is for buffers and code. */
const HEAP_SHARE = 0.9;
const ABOUT_DEBUGGER =
  /^(Debugger (listening on|attached|ending on)|For help, see: https:\/\/nodejs\.org|Waiting for the debugger)/;

/** A child process that runs our runtime client, the Runtime API that it talks to, and the limits of both. */
export class EnvironmentProcess implements InspectedProcess {
  readonly #listener: ProcessListener;
  readonly #api: RuntimeApi;
  readonly #memory: MemoryGuard;
  readonly #inspector: Inspector | undefined;
  readonly #exit = Promise.withResolvers<void>();
  readonly #timer = new PhaseTimer(() => this.#timeIsUp());
  #timeIsUp: () => void = () => undefined;
  #child: ChildProcess | undefined;
  #asksForNext = false;
  #outputRead = false;
  /** Ends the phase that is under way. */
  #settle: ((end: PhaseEnd) => void) | undefined;
  #answer: Answer | undefined;
  /** What the runtime posted where the init phase failed. */
  initError: Buffer | undefined;
  inspectorUrl: string | undefined;

  /** @param inspector lets a debugger attach, whose presence suspends time limits and freezing */
  constructor(memory: MemoryGuard, listener: ProcessListener, inspector: Inspector | undefined) {
    this.#memory = memory;
    this.#listener = listener;
    this.#inspector = inspector;
    this.#api = new RuntimeApi({
      next: () => this.#reached(() => (this.#asksForNext = true)),
      response: (requestId, payload) => (this.#answer = { requestId, payload, failed: false }),
      error: (requestId, payload) => (this.#answer = { requestId, payload, failed: true }),
      initError: (payload) => (this.initError = payload),
    });
  }

  /** Opens the Runtime API. Resolves with the value of AWS_LAMBDA_RUNTIME_API. */
  listen(): Promise<string> {
    return this.#api.listen();
  }

  /** Starts the process. Resolves when its init phase has ended, or its time is up. */
  initialise(options: ProcessOptions, limitMs: number): Promise<PhaseEnd> {
    const over = this.#phase(limitMs);
    this.#spawn(options, []);
    this.#inspector?.pointTo(this);
    return over;
  }

  /**
   * Starts the process as a spare, which waits for its code.
   * @param preload absolute path of a module that it imports until then
   */
  startSpare(options: ProcessOptions, preload: string | undefined): void {
    this.#spawn(options, ["spare", preload ?? ""]);
  }

  /** Gives a spare its code. Resolves as `initialise` does. */
  giveCode(folder: string, limitMs: number): Promise<PhaseEnd> {
    const over = this.#phase(limitMs);
    this.#api.giveCode(folder);
    this.#inspector?.pointTo(this);
    return over;
  }

  /** Runs an event in the process, which has to be idle. Resolves when it is idle again, has ended, or its time is up. */
  run(event: RuntimeEvent, limitMs: number): Promise<PhaseEnd> {
    const over = this.#phase(limitMs);
    this.#asksForNext = false;
    this.#outputRead = false;
    this.#answer = undefined;
    if (this.pid !== undefined) signalGroup(this.pid, "SIGCONT");
    this.#api.send(event);
    return over;
  }

  /** What the runtime posted for an invocation. */
  answerTo(requestId: string): Answer | undefined {
    return this.#answer?.requestId === requestId ? this.#answer : undefined;
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

  /** Time limits stand still while a debugger is there. */
  attached(isAttached: boolean): void {
    this.#timer.suspend(isAttached);
  }

  /** Stops it, as Lambda freezes an environment between invocations; not where a debugger may look at it. */
  freeze(): void {
    if (this.pid !== undefined && this.#inspector === undefined) signalGroup(this.pid, "SIGSTOP");
  }

  /** Ends it and what it started. */
  kill(): void {
    if (this.pid !== undefined) killGroup(this.pid);
  }

  /** In a group of its own, so that Ctrl-C in the terminal does not reach a running handler. */
  #spawn(options: ProcessOptions, args: readonly string[]): void {
    const heap = Math.max(32, Math.floor(options.memorySize * HEAP_SHARE));
    const inspect = this.#inspector === undefined ? [] : ["--inspect=127.0.0.1:0"];
    const child = spawn(process.execPath, [`--max-old-space-size=${heap}`, ...inspect, BOOTSTRAP, ...args], {
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
    const errors = new OutputReader({ line: (text, at) => this.#errorLine(text, at), end: () => undefined });
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    // What the process started may hold its pipes open: what is in its group goes, what it has detached does not.
    child.on("exit", () => {
      this.kill();
      closeOnceQuiet(child);
    });
    child.on("close", (code, signal) => this.#ended({ code, signal }, [output, errors]));
    child.on("error", (error) => {
      this.#listener.line(`${error.message}\n`, Date.now());
      if (child.pid === undefined) this.#ended({ code: 1, signal: null }, []);
    });
  }

  /** What Node says of its inspector is not for the function's log. */
  #errorLine(text: string, timestamp: number): void {
    if (this.#inspector === undefined || !ABOUT_DEBUGGER.test(text)) {
      this.#listener.line(text, timestamp);
      return;
    }
    this.inspectorUrl ??= /ws:\S+/.exec(text)?.[0];
    // It would not end before the debugger goes.
    if (text.startsWith("Waiting for the debugger")) this.#inspector.ended(this);
  }

  /** Kills the process when its time or its memory is used up. */
  #phase(limitMs: number): Promise<PhaseEnd> {
    return new Promise((resolve) => {
      let killedFor: BadEnd | undefined;
      const kill = (reason: BadEnd): void => {
        killedFor ??= reason;
        this.kill();
      };
      this.#timeIsUp = () => kill({ kind: "timeout", limitMs });
      this.#timer.start(limitMs);
      this.#memory.watch(
        () => this.pid,
        () => kill({ kind: "memory" }),
      );
      this.#settle = (end) => {
        this.#settle = undefined;
        this.#timer.stop();
        this.#memory.unwatch();
        resolve(end.kind === "exit" ? (killedFor ?? end) : end);
      };
    });
  }

  #reached(mark: () => void): void {
    mark();
    if (this.#asksForNext && this.#outputRead) this.#settle?.({ kind: "idle" });
  }

  #ended(status: ExitStatus, readers: OutputReader[]): void {
    for (const reader of readers) reader.flush();
    this.#api.close();
    this.#inspector?.ended(this);
    this.#listener.exit(this.pid, this.#settle === undefined);
    this.#settle?.({ kind: "exit", status });
    this.#exit.resolve();
  }
}
