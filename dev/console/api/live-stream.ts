import { Readable } from "node:stream";
import { kept, isTraceEvent, type TraceStep } from "../../trace/kept-event.ts";
import type { DevEvent } from "../../trace/events.ts";
import type { HttpResponse } from "../../endpoint/service.ts";
import type { StreamMessage } from "../wire/wire.ts";
import type { ConsoleParts } from "./parts.ts";
import { summarise } from "./upload-summary.ts";

/** Milliseconds that events are gathered before they are sent together: those that follow at once come along. */
const GATHER_MS = 8;
/** Milliseconds between two messages: in a burst of uploads each of them costs the environment more than what it tells. */
const APART_MS = 40;
/** Milliseconds after which a proxy may take a connection for dead. */
const ALIVE_MS = 15_000;
/** Characters that may wait for a page that does not read; one that has more is cut off, and begins again. */
const MOST_WAITING = 4 << 20;
/** Milliseconds after which there may be something else, where no step is told. */
const LOOK_MS = 2_000;
/** Uploads that are followed at once. */
const MOST_FOLLOWED = 500;
/** Lines of one message. */
const MOST_LINES = 200;

interface Followed {
  readonly steps: TraceStep[];
  payload: string | undefined;
}

/** Tells pages what happens, by server-sent events. While nobody listens, nothing is followed. */
export class LiveStream {
  readonly #parts: ConsoleParts;
  readonly #hello: StreamMessage;
  readonly #listeners = new Set<Readable>();
  readonly #followed = new Map<string, Followed>();
  readonly #changed = new Set<string>();
  readonly #late = new Set<string>();
  #waiting: StreamMessage[] = [];
  #unsubscribe: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** By `performance.now()`. */
  #sentAt = 0;
  #looks: NodeJS.Timeout | undefined;

  constructor(parts: ConsoleParts, start: string) {
    this.#parts = parts;
    this.#hello = { type: "hello", start, engine: parts.engine, traces: parts.steps !== undefined };
    parts.closing.addEventListener("abort", () => this.#end(), { once: true });
  }

  /** The stream of one page. */
  open(): HttpResponse {
    const body = new Readable({ read: () => undefined });
    const alive = setInterval(() => this.#push(body, ":\n\n"), ALIVE_MS).unref();
    body.once("close", () => {
      clearInterval(alive);
      this.#listeners.delete(body);
      if (this.#listeners.size === 0) this.#rest();
    });
    this.#listeners.add(body);
    if (this.#parts.steps === undefined) this.#looks ??= setInterval(() => this.#tell({ type: "changed" }), LOOK_MS);
    this.#unsubscribe ??= this.#parts.bus.onEvery((event) => this.#hear(event));
    body.push(`retry: 500\ndata: ${JSON.stringify([this.#hello])}\n\n`);
    if (this.#parts.closing.aborted) body.push(null);
    return {
      status: 200,
      headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
      body,
    };
  }

  #hear(event: DevEvent): void {
    if (this.#parts.steps !== undefined && isTraceEvent(event) && event.traceId !== undefined) {
      this.#follow(event.traceId, event);
    }
    const message = messageOf(event);
    if (message !== undefined) this.#waiting.push(message);
    if (this.#waiting.length + this.#changed.size + this.#late.size > 0) this.#sendSoon();
  }

  #follow(traceId: string, event: Extract<DevEvent, { traceId: string | undefined }>): void {
    if (!isTraceEvent(event)) return;
    const isOpening = event.type === "uploaded" || event.type === "notified" || event.type === "invoked";
    let followed = this.#followed.get(traceId);
    if (followed === undefined) {
      // It began before anybody listened: what is kept of it is told at its end.
      if (!isOpening) {
        if (event.type === "finished" || event.type === "failed") this.#late.add(traceId);
        return;
      }
      followed = { steps: [], payload: undefined };
      this.#followed.set(traceId, followed);
      if (this.#followed.size > MOST_FOLLOWED) this.#followed.delete(this.#followed.keys().next().value ?? "");
    }
    if (event.type === "invoked") followed.payload = event.payload;
    followed.steps.push({ at: Date.now(), event: kept(event) });
    this.#changed.add(traceId);
  }

  #sendSoon(): void {
    const rest = this.#sentAt + APART_MS - performance.now();
    this.#timer ??= setTimeout(() => this.#send(), Math.max(GATHER_MS, rest));
  }

  #send(): void {
    this.#timer = undefined;
    for (const id of this.#changed) {
      const { steps, payload } = this.#followed.get(id) ?? { steps: [], payload: undefined };
      // An object that no function hears of has no trace, and nothing comes of it.
      if (steps.some(({ event }) => event.type !== "uploaded" && event.type !== "called")) {
        this.#waiting.push({ type: "upload", upload: summarise(id, steps, payload) });
      }
    }
    this.#changed.clear();
    if (this.#late.size > 0) void this.#tellLate();
    if (this.#waiting.length === 0) return;
    const text = `data: ${JSON.stringify(this.#waiting)}\n\n`;
    this.#waiting = [];
    this.#sentAt = performance.now();
    for (const listener of this.#listeners) this.#push(listener, text);
  }

  async #tellLate(): Promise<void> {
    const ids = [...this.#late];
    this.#late.clear();
    for (const id of ids) {
      const trace = await this.#parts.steps?.traces.find(id).catch(() => undefined);
      if (trace !== undefined) {
        this.#waiting.push({ type: "upload", upload: summarise(id, trace.steps, trace.payload) });
      }
    }
    this.#sendSoon();
  }

  #push(listener: Readable, text: string): void {
    if (listener.readableLength > MOST_WAITING) listener.destroy();
    else listener.push(text);
  }

  #tell(message: StreamMessage): void {
    for (const listener of this.#listeners) this.#push(listener, `data: ${JSON.stringify([message])}\n\n`);
  }

  #rest(): void {
    clearInterval(this.#looks);
    this.#looks = undefined;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#followed.clear();
    this.#changed.clear();
    this.#late.clear();
    this.#waiting = [];
  }

  #end(): void {
    for (const listener of this.#listeners) listener.push(null);
  }
}

function messageOf(event: DevEvent): StreamMessage | undefined {
  switch (event.type) {
    case "logged": {
      const { logGroup, logStream, times } = event;
      const lines = event.lines.map((text, index) => ({ at: times[index] ?? Date.now(), text }));
      return { type: "logs", group: logGroup, stream: logStream, lines: lines.slice(-MOST_LINES) };
    }
    case "stackChanged":
      return event.logicalId === undefined && event.status.endsWith("_COMPLETE") ? { type: "deployed" } : undefined;
    case "sourceChanged":
      return { type: "code", state: "saved", text: event.files.join(", ") };
    case "live":
      return { type: "code", state: "live", text: event.reloaded.join(", ") };
    case "reloadFailed":
      return { type: "code", state: "failed", text: "The save does not run; the terminal says why." };
    case "notice":
      return { type: "notice", text: event.message };
    default:
      return undefined;
  }
}
