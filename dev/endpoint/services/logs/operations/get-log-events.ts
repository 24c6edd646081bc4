import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { type LogsContext, existingGroup, existingStream, logOperation } from "../log-operation.ts";
import { BEGINNING, readPosition, toDigits } from "../position.ts";

const parse = inputOf("logs", "GetLogEvents", {
  startTime: 0,
  endTime: Number.MAX_SAFE_INTEGER,
  limit: 10_000,
  startFromHead: false,
});

/** Answers the events of a stream, oldest first. At either end of the stream the token stays the same. */
export function getLogEvents({ state, store }: LogsContext): Operation {
  return logOperation("GetLogEvents", parse, async (input, name, call) => {
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
