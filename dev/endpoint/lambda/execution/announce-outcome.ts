import type { Host } from "../../service.ts";
import type { FunctionRecord } from "../function-record.ts";
import type { Invocation, Outcome } from "./invocation.ts";

/** Tells the bus how an invocation ended. */
export function announceOutcome(
  host: Host,
  record: FunctionRecord,
  { requestId, traceId }: Invocation,
  { failure, billedMs: ms }: Outcome,
  willRetry: boolean,
): void {
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
