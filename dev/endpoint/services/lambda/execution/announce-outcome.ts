import type { Host } from "../../../service.ts";
import type { FunctionRecord } from "../function-record.ts";
import type { Invocation, Outcome } from "./invocation.ts";
import { measureOutcome } from "./measure.ts";

/** Tells the bus how an invocation ended, and measures it. */
export function announceOutcome(
  host: Host,
  record: FunctionRecord,
  { requestId, traceId }: Invocation,
  outcome: Outcome,
  willRetry: boolean,
): void {
  // First, so that who hears of the end finds it in the metrics.
  measureOutcome(host, record, outcome);
  const { failure, billedMs: ms } = outcome;
  const functionName = record.name;
  if (failure === undefined) host.bus.dispatch({ type: "finished", traceId, functionName, requestId, ms });
  else {
    const { errorType, errorMessage, stack } = failure;
    host.bus.dispatch({
      type: "failed",
      traceId,
      functionName,
      requestId,
      ms,
      errorType,
      errorMessage,
      stack,
      willRetry,
    });
  }
}
