import { inputOf } from "../../../model/input-of.ts";
import type { Operation } from "../../../service.ts";
import { invalidParameter } from "../errors.ts";
import { type LogsContext, existingGroup, groupArn, logOperation } from "../log-operation.ts";
import type { StreamRow } from "../store.ts";

const parse = inputOf("logs", "DescribeLogStreams", {
  logStreamNamePrefix: "",
  orderBy: "LogStreamName",
  descending: false,
  limit: 50,
  nextToken: "0",
});

/** Answers the streams of a group by name, or by the time of their last event. */
export function describeLogStreams({ state, store }: LogsContext): Operation {
  return logOperation("DescribeLogStreams", parse, async (input, name, call) => {
    const byTime = input.orderBy === "LastEventTime";
    if (byTime && input.logStreamNamePrefix !== "") {
      throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    if (!/^\d+$/.test(input.nextToken)) throw invalidParameter("The specified nextToken is invalid.");
    const offset = Number(input.nextToken);
    const rows = await state.read(() =>
      store.listStreams(existingGroup(store, call, name).id, {
        prefix: input.logStreamNamePrefix,
        byTime,
        descending: input.descending,
        offset,
        limit: input.limit + 1,
      }),
    );
    const arn = groupArn(call, name);
    return {
      logStreams: rows.slice(0, input.limit).map((row) => toLogStream(row, arn)),
      ...(rows.length > input.limit ? { nextToken: String(offset + input.limit) } : {}),
    };
  });
}

function toLogStream(row: StreamRow, groupArn: string): Record<string, unknown> {
  return {
    logStreamName: row.name,
    creationTime: row.created,
    ...(row.ingested === 0
      ? {}
      : { firstEventTimestamp: row.first_at, lastEventTimestamp: row.last_at, lastIngestionTime: row.ingested }),
    arn: `${groupArn}:log-stream:${row.name}`,
    // CloudWatch has answered 0 here since 2019.
    storedBytes: 0,
  };
}
