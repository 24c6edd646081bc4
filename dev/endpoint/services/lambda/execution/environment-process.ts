import { type ChildProcess, spawn } from "node:child_process";
import { closeOnceQuiet } from "./close-once-quiet.ts";
import type { Answer, BadEnd, ExitStatus, PhaseEnd } from "./failure.ts";
import type { Debuggers } from "./debuggers.ts";
import type { InspectedProcess } from "./inspected-process.ts";
import type { MemoryGuard } from "./memory-guard.ts";
import { OutputReader } from "./output-reader.ts";
import type { OwnTmp } from "./own-tmp.ts";
import type { Runtime, RuntimeStart } from "../runtime/runtime.ts";
import { PhaseTimer } from "./phase-timer.ts";
import { killGroup, signalGroup } from "./process-info.ts";
import { RuntimeApi, type RuntimeEvent } from "./runtime-api.ts";

/** What comes from the process of an environment besides the ends of its phases. */
export interface ProcessListener {
  /** One log event; `timestamp` in epoch milliseconds. */
  line(text: string, timestamp: number): void;
  /**
   * It has ended, and everything that it wrote has been read. @param idle no phase was under way, so that none ends
   * with it
   */
  exit(status: ExitStatus, idle: boolean): void;
}

/** What the process is started with. */
export interface ProcessOptions extends Omit<RuntimeStart, "inspected" | "spare"> {
  /** Absolute; its working folder. */
  readonly folder: string;
  /** Undefined where it has to share the machine's. */
  readonly ownTmp: OwnTmp | undefined;
}

/** A child process of a runtime, the Runtime API that it talks to, and the limits of both. */
export class EnvironmentProcess implements InspectedProcess {
  readonly #runtime: Runtime;
  readonly #listener: ProcessListener;
  readonly #api: RuntimeApi;
  readonly #memory: MemoryGuard;
  readonly #debuggers: Debuggers | undefined;
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

  /** @param debuggers let a debugger attach, whose presence suspends time limits and freezing */
  constructor(runtime: Runtime, memory: MemoryGuard, listener: ProcessListener, debuggers: Debuggers | undefined) {
    this.#runtime = runtime;
    this.#memory = memory;
    this.#listener = listener;
    this.#debuggers = debuggers;
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
    this.#spawn(options, undefined);
    this.#pointDebuggers();
    return over;
  }

  /**
   * Starts the process as a spare, which waits for its code.
   * @param module absolute path of one that it imports until then
   */
  startSpare(options: ProcessOptions, module: string | undefined): void {
    this.#spawn(options, { module });
  }

  /** Gives a spare its code. Resolves as `initialise` does. */
  giveCode(folder: string, limitMs: number): Promise<PhaseEnd> {
    const over = this.#phase(limitMs);
    this.#api.giveCode(folder);
    this.#pointDebuggers();
    return over;
  }

  /**
   * Runs an event in the process, which has to be idle. Resolves when it is idle again, has ended, or its time is up.
   */
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
    if (this.pid !== undefined && this.#debuggers === undefined) signalGroup(this.pid, "SIGSTOP");
  }

  /** Ends it and what it started. */
  kill(): void {
    if (this.pid !== undefined) killGroup(this.pid);
  }

  /** In a group of its own, so that Ctrl-C in the terminal does not reach a running handler. */
  #spawn({ folder, ownTmp, ...start }: ProcessOptions, spare: RuntimeStart["spare"]): void {
    const inspected = this.#debuggers !== undefined;
    const bare = {
      ...this.#runtime.command({ ...start, inspected, spare }),
      variables: { ...start.variables, DOPPELFACE_RUNTIME_SECRET: this.#api.secret },
    };
    const { file, args, variables } = ownTmp?.(bare, folder) ?? bare;
    const child = spawn(file, args, {
      cwd: folder,
      env: variables,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    const output = new OutputReader({
      line: (text, timestamp) => this.#listener.line(text, timestamp),
      end: () => this.#reached(() => (this.#outputRead = true)),
    });
    // A runtime client writes everything to stdout; on stderr there is only what the language itself says.
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

  #pointDebuggers(): void {
    this.#debuggers?.pointTo(this, this.#runtime.debugger.protocol);
  }

  /** What is said of the debugger is not for the function's log. */
  #errorLine(text: string, timestamp: number): void {
    const said = this.#debuggers === undefined ? undefined : this.#runtime.debugger.read(text);
    if (said === undefined) {
      this.#listener.line(text, timestamp);
      return;
    }
    this.inspectorUrl ??= said.url;
    if (said.hasEnded) this.#debuggers?.ended(this);
    if (said.missing !== undefined) this.#debuggers?.tell(said.missing);
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
    this.#debuggers?.ended(this);
    this.#listener.exit(status, this.#settle === undefined);
    this.#settle?.({ kind: "exit", status });
    this.#exit.resolve();
  }
}
