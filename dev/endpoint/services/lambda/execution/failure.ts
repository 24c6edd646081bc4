import type { PostedError, Runtime } from "../runtime/runtime.ts";
import { RESPONSE_LIMIT } from "./runtime-api.ts";

/** How a process ended: by itself, or by a signal. */
export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Why an invocation has no result. */
export interface InvocationFailure {
  readonly status: "error" | "timeout";
  readonly errorType: string;
  readonly errorMessage: string;
  /** Lines of the handler's stack; none where there was no error of its own. */
  readonly stack: readonly string[];
  /** What `Invoke` answers. */
  readonly payload: Buffer;
  /** The line that Lambda adds to the log; a handler's own error was logged by the runtime. */
  readonly logLine: string | undefined;
}

/** How a phase of an environment ended otherwise than well. */
export type BadEnd =
  | { readonly kind: "exit"; readonly status: ExitStatus }
  /** Killed by us after so many milliseconds. */
  | { readonly kind: "timeout"; readonly limitMs: number }
  | { readonly kind: "memory" };

/** How a phase, init or an invocation, has ended: well, and the process waits for its next event, or badly. */
export type PhaseEnd = { readonly kind: "idle" } | BadEnd;

/** What the runtime posted for an invocation; `failed` where it posted an error. */
export interface Answer {
  readonly requestId: string;
  readonly payload: Buffer;
  readonly failed: boolean;
}

/** What an invocation failed with, by how its phase has ended and what the runtime posted; undefined for a success. */
export function failureOf(
  runtime: Runtime,
  requestId: string,
  end: PhaseEnd,
  answer: Answer | undefined,
  initError: Buffer | undefined,
): InvocationFailure | undefined {
  if (end.kind === "timeout" || end.kind === "memory") return endFailure(end, requestId);
  if (answer?.failed === true) return postedFailure(runtime, answer.payload);
  if (answer !== undefined) {
    return answer.payload.length > RESPONSE_LIMIT ? responseTooLarge(RESPONSE_LIMIT) : undefined;
  }
  if (initError !== undefined) return postedFailure(runtime, initError);
  return end.kind === "exit" ? endFailure(end, requestId) : undefined;
}

/** A failure that the runtime posted. */
function postedFailure(runtime: Runtime, payload: Buffer): InvocationFailure {
  const text = payload.toString("utf8");
  let posted: PostedError = { errorType: "Unknown", errorMessage: text, stack: [] };
  try {
    posted = runtime.readError(JSON.parse(text));
  } catch {
    // A runtime that posts something else than an error object is answered as it is.
  }
  return { status: "error", ...posted, payload, logLine: undefined };
}

/** The failure of an environment that ended, worded as Lambda words it. */
function endFailure(end: BadEnd, requestId: string): InvocationFailure {
  if (end.kind === "timeout") {
    const message = `Task timed out after ${(end.limitMs / 1000).toFixed(2)} seconds`;
    return {
      ...failure("Sandbox.Timedout", `RequestId: ${requestId} Error: ${message}`),
      status: "timeout",
      logLine: `${new Date().toISOString()} ${requestId} ${message}\n\n`,
    };
  }
  const reason = end.kind === "memory" ? "with error: signal: killed" : exitReason(end.status);
  const text = `RequestId: ${requestId} Error: Runtime exited ${reason}`;
  return { ...failure("Runtime.ExitError", text), logLine: `${text}\nRuntime.ExitError\n` };
}

/** The answer is larger than Lambda takes. */
function responseTooLarge(limit: number): InvocationFailure {
  const text = `Response payload size exceeded maximum allowed payload size (${limit} bytes).`;
  return failure("Function.ResponseSizeTooLarge", text);
}

function failure(errorType: string, errorMessage: string): InvocationFailure {
  const payload = Buffer.from(JSON.stringify({ errorType, errorMessage }));
  return { status: "error", errorType, errorMessage, stack: [], payload, logLine: undefined };
}

function exitReason({ code, signal }: ExitStatus): string {
  if (signal !== null) return `with error: signal: ${SIGNALS[signal] ?? signal}`;
  return code === 0 ? "without providing a reason" : `with error: exit status ${code ?? "unknown"}`;
}

/** Names of signals as Go, in which Lambda's supervisor is written, prints them. */
const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGKILL: "killed",
  SIGABRT: "aborted",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
  SIGTRAP: "trace/breakpoint trap",
  SIGBUS: "bus error",
  SIGILL: "illegal instruction",
  SIGINT: "interrupt",
  SIGHUP: "hangup",
};
