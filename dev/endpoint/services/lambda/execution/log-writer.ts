import { ServiceError } from "../../../errors.ts";
import { functionOf } from "../../../identity/caller.ts";
import type { Call, Host } from "../../../service.ts";

/** What a log needs of its environment. */
export interface LogHooks {
  /** Under which lines are put: the function's role as caller. */
  readonly call: () => Call;
  /** Says why there are no lines. @param about what makes it the same for all environments */
  readonly notice: (about: string, message: string) => void;
}

interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** Milliseconds after which lines of a running invocation are put, so that they can be followed. */
const FLUSH_AFTER_MS = 200;
/** PutLogEvents takes 1,048,576 bytes, 26 of them for each event. */
const BATCH_BYTES = 1_000_000;
/** Characters, three bytes each at most: what is longer is put in pieces, since an event has to fit into a batch. */
const LONGEST_EVENT = 1 << 18;
/** Lambda's `LogType: Tail` answers the last 4 KB. */
const TAIL_BYTES = 4096;

/**
 * Writes the lines of one environment into its log stream, with the permissions of the function's role: a role that
 * may not do so leaves no lines, as on AWS, and a notice says so once.
 */
export class LogWriter {
  readonly #host: Host;
  readonly #hooks: LogHooks;
  readonly logGroup: string;
  readonly logStream: string;
  #pending: LogEvent[] = [];
  #newest = 0;
  #tail = "";
  #flushing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #streamExists = false;

  constructor(host: Host, logGroup: string, logStream: string, hooks: LogHooks) {
    this.#host = host;
    this.#hooks = hooks;
    this.logGroup = logGroup;
    this.logStream = logStream;
  }

  /** Takes one line. `timestamp` in epoch milliseconds. */
  add(message: string, timestamp: number): void {
    if (message === "" || message === "\n") return;
    this.#tail = (this.#tail + message + (message.endsWith("\n") ? "" : "\n")).slice(-TAIL_BYTES * 2);
    // Raw output is stamped when it is read, a console line when it is written: the order they came in is what counts.
    this.#newest = Math.max(this.#newest, timestamp);
    for (const piece of inPieces(message)) this.#pending.push({ timestamp: this.#newest, message: piece });
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS);
  }

  /** The last 4 KB of the lines since the last call, base64. */
  takeTail(): string {
    const tail = Buffer.from(this.#tail).subarray(-TAIL_BYTES).toString("base64");
    this.#tail = "";
    return tail;
  }

  /** Puts what waits; resolves when it is durable. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#pending;
    this.#pending = [];
    if (events.length > 0) this.#flushing = this.#flushing.then(() => this.#put(events));
    return this.#flushing;
  }

  async #put(events: LogEvent[]): Promise<void> {
    const call = this.#hooks.call();
    try {
      if (!this.#streamExists) await this.#createStream(call);
      for (const logEvents of inBatches(events)) await this.#putBatch(logEvents, call);
    } catch (error) {
      const code = error instanceof ServiceError ? error.code : "";
      const text = error instanceof Error ? error.message : String(error);
      this.#hooks.notice(`logs ${code}`, `No log lines in ${this.logGroup}: ${text}`);
    }
  }

  async #putBatch(logEvents: LogEvent[], call: Call): Promise<void> {
    const { logGroup, logStream } = this;
    const input = { logGroupName: logGroup, logStreamName: logStream, logEvents };
    try {
      await this.#host.dispatch("logs", "PutLogEvents", input, call);
    } catch (error) {
      // Somebody deleted the group or the stream meanwhile.
      if (!isNotFound(error)) throw error;
      await this.#createStream(call);
      await this.#host.dispatch("logs", "PutLogEvents", input, call);
    }
    const lines = logEvents.map((event) => event.message);
    const times = logEvents.map((event) => event.timestamp);
    const functionName = functionOf(call.caller);
    this.#host.bus.dispatch({ type: "logged", traceId: call.traceId, functionName, logGroup, logStream, lines, times });
  }

  async #createStream(call: Call): Promise<void> {
    const stream = { logGroupName: this.logGroup, logStreamName: this.logStream };
    try {
      await this.#host.dispatch("logs", "CreateLogStream", stream, call);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await this.#host.dispatch("logs", "CreateLogGroup", { logGroupName: this.logGroup }, call).catch(unlessExists);
      await this.#host.dispatch("logs", "CreateLogStream", stream, call).catch(unlessExists);
    }
    this.#streamExists = true;
  }
}

/** `YYYY/MM/DD/[$LATEST]<32 hex digits>`, with the version that runs, in UTC. */
export function logStreamName(now: Date, version: string, id: string): string {
  return `${now.toISOString().slice(0, 10).replaceAll("-", "/")}/[${version}]${id}`;
}

/** None ends within a character that is two of JavaScript's. */
function inPieces(message: string): string[] {
  if (message.length <= LONGEST_EVENT) return [message];
  const isCut = (message.codePointAt(LONGEST_EVENT - 1) ?? 0) > 0xffff;
  const end = isCut ? LONGEST_EVENT - 1 : LONGEST_EVENT;
  return [message.slice(0, end), ...inPieces(message.slice(end))];
}

function inBatches(events: LogEvent[]): LogEvent[][] {
  const batches: LogEvent[][] = [[]];
  let size = 0;
  for (const event of events) {
    const bytes = Buffer.byteLength(event.message) + 26;
    if (size + bytes > BATCH_BYTES || (batches.at(-1)?.length ?? 0) >= 10_000) {
      batches.push([]);
      size = 0;
    }
    size += bytes;
    batches.at(-1)?.push(event);
  }
  return batches;
}

function isNotFound(error: unknown): boolean {
  return error instanceof ServiceError && error.code === "ResourceNotFoundException";
}

function unlessExists(error: unknown): void {
  if (!(error instanceof ServiceError && error.code === "ResourceAlreadyExistsException")) throw error;
}
