import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { embeddedMetrics } from "../embedded-metrics.ts";
import { invalidParameter } from "../errors.ts";
import { type LogsContext, existingGroup, existingStream, logOperation } from "../log-operation.ts";
import { EVENT_OVERHEAD } from "../store.ts";

const parse = inputOf("logs", "PutLogEvents");
type LogEvents = ReturnType<typeof parse>["logEvents"];

const BATCH_LIMIT = 1_048_576;
const DAY_MS = 24 * 60 * 60_000;
const TOO_NEW_MS = 2 * 60 * 60_000;
const TOO_OLD_MS = 14 * DAY_MS;

/** Adds events to a stream. Those that are too old or too new are left out, and the answer says so. */
export function putLogEvents({ state, store, metrics }: LogsContext): Operation {
  return logOperation("PutLogEvents", parse, async ({ logEvents, logStreamName }, name, call) => {
    checkBatch(logEvents);
    const now = Date.now();
    const { kept, answer } = await state.write(() => {
      const group = existingGroup(store, call, name);
      const stream = existingStream(store, group, logStreamName);
      const newest = now + TOO_NEW_MS;
      const oldest = now - TOO_OLD_MS;
      const expired = group.retention === 0 ? oldest : now - group.retention * DAY_MS;
      const kept = logEvents.filter(({ timestamp: at }) => at >= oldest && at >= expired && at <= newest);
      if (kept.length > 0) store.addEvents(group, stream, kept, now);
      const all = kept.length === logEvents.length;
      return {
        kept,
        answer: {
          nextSequenceToken: String(now).padStart(56, "0"),
          ...(all ? {} : { rejectedLogEventsInfo: rejected(logEvents, oldest, expired, newest) }),
        },
      };
    });
    const owner = { account: call.caller.account, region: call.region };
    for (const { message } of kept) metrics.put(...embeddedMetrics(message, owner));
    return answer;
  });
}

function checkBatch(events: LogEvents): void {
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + EVENT_OVERHEAD, 0);
  if (bytes > BATCH_LIMIT) throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${BATCH_LIMIT}`);
  if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0))) {
    throw invalidParameter("Log events in a single PutLogEvents request must be in chronological order.");
  }
  if ((events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0) > DAY_MS) {
    throw invalidParameter("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
  }
}

function rejected(events: LogEvents, oldest: number, expired: number, newest: number): Record<string, number> {
  const count = (matches: (at: number) => boolean): number => events.filter((event) => matches(event.timestamp)).length;
  const tooOld = count((at) => at < oldest);
  const expiredToo = count((at) => at < expired);
  const tooNew = events.findIndex((event) => event.timestamp > newest);
  return {
    ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
    ...(expiredToo > tooOld ? { expiredLogEventEndIndex: expiredToo } : {}),
    ...(tooNew >= 0 ? { tooNewLogEventStartIndex: tooNew } : {}),
  };
}
