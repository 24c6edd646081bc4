import type { Host } from "../../../service.ts";
import type { FunctionRecord } from "../function-record.ts";
import { JSON_LINES, type PlatformLines, type Report, TEXT_LINES } from "./log-lines.ts";
import { type LogHooks, LogWriter, logStreamName } from "./log-writer.ts";

/** The log stream of one environment: what its process writes, and the lines that Lambda itself adds. */
export class EnvironmentLog {
  readonly #writer: LogWriter;
  readonly #lines: PlatformLines;
  readonly #version: string;

  /** @param id 32 hex digits, of the environment */
  constructor(
    host: Host,
    { settings, version }: Pick<FunctionRecord, "settings" | "version">,
    id: string,
    hooks: LogHooks,
  ) {
    const { LogFormat, LogGroup } = settings.LoggingConfig;
    this.#version = version;
    this.#lines = LogFormat === "JSON" ? JSON_LINES : TEXT_LINES;
    this.#writer = new LogWriter(host, LogGroup, logStreamName(new Date(), version, id), hooks);
  }

  get stream(): string {
    return this.#writer.logStream;
  }

  /** Takes a line that the process wrote. `timestamp` in epoch milliseconds. */
  line(text: string, timestamp: number): void {
    this.#writer.add(text, timestamp);
  }

  /** The init phase took longer than Lambda allows it. */
  initTimedOut(durationMs: number): void {
    this.#add(`INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms\tPhase: init\tStatus: timeout\n`);
  }

  /** An invocation begins. */
  begin(requestId: string): void {
    this.#add(this.#lines.start(requestId, this.#version));
  }

  /** An invocation has ended. Resolves with the last 4 KB of its lines, base64, once all are durable, or cannot be. */
  async conclude(report: Report, failureLine: string | undefined): Promise<string> {
    if (failureLine !== undefined) this.#add(failureLine);
    const end = this.#lines.end(report.requestId);
    if (end !== undefined) this.#add(end);
    this.#add(this.#lines.report(report));
    await this.#writer.flush();
    return this.#writer.takeTail();
  }

  /** Resolves when every line is durable, or cannot be. Never rejects. */
  flush(): Promise<void> {
    return this.#writer.flush();
  }

  #add(line: string): void {
    this.#writer.add(line, Date.now());
  }
}
