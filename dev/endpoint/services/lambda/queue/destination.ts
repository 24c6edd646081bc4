import type { Call, Host } from "../../../service.ts";
import { inChain } from "../lineage.ts";
import type { PendingEvent } from "../../../exchange/event-queue.ts";
import type { Outcome } from "../execution/invocation.ts";
import { issueRoleCredentials, roleCall } from "../execution/role.ts";
import { referenceOfArn } from "../function-name.ts";
import { type FunctionRecord, LATEST } from "../function-record.ts";

/** Why an invocation record is sent. */
export type Condition =
  | "Success"
  | "RetriesExhausted"
  | "EventAgeExceeded"
  | "ZeroReservedConcurrency"
  | "RecursiveInvocationException";

/**
 * Sends the invocation record to the function's destination, with the permissions of its role. Where that fails the
 * event is lost, as on AWS; a notice names the reason.
 * @param event with the attempts that were made
 */
export async function deliver(
  host: Host,
  record: FunctionRecord,
  event: PendingEvent,
  condition: Condition,
  outcome: Outcome | undefined,
): Promise<void> {
  const config = record.eventConfig?.DestinationConfig;
  const arn = (condition === "Success" ? config?.OnSuccess : config?.OnFailure)?.Destination;
  if (arn === undefined) return;
  const { accessKeyId } = await issueRoleCredentials(host, record);
  const chain = inChain(record, event.lineage ?? undefined);
  const call = { ...roleCall(record, accessKeyId, event.traceId), lineage: chain.lineage };
  const body = JSON.stringify(invocationRecord(record, event, condition, outcome));
  try {
    await send(host, arn, body, call);
    host.bus.dispatch({
      type: "delivered",
      traceId: event.traceId,
      functionName: record.name,
      requestId: event.requestId,
      destination: arn,
      condition,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    host.bus.dispatch({
      type: "notice",
      message: `The record of ${record.name}'s invocation ${event.requestId} (${condition}) did not reach ${arn}: ${reason}`,
    });
  }
}

async function send(host: Host, arn: string, body: string, by: Call): Promise<void> {
  const [, , service, region = "", account = "", queue = ""] = arn.split(":");
  const call = { ...by, region };
  if (service === "lambda") {
    const input = { FunctionName: arn, InvocationType: "Event", Payload: Buffer.from(body) };
    await host.dispatch("lambda", "Invoke", input, call);
  } else {
    const input = { QueueUrl: `${host.endpointUrl()}/${account}/${queue}`, MessageBody: body };
    await host.dispatch("sqs", "SendMessage", input, call);
  }
}

function invocationRecord(
  record: FunctionRecord,
  event: PendingEvent,
  condition: Condition,
  outcome: Outcome | undefined,
): Record<string, unknown> {
  return {
    version: "1.0",
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: qualified(event.target),
      condition,
      approximateInvokeCount: event.tries,
    },
    requestPayload: JSON.parse(event.body) as unknown,
    ...(outcome === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: record.version,
            ...(outcome.failure === undefined ? {} : { functionError: "Unhandled" }),
          },
          responsePayload: answered(outcome.payload.toString("utf8")),
        }),
  };
}

/** A text where it is no JSON, such as the `NaN` of Python's; what AWS makes of that was found nowhere. */
function answered(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

function qualified(target: string): string {
  const { arn, qualifier = LATEST } = referenceOfArn(target);
  return `${arn}:${qualifier}`;
}
