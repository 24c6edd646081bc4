import * as v from "valibot";
import type { Operation } from "../../../service.ts";
import {
  GroupReference,
  type LogsContext,
  StreamName,
  existingGroup,
  existingStream,
  logOperation,
} from "../log-operation.ts";
import { BEGINNING, readPosition, toDigits } from "../position.ts";

const Input = v.object({
  ...GroupReference,
  logStreamName: StreamName,
  startTime: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  endTime: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), Number.MAX_SAFE_INTEGER),
  limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 10_000),
  nextToken: v.optional(v.string()),
  startFromHead: v.optional(v.boolean(), false),
});

/** Answers the events of a stream, oldest first. At either end of the stream the token stays the same. */
export function getLogEvents({ state, store }: LogsContext): Operation {
  return logOperation("GetLogEvents", Input, async (input, name, call) => {
    const token = input.nextToken === undefined ? undefined : readPosition(input.nextToken);
    const backward = input.nextToken?.startsWith("b/") === true;
    const forward = token !== undefined && !backward;
    // The start time is included, the end time is not.
    const start = { at: input.startTime - 1, id: Number.MAX_SAFE_INTEGER };
    const end = { at: input.endTime, id: 0 };
    const rows = await state.read(() => {
      const stream = existingStream(store, existingGroup(store, call, name), input.logStreamName);
      const fromHead = forward || (!backward && input.startFromHead);
      return store.streamEvents(
        stream.id,
        forward ? token : start,
        backward && token ? token : end,
        fromHead,
        input.limit,
      );
    });
    const first = rows[0] ?? token ?? BEGINNING;
    const last = rows.at(-1) ?? token ?? BEGINNING;
    return {
      events: rows.map(({ at, message, ingested }) => ({ timestamp: at, message, ingestionTime: ingested })),
      nextForwardToken: `f/${toDigits(last)}/s`,
      nextBackwardToken: `b/${toDigits(first)}/s`,
    };
  });
}
