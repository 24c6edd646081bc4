import * as v from "valibot";
import { ServiceError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { recursiveInvocation, requestTooLarge } from "../errors.ts";
import { EndpointStops } from "../execution/environment-life.ts";
import { announceOutcome } from "../execution/announce-outcome.ts";
import { type LambdaContext, FunctionNameInput, functionOperation } from "../function-operation.ts";
import { inChain } from "../lineage.ts";
import { measureRecursion } from "../execution/measure.ts";
import { existingTarget } from "../qualifiers.ts";
import { newTraceId } from "../../../../trace/trace-id.ts";

const Input = v.object({
  ...FunctionNameInput,
  InvocationType: v.optional(v.picklist(["RequestResponse", "Event", "DryRun"]), "RequestResponse"),
  LogType: v.optional(v.picklist(["None", "Tail"]), "None"),
  /** Base64. */
  ClientContext: v.optional(v.string()),
  /** JSON text, as bytes. */
  Payload: v.optional(v.instance(Uint8Array)),
});

/** Bytes; the one for events is 1 MB since 2025. */
const PAYLOAD_LIMITS = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 };

/** Runs a function and waits for it, or puts the event into its queue. `Payload` of the answer is bytes. */
export function invoke({ host, store, pools, queue }: LambdaContext): Operation {
  return functionOperation("InvokeFunction", Input, async (input, reference, call) => {
    const payload = readPayload(input.Payload, input.InvocationType);
    const record = await host.state.read(() => existingTarget(store, reference));
    if (input.InvocationType === "DryRun") return { StatusCode: 204 };
    const traceId = call.traceId ?? newTraceId();
    const { requestId } = call;
    if (input.InvocationType === "Event") {
      const event = { target: reference.qualifiedArn, requestId, body: payload, traceId, lineage: call.lineage };
      await host.state.write(() => host.events.add(event, Date.now()));
      queue.wake();
      return { StatusCode: 202 };
    }
    const { lineage, isLoop } = inChain(record, call.lineage);
    if (isLoop) {
      measureRecursion(host, record);
      throw recursiveInvocation();
    }
    const invocation = {
      requestId,
      traceId,
      lineage,
      payload,
      functionArn: reference.qualifiedArn,
      clientContext: readClientContext(input.ClientContext),
      attempt: 1,
      queuedAt: Date.now(),
    };
    const outcome = await pools.run(record, invocation, { waitsUntil: undefined }).catch(orServiceException);
    announceOutcome(host, record, invocation, outcome, false);
    return {
      StatusCode: 200,
      ExecutedVersion: record.version,
      ...(outcome.failure === undefined ? {} : { FunctionError: "Unhandled" }),
      ...(input.LogType === "Tail" ? { LogResult: outcome.logTail } : {}),
      Payload: outcome.payload,
    };
  });
}

function readPayload(bytes: Uint8Array | undefined, type: keyof typeof PAYLOAD_LIMITS): string {
  const limit = PAYLOAD_LIMITS[type];
  if (bytes !== undefined && bytes.length > limit) throw requestTooLarge(bytes.length, type, limit);
  const text = bytes === undefined || bytes.length === 0 ? "{}" : Buffer.from(bytes).toString("utf8");
  try {
    JSON.parse(text);
  } catch (error) {
    throw new ServiceError(
      "InvalidRequestContentException",
      `Could not parse request body into json: Could not parse payload into json: ${error instanceof Error ? error.message : ""}`,
      { cause: error },
    );
  }
  return text;
}

function readClientContext(base64: string | undefined): string | undefined {
  if (base64 === undefined) return undefined;
  const text = Buffer.from(base64, "base64").toString("utf8");
  try {
    // The runtime gets it as a header, which holds one line.
    return JSON.stringify(JSON.parse(text));
  } catch (error) {
    throw new ServiceError(
      "InvalidRequestContentException",
      "Client context must be a valid Base64-encoded JSON object.",
      {
        cause: error,
      },
    );
  }
}

function orServiceException(error: unknown): never {
  if (!(error instanceof EndpointStops)) throw error;
  throw new ServiceError("ServiceException", "The endpoint stops.", { status: 500, cause: error });
}
