import type { PendingEvent } from "../../../exchange/event-queue.ts";
import type { Host } from "../../../service.ts";
import type { Outcome } from "../execution/invocation.ts";
import { issueRoleCredentials, roleCall } from "../execution/role.ts";
import type { FunctionRecord } from "../function-record.ts";

/** Bytes of the error's message that the attribute holds. */
const MESSAGE_BYTES = 1024;

/**
 * Sends an event that is given up to the function's dead-letter queue as it came, with the permissions of its role; the
 * attributes tell the request and the error (Lambda guide, "Dead-letter queues"). Where that fails the event is lost, as
 * on AWS; a notice names the reason.
 */
export async function sendToDeadLetters(
  host: Host,
  record: FunctionRecord,
  event: PendingEvent,
  outcome: Outcome | undefined,
): Promise<void> {
  const arn = record.settings.DeadLetterConfig?.TargetArn ?? "";
  if (arn === "") return;
  const [, , , region = "", account = "", queue = ""] = arn.split(":");
  const { accessKeyId } = await issueRoleCredentials(host, record);
  const call = { ...roleCall(record, accessKeyId, event.traceId), region };
  const input = {
    QueueUrl: `${host.endpointUrl()}/${account}/${queue}`,
    MessageBody: event.body,
    MessageAttributes: attributes(event, outcome),
  };
  try {
    await host.dispatch("sqs", "SendMessage", input, call);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    host.bus.dispatch({
      type: "notice",
      message: `The event ${event.requestId} of ${record.name} did not reach its dead-letter queue ${arn}: ${reason}`,
    });
  }
}

/** An event that was never run has no error. */
function attributes({ requestId }: PendingEvent, outcome: Outcome | undefined): Record<string, object> {
  const request = { RequestID: { DataType: "String", StringValue: requestId } };
  const message = Buffer.from(outcome?.failure?.errorMessage ?? "")
    .subarray(0, MESSAGE_BYTES)
    .toString("utf8");
  if (outcome?.failure === undefined) return request;
  return {
    ...request,
    ErrorCode: { DataType: "Number", StringValue: "200" },
    // SQS takes no empty value.
    ...(message === "" ? {} : { ErrorMessage: { DataType: "String", StringValue: message } }),
  };
}
