import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { removeIfPossible } from "../../../state/remove-if-possible.ts";
import type { FunctionRecord } from "../function-record.ts";
import type { EnvironmentProcess, PhaseEnd } from "./environment-process.ts";
import { failureOf } from "./failure.ts";
import type { Invocation, Outcome } from "./invocation.ts";
import { JSON_LINES, type PlatformLines, TEXT_LINES, billed } from "./log-lines.ts";
import { LogWriter, logStreamName } from "./log-writer.ts";
import { MemoryGuard } from "./memory-guard.ts";
import { type EnvironmentParts, type PreparedProcess, codeFolder, prepareProcess } from "./prepare-process.ts";
import { roleCall } from "./role.ts";

/** Init phase of an on-demand function; one that takes longer begins again under the function's own timeout. */
const INIT_LIMIT_MS = 10_000;

type InitEnd = PhaseEnd & { readonly durationMs: number };

/** Who keeps environments. */
export interface EnvironmentOwner {
  /** No event may go to it any more; `closed` resolves when nothing is left of it. */
  ended(environment: Environment, closed: Promise<void>): void;
  /** Tells the user something, once for all environments that have the same to say. @param about what makes it the same */
  notice(about: string, message: string): void;
}

/** One execution environment: runs one event at a time, and is frozen between events. */
export class Environment {
  /** What it runs; for a spare, what it was made for. */
  record: FunctionRecord;
  readonly startedAt = Date.now();
  /** Epoch milliseconds since which it has been idle. */
  idleSince = Date.now();
  readonly #parts: EnvironmentParts;
  readonly #logs: LogWriter;
  readonly #lines: PlatformLines;
  readonly #temporaryFolder: string;
  readonly #owner: EnvironmentOwner;
  #process: EnvironmentProcess | undefined;
  #accessKeyId = "";
  #spare: Promise<EnvironmentProcess> | undefined;
  #initialised: Promise<InitEnd> | undefined;
  #used = false;
  #closed: Promise<void> | undefined;
  #forgotten: Promise<void> | undefined;
  #traceId: string | undefined;
  readonly #memory: MemoryGuard;

  /** Does nothing yet: `start` or `startSpare` is next. */
  constructor(parts: EnvironmentParts, record: FunctionRecord, owner: EnvironmentOwner) {
    const id = randomUUID().replaceAll("-", "");
    const { host } = parts;
    this.#parts = parts;
    this.record = record;
    this.#owner = owner;
    this.#memory = new MemoryGuard(record.settings.MemorySize << 20);
    const { LogFormat, LogGroup } = record.settings.LoggingConfig;
    this.#lines = LogFormat === "JSON" ? JSON_LINES : TEXT_LINES;
    this.#logs = new LogWriter(host, LogGroup, logStreamName(new Date(), id), {
      call: () => roleCall(record, this.#accessKeyId, this.#traceId),
      notice: (about, message) => owner.notice(about, message),
    });
    this.#temporaryFolder = join(host.state.filesFolder("environments"), id);
  }

  /** Begins the init phase. Resolves when it has ended, well or not. */
  start(): Promise<void> {
    return this.#begin(this.#start(INIT_LIMIT_MS));
  }

  /** Begins as a spare: boots, imports what the module `preload` (absolute path) does, and waits for `adopt`. */
  startSpare(preload: string | undefined): void {
    this.#spare = this.#startSpare(preload);
    this.#spare.catch(() => void this.end());
  }

  /** Gives a spare the code of a function that has the same settings. Resolves when its init phase has ended. */
  adopt(record: FunctionRecord): Promise<void> {
    this.record = record;
    return this.#begin(this.#giveCode());
  }

  /** Runs one event. Rejects only where the environment itself could not be made, or the endpoint stops. */
  async invoke(invocation: Invocation): Promise<Outcome> {
    const cold = !this.#used;
    this.#used = true;
    this.#traceId = invocation.traceId;
    if (this.#initialised === undefined) throw new EnvironmentEnded();
    let init = await this.#initialised;
    if (cold && init.kind === "timeout") {
      this.#logs.add(
        `INIT_REPORT Init Duration: ${init.durationMs.toFixed(2)} ms\tPhase: init\tStatus: timeout\n`,
        Date.now(),
      );
      init = await this.#start(this.record.settings.Timeout * 1000);
    }
    if (this.#ended && init.kind === "idle") throw new EnvironmentEnded();
    this.#announce(invocation, cold, cold ? init.durationMs : undefined);
    this.#logs.add(this.#lines.start(invocation.requestId), Date.now());
    const startedAt = performance.now();
    const end = init.kind === "idle" ? await this.#run(invocation) : init;
    const duration = init.kind === "idle" ? performance.now() - startedAt : init.durationMs;
    if (this.#ended && end.kind === "exit" && end.status.signal === "SIGKILL") throw new EnvironmentEnded();
    const initDuration = cold && init.kind === "idle" ? init.durationMs : undefined;
    return this.#conclude(invocation, end, duration, initDuration);
  }

  /** Kills the process; an invocation that runs in it rejects. Resolves when nothing is left of it. */
  end(): Promise<void> {
    if (this.#closed === undefined) {
      this.#closed = this.#close();
      this.#owner.ended(this, this.#closed);
    }
    return this.#closed;
  }

  get #ended(): boolean {
    return this.#closed !== undefined;
  }

  async #close(): Promise<void> {
    this.#process?.kill();
    await this.#process?.exited;
    await this.#forgotten;
    await this.#logs.flush();
    removeIfPossible(this.#temporaryFolder);
  }

  #announce(invocation: Invocation, cold: boolean, initMs: number | undefined): void {
    const { requestId, traceId, attempt, queuedAt, payload } = invocation;
    const waitMs = Date.now() - queuedAt;
    const functionName = this.record.name;
    this.#parts.host.bus.dispatch({
      type: "invoked",
      traceId,
      functionName,
      requestId,
      cold,
      attempt,
      waitMs,
      initMs,
      payload,
    });
  }

  async #begin(initialised: Promise<InitEnd>): Promise<void> {
    this.#initialised = initialised;
    try {
      await initialised;
    } catch {
      // Whoever invokes it awaits the same promise and sees the error.
      void this.end();
    }
  }

  async #start(limitMs: number): Promise<InitEnd> {
    const { process, options } = await this.#prepare();
    const startedAt = performance.now();
    const over = process.initialise(options, limitMs);
    const recorded = process.pid === undefined ? undefined : this.#parts.processes.add(process.pid);
    const end = await over;
    // It is known to the next start before it is ever stopped.
    await recorded;
    return { ...end, durationMs: performance.now() - startedAt };
  }

  async #startSpare(preload: string | undefined): Promise<EnvironmentProcess> {
    const { process, options } = await this.#prepare();
    process.startSpare(options, preload);
    if (process.pid !== undefined) await this.#parts.processes.add(process.pid);
    return process;
  }

  async #giveCode(): Promise<InitEnd> {
    if (this.#spare === undefined) throw new EnvironmentEnded();
    const process = await this.#spare;
    const startedAt = performance.now();
    const end = await process.giveCode(codeFolder(this.#parts.host, this.record), INIT_LIMIT_MS);
    return { ...end, durationMs: performance.now() - startedAt };
  }

  async #prepare(): Promise<PreparedProcess> {
    const prepared = await prepareProcess(this.#parts, this.record, {
      memory: this.#memory,
      logStream: this.#logs.logStream,
      temporaryFolder: this.#temporaryFolder,
      listener: {
        line: (text, timestamp) => this.#logs.add(text, timestamp),
        exit: (pid, idle) => {
          if (pid !== undefined) this.#forgotten = this.#parts.processes.remove(pid);
          if (idle) void this.end();
        },
      },
    });
    if (this.#ended) {
      prepared.process.abandon();
      throw new EnvironmentEnded();
    }
    this.#accessKeyId = prepared.accessKeyId;
    this.#process = prepared.process;
    return prepared;
  }

  async #run(invocation: Invocation): Promise<PhaseEnd> {
    if (this.#process === undefined) throw new EnvironmentEnded();
    const limitMs = this.record.settings.Timeout * 1000;
    const parent = randomUUID().replaceAll("-", "").slice(0, 16);
    const event = {
      requestId: invocation.requestId,
      functionArn: invocation.functionArn,
      deadline: Date.now() + limitMs,
      traceHeader: `Root=${invocation.traceId};Parent=${parent};Sampled=1`,
      clientContext: invocation.clientContext,
      payload: invocation.payload,
    };
    return this.#process.run(event, limitMs);
  }

  async #conclude(
    { requestId }: Invocation,
    end: PhaseEnd,
    duration: number,
    initDuration: number | undefined,
  ): Promise<Outcome> {
    const answer = this.#process?.answerTo(requestId);
    const failure = failureOf(requestId, end, answer, this.#process?.initError);
    if (failure?.logLine !== undefined) this.#logs.add(failure.logLine, Date.now());
    const report = {
      requestId,
      duration,
      initDuration,
      memorySize: this.record.settings.MemorySize,
      maxMemoryUsed: Math.ceil(this.#memory.peak / (1 << 20)),
      failure,
    };
    const endLine = this.#lines.end(requestId);
    if (endLine !== undefined) this.#logs.add(endLine, Date.now());
    this.#logs.add(this.#lines.report(report), Date.now());
    await this.#logs.flush();
    if (end.kind === "idle") this.#process?.freeze();
    else void this.end();
    this.idleSince = Date.now();
    const logTail = this.#logs.takeTail();
    return {
      payload: failure?.payload ?? answer?.payload ?? Buffer.from("null"),
      failure,
      logTail,
      durationMs: duration,
      billedMs: billed(report),
    };
  }
}

/** The environment was taken away while an invocation ran in it or waited for it: the endpoint stops. */
export class EnvironmentEnded extends Error {
  constructor() {
    super("The execution environment was ended.");
    this.name = "EnvironmentEnded";
  }
}
