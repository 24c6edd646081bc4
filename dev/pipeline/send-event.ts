import { randomBytes } from "node:crypto";
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";

/** What is known of an event that Lambda has accepted. */
export interface SentEvent {
  /** The request id of its invocations. */
  readonly requestId: string;
  /** Root of its trace. */
  readonly traceId: string;
}

/**
 * Invokes a function asynchronously under a trace of its own. Resolves once Lambda has accepted the event; rejects
 * where it has not.
 * @param payload the event, JSON
 */
export async function sendEvent(lambda: LambdaClient, functionName: string, payload: string): Promise<SentEvent> {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const traceId = `1-${seconds.padStart(8, "0")}-${randomBytes(12).toString("hex")}`;
  const command = new InvokeCommand({ FunctionName: functionName, InvocationType: "Event", Payload: payload });
  command.middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (hasHeaders(request)) request.headers["x-amzn-trace-id"] = `Root=${traceId};Sampled=1`;
      return next(args);
    },
    { step: "build" },
  );
  const { StatusCode, $metadata } = await lambda.send(command);
  if (StatusCode !== 202 || $metadata.requestId === undefined) {
    throw new Error(`Lambda did not accept the event for ${functionName}: status ${String(StatusCode)}.`);
  }
  return { requestId: $metadata.requestId, traceId };
}

function hasHeaders(request: unknown): request is { headers: Record<string, string> } {
  return typeof request === "object" && request !== null && "headers" in request;
}
