import type { Call } from "../../endpoint/service.ts";
import { mapOutput } from "./model-shapes.ts";
import type { TapeRequest } from "./tape-request.ts";
import type { TapeState } from "./tape-state.ts";

/** What of an answer changes at each recording, and therefore stands apart from it. */
export interface Volatile {
  /** Epoch seconds. */
  readonly CreationTimestamp?: number;
}

/** A recorded answer as this run's client is to see it: its own ExternalImageIds, its own account and Region. */
export function toClientAnswer(
  state: TapeState,
  { operation, collection }: TapeRequest,
  body: Readonly<Record<string, unknown>>,
  volatile: Volatile,
  call: Call,
): Record<string, unknown> {
  const answer = mapOutput(operation, body, (shape, value) => {
    if (typeof value !== "string") return value;
    if (shape === "ExternalImageId") return state.externalImageId(collection ?? "", value) ?? value;
    return value.replace(/(aws:rekognition):REGION:000000000000:/, `$1:${call.region}:${call.caller.account}:`);
  });
  return { ...answer, ...volatile };
}
