import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { removeIfPossible } from "../../../state/remove-if-possible.ts";
import type { FunctionRecord } from "../function-record.ts";
import { runtimeOf } from "../runtime/runtimes.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { EndpointStops, type EndCause, EnvironmentLife } from "./environment-life.ts";
import { EnvironmentLog } from "./environment-log.ts";
import type { EnvironmentProcess } from "./environment-process.ts";
import { type BadEnd, type PhaseEnd, failureOf } from "./failure.ts";
import type { Invocation, Outcome } from "./invocation.ts";
import { billed } from "./log-lines.ts";
import { MemoryGuard } from "./memory-guard.ts";
import { type EnvironmentParts, type PreparedProcess, codeFolder, prepareProcess } from "./prepare-process.ts";
import { roleCall } from "./role.ts";

/** Init phase of an on-demand function; one that takes longer begins again under the function's own timeout. */
const INIT_LIMIT_MS = 10_000;
const MB = 2 ** 20;

/** Who keeps environments. */
export interface EnvironmentOwner {
  /** No event may go to it any more; `closed` resolves when nothing is left of it. */
  ended(environment: Environment, closed: Promise<void>): void;
  /** Tells the user something, once for all environments that have the same to say. @param about what makes it the same */
  notice(about: string, message: string): void;
}

/** One execution environment: runs one event at a time, and is frozen between events. Its states: `environment-life.ts`. */
export class Environment {
  readonly life = new EnvironmentLife();
  /** What it runs; for a spare, what it was made for. */
  record: FunctionRecord;
  readonly #parts: EnvironmentParts;
  readonly #owner: EnvironmentOwner;
  readonly #runtime: Runtime;
  readonly #log: EnvironmentLog;
  readonly #memory: MemoryGuard;
  readonly #temporaryFolder: string;
  #process: EnvironmentProcess | undefined;
  #accessKeyId = "";
  #traceId: string | undefined;
  /** Resolves when it has left `booting`. */
  #booted: Promise<void> = Promise.resolve();
  /** Milliseconds of the init phase that ended last, and whether it ended well. */
  #init = { ms: 0, well: false };
  /** Resolves when the table of processes knows what became of its process. */
  #noted: Promise<void> = Promise.resolve();
  #closed: Promise<void> = Promise.resolve();

  /** Does nothing yet: `start` or `startSpare` is next. */
  constructor(parts: EnvironmentParts, record: FunctionRecord, owner: EnvironmentOwner) {
    const id = randomUUID().replaceAll("-", "");
    const { host } = parts;
    this.#parts = parts;
    this.#owner = owner;
    this.record = record;
    this.#runtime = runtimeOf(record.settings.Runtime);
    this.#memory = new MemoryGuard(record.settings.MemorySize * MB);
    this.#log = new EnvironmentLog(host, record, id, {
      call: () => roleCall(record, this.#accessKeyId, this.#traceId),
      notice: (about, message) => owner.notice(about, message),
    });
    this.#temporaryFolder = join(host.state.filesFolder("environments"), id);
  }

  /** Begins the init phase. Resolves when it has ended, well or not. */
  start(): Promise<void> {
    this.life.move("begin");
    this.#booted = this.#boot(() => this.#startProcess(INIT_LIMIT_MS));
    return this.#booted;
  }

  /** Begins as a spare: boots, imports a module (absolute path), and waits for `adopt`. */
  startSpare(module: string | undefined): void {
    this.life.move("beginSpare");
    this.#booted = this.#startSpare(module);
  }

  /** Gives a spare the code of a function that has the same settings. Resolves when its init phase has ended. */
  adopt(record: FunctionRecord): Promise<void> {
    this.record = record;
    const waits = this.#booted;
    if (this.life.move("adopt")) this.#booted = waits.then(() => this.#boot(() => this.#giveCode()));
    return this.#booted;
  }

  /** Runs one event. Rejects only where it cannot be told what became of it: the endpoint stops, or there is no environment. */
  async invoke(invocation: Invocation): Promise<Outcome> {
    this.#traceId = invocation.traceId;
    const cold = this.life.state !== "frozen";
    await this.#booted;
    if (this.life.state === "overdue") await this.#beginAgain();
    const bootEnd = toldToEvent(this.life.cause);
    const { ms, well } = this.#init;
    this.#announce(invocation, cold ? ms : undefined);
    this.#log.begin(invocation.requestId);
    const startedAt = performance.now();
    const end = bootEnd ?? (await this.#run(invocation));
    const durationMs = well ? performance.now() - startedAt : ms;
    return this.#conclude(invocation, end, durationMs, cold && well ? ms : undefined);
  }

  /** Ends it for a cause, and with it an event that runs in it. Resolves when nothing is left of it. */
  end(cause: EndCause): Promise<void> {
    if (this.life.end(cause)) {
      this.#closed = this.#close();
      this.#owner.ended(this, this.#closed);
    }
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#process?.kill();
    await this.#process?.exited;
    await this.#noted;
    await this.#log.flush();
    removeIfPossible(this.#temporaryFolder);
  }

  /** @param init begins the init phase, and resolves with its end */
  async #boot(init: () => Promise<PhaseEnd>, isSecond = false): Promise<void> {
    if (this.life.state === "ended") return;
    try {
      const end = await init();
      if (end.kind === "idle") this.life.move("initialise");
      else if (end.kind === "timeout" && !isSecond) this.life.move("outOfTime");
      else void this.end(end);
    } catch (error) {
      void this.end({ kind: "failed", error });
    }
  }

  /** Lambda gives an init phase that was out of time another one, as part of the first invocation. */
  async #beginAgain(): Promise<void> {
    this.#log.initTimedOut(this.#init.ms);
    this.life.move("beginAgain");
    await this.#boot(() => this.#startProcess(this.record.settings.Timeout * 1000), true);
  }

  async #startProcess(limitMs: number): Promise<PhaseEnd> {
    const { process, options } = await this.#prepare();
    return this.#timed(() => {
      const over = process.initialise(options, limitMs);
      this.#note(process);
      return over;
    });
  }

  async #startSpare(module: string | undefined): Promise<void> {
    try {
      const { process, options } = await this.#prepare();
      process.startSpare(options, module);
      this.#note(process);
    } catch (error) {
      void this.end({ kind: "failed", error });
    }
  }

  async #giveCode(): Promise<PhaseEnd> {
    const process = this.#process;
    if (process === undefined) throw new Error("A spare without a process cannot be given code.");
    return this.#timed(() => process.giveCode(codeFolder(this.#parts.host, this.record), INIT_LIMIT_MS));
  }

  async #timed(init: () => Promise<PhaseEnd>): Promise<PhaseEnd> {
    const startedAt = performance.now();
    const end = await init();
    this.#init = { ms: performance.now() - startedAt, well: end.kind === "idle" };
    return end;
  }

  async #prepare(): Promise<PreparedProcess> {
    const prepared = await prepareProcess(this.#parts, this.record, {
      runtime: this.#runtime,
      memory: this.#memory,
      tell: (text) => this.#owner.notice(text, text),
      logStream: this.#log.stream,
      temporaryFolder: this.#temporaryFolder,
      listener: {
        line: (text, timestamp) => this.#log.line(text, timestamp),
        exit: (status, idle) => this.#exited(prepared.process, { kind: "exit", status }, idle),
      },
    });
    if (this.life.state === "ended") {
      prepared.process.abandon();
      throw new Error("The environment has ended before its process began.");
    }
    this.#accessKeyId = prepared.accessKeyId;
    this.#process = prepared.process;
    return prepared;
  }

  #note({ pid }: EnvironmentProcess): void {
    if (pid !== undefined) this.#noted = this.#parts.processes.add(pid);
  }

  #exited({ pid }: EnvironmentProcess, end: BadEnd, idle: boolean): void {
    if (pid !== undefined) this.#noted = this.#noted.then(() => this.#parts.processes.remove(pid));
    if (idle) void this.end(end);
  }

  #announce({ requestId, traceId, attempt, queuedAt, payload }: Invocation, initMs: number | undefined): void {
    const functionName = this.record.name;
    const [cold, waitMs] = [initMs !== undefined, Date.now() - queuedAt];
    const told = { traceId, functionName, requestId, cold, attempt, waitMs, initMs, payload };
    this.#parts.host.bus.dispatch({ type: "invoked", ...told });
  }

  async #run(invocation: Invocation): Promise<PhaseEnd> {
    if (this.#process === undefined) throw new Error("An environment without a process cannot run an event.");
    this.life.move("run");
    const limitMs = this.record.settings.Timeout * 1000;
    const parent = randomUUID().replaceAll("-", "").slice(0, 16);
    const event = {
      requestId: invocation.requestId,
      functionArn: invocation.functionArn,
      deadline: Date.now() + limitMs,
      traceHeader: `Root=${invocation.traceId};Parent=${parent};Sampled=1;Lineage=${invocation.lineage}`,
      clientContext: invocation.clientContext,
      payload: invocation.payload,
    };
    const end = await this.#process.run(event, limitMs);
    if (end.kind !== "idle" && this.life.cause?.kind === "stopped") throw new EndpointStops();
    return end;
  }

  async #conclude(
    { requestId }: Invocation,
    end: PhaseEnd,
    durationMs: number,
    initDuration: number | undefined,
  ): Promise<Outcome> {
    const answer = this.#process?.answerTo(requestId);
    const failure = failureOf(this.#runtime, requestId, end, answer, this.#process?.initError);
    const report = {
      requestId,
      duration: durationMs,
      initDuration,
      memorySize: this.record.settings.MemorySize,
      maxMemoryUsed: Math.ceil(this.#memory.peak / MB),
      failure,
    };
    const logTail = await this.#log.conclude(report, failure?.logLine);
    // The next start has to know of the process before it is stopped.
    await this.#noted;
    if (end.kind !== "idle") void this.end(end);
    else if (this.life.move("answer")) this.#process?.freeze();
    const payload = failure?.payload ?? answer?.payload ?? Buffer.from("null");
    return { payload, failure, logTail, durationMs, billedMs: billed(report) };
  }
}

/** How the boot of an environment ended for the event that it was made for. Throws where the event is not spent. */
function toldToEvent(cause: EndCause | undefined): BadEnd | undefined {
  switch (cause?.kind) {
    case undefined:
    case "exit":
    case "timeout":
    case "memory":
      return cause;
    case "stopped":
      throw new EndpointStops();
    case "failed":
      throw cause.error;
    case "retired":
      throw new Error("An event was given to an environment that is retired.");
  }
}
