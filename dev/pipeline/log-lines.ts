import { type CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";

/** One line of the function's log. */
export interface LogLine {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly stream: string;
  readonly message: string;
  readonly id: string;
}

/** Lines since `from` (epoch milliseconds), oldest first, by FilterLogEvents. */
export async function readLogLines(
  logs: CloudWatchLogsClient,
  logGroup: string,
  options: { from: number; filterPattern?: string },
): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: logGroup,
        startTime: options.from,
        ...(options.filterPattern === undefined ? {} : { filterPattern: options.filterPattern }),
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
    );
    for (const event of page.events ?? []) {
      lines.push({
        timestamp: event.timestamp ?? 0,
        stream: event.logStreamName ?? "",
        message: (event.message ?? "").replace(/\n$/, ""),
        id: event.eventId ?? "",
      });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return lines.toSorted((a, b) => a.timestamp - b.timestamp);
}
