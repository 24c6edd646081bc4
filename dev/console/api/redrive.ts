import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import * as v from "valibot";
import { ControlError, jsonAnswer } from "../../endpoint/http/control.ts";
import type { ControlRequest, HttpResponse } from "../../endpoint/service.ts";
import { type RedrivenMessage, redriveQueue } from "../../pipeline/redrive.ts";
import type { ConsoleParts } from "./parts.ts";

/** Events of one press of the button. */
const MOST = 100;

const Asked = v.object({ queue: v.string(), functionName: v.string() });

/** `{queue, functionName}`: sends the failed events of a queue to their function again. */
export async function redrive({ connection }: ConsoleParts, request: ControlRequest): Promise<HttpResponse> {
  const asked = v.safeParse(Asked, await request.json());
  if (!asked.success) throw new ControlError(400, "Expected the names of a queue and of a function.");
  const { queue: queueName, functionName } = asked.output;
  const clients = { sqs: new SQSClient(connection()), lambda: new LambdaClient(connection()) };
  const messages: RedrivenMessage[] = [];
  try {
    await redriveQueue(clients, { queueName, functionName }, { max: MOST, onMessage: (told) => messages.push(told) });
    return jsonAnswer({ messages });
  } finally {
    clients.sqs.destroy();
    clients.lambda.destroy();
  }
}
