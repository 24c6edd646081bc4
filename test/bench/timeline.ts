import type { DevEvent } from "../../dev/trace/events.ts";
import type { BenchEnvironment } from "./environment.ts";

/** When the steps of one upload were seen, in milliseconds from the call of PutObject; `…Ms` is what a step says. */
export interface Timeline {
  readonly uploaded: number;
  readonly uploadedMs: number;
  readonly invoked: number;
  readonly indexed: number;
  readonly indexMs: number;
  readonly modelMs: number;
  /** The write of the row is committed, so any reader sees it. */
  readonly row: number;
  readonly rowMs: number;
  readonly finished: number;
}

/** A timeline that is being written. */
export interface Recording {
  /** Known from `uploaded` on. */
  traceId(): string | undefined;
  /** Now PutObject is called. */
  begin(): void;
  /** The timeline of the upload. Throws where a step never came. */
  end(): Timeline;
}

/** Writes the timeline of the upload of `key` from the events of an environment. */
export function recordTimeline({ bus, table }: BenchEnvironment, key: string): Recording {
  const seen: { -readonly [Step in keyof Timeline]?: number } = {};
  let startedAt = 0;
  let traceId: string | undefined;
  const stop = bus.onEvery((event) => {
    if (event.type === "uploaded" && event.key === key) traceId = event.traceId;
    if (!("traceId" in event) || event.traceId === undefined || event.traceId !== traceId) return;
    Object.assign(seen, stepOf(event, performance.now() - startedAt, table));
  });
  return {
    traceId: () => traceId,
    begin() {
      startedAt = performance.now();
    },
    end() {
      stop();
      const step = (name: keyof Timeline): number => {
        const at = seen[name];
        if (at === undefined) throw new Error(`The upload of ${key} never came to '${name}'.`);
        return at;
      };
      return {
        uploaded: step("uploaded"),
        uploadedMs: step("uploadedMs"),
        invoked: step("invoked"),
        indexed: step("indexed"),
        indexMs: step("indexMs"),
        modelMs: step("modelMs"),
        row: step("row"),
        rowMs: step("rowMs"),
        finished: step("finished"),
      };
    },
  };
}

function stepOf(event: DevEvent, at: number, table: string): Partial<Timeline> {
  switch (event.type) {
    case "uploaded":
      return { uploaded: at, uploadedMs: event.ms };
    case "invoked":
      return { invoked: at };
    case "recognised":
      return event.operation === "IndexFaces" ? { indexed: at, indexMs: event.ms, modelMs: event.modelMs } : {};
    case "stored":
      return event.table === table && event.error === undefined ? { row: at, rowMs: event.ms } : {};
    case "finished":
      return { finished: at };
    default:
      return {};
  }
}
