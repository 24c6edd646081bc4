import type { InvocationFailure } from "./failure.ts";

/** One event for a function. */
export interface Invocation {
  readonly requestId: string;
  /** As it was invoked, with the qualifier if there was one. */
  readonly functionArn: string;
  /** JSON. */
  readonly payload: string;
  /** Root of its trace. */
  readonly traceId: string;
  /** Of its trace header, itself counted; see `lineage.ts`. */
  readonly lineage: string;
  readonly clientContext: string | undefined;
  /** From 1. */
  readonly attempt: number;
  /** Epoch milliseconds. */
  readonly queuedAt: number;
}

/** What became of an invocation. */
export interface Outcome {
  /** What the handler returned, or the failure, as JSON. */
  readonly payload: Buffer;
  readonly failure: InvocationFailure | undefined;
  /** Last 4 KB of the log, base64. */
  readonly logTail: string;
  /** Milliseconds of the invocation, without the init phase. */
  readonly durationMs: number;
  /** Milliseconds, with the init phase. */
  readonly billedMs: number;
}
