import { LambdaClient } from "@aws-sdk/client-lambda";
import * as v from "valibot";
import { ControlError, jsonAnswer } from "../../endpoint/http/control.ts";
import type { ControlRequest, HttpResponse } from "../../endpoint/service.ts";
import { sendEvent } from "../../pipeline/send-event.ts";
import type { ConsoleParts } from "./parts.ts";

const Asked = v.object({ id: v.string() });

/** `{id}` of a trace: sends its event to its function again. Answers with the trace of that. */
export async function rerun({ steps, connection }: ConsoleParts, request: ControlRequest): Promise<HttpResponse> {
  const asked = v.safeParse(Asked, await request.json());
  if (!asked.success) throw new ControlError(400, "Expected the id of a trace.");
  const trace = await steps?.traces.find(asked.output.id);
  const invoked = trace?.steps.find(({ event }) => event.type === "invoked")?.event;
  if (trace?.payload === undefined || invoked?.type !== "invoked") {
    throw new ControlError(409, "The event of this upload was not kept: no function was invoked, or it is too large.");
  }
  const lambda = new LambdaClient(connection());
  try {
    return jsonAnswer(await sendEvent(lambda, invoked.functionName, trace.payload), 202);
  } finally {
    lambda.destroy();
  }
}
