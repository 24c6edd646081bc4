import { snapshot } from "./snapshot.ts";

/** A call of an upload with what was asked and answered: JSON, without secrets, each side within 32 KB. */
export interface RecordedCall {
  readonly traceId: string;
  /** As in the event `called`. */
  readonly service: string;
  readonly operation: string;
  /** Epoch milliseconds at its first byte. */
  readonly at: number;
  readonly ms: number;
  readonly status: number;
  readonly input: string;
  /** `null` where it failed. */
  readonly output: string;
  readonly error: string | undefined;
  /** The role that called; undefined for callers without one. */
  readonly roleArn: string | undefined;
  /** What it asked a policy for. */
  readonly needed: readonly { readonly action: string; readonly resource: string }[];
}

/** A call as it was served. */
export interface ServedCall extends Omit<RecordedCall, "input" | "output"> {
  readonly input: unknown;
  readonly output: unknown;
}

const LIMIT = 8 << 20;
/** Of a call beside its two sides. */
const OVERHEAD = 400;

/** The last calls of uploads, in memory: the oldest go where all together have more than 8 MB. */
export class CallRing {
  readonly #limit: number;
  readonly #calls: RecordedCall[] = [];
  #size = 0;

  constructor(limit = LIMIT) {
    this.#limit = limit;
  }

  add(call: ServedCall): void {
    const kept = { ...call, input: snapshot(call.input), output: snapshot(call.output ?? null) };
    this.#calls.push(kept);
    this.#size += sizeOf(kept);
    let gone = 0;
    while (this.#size > this.#limit && gone < this.#calls.length) {
      this.#size -= sizeOf(this.#calls[gone] ?? kept);
      gone++;
    }
    if (gone > 0) this.#calls.splice(0, gone);
  }

  /** Those of one trace, oldest first. */
  of(traceId: string): RecordedCall[] {
    return this.#calls.filter((call) => call.traceId === traceId);
  }
}

function sizeOf({ input, output }: RecordedCall): number {
  return input.length + output.length + OVERHEAD;
}
