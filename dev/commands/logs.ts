import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { type LogLine, readLogLines } from "../pipeline/log-lines.ts";
import { UsageError } from "../config/command-line.ts";
import type { Command } from "./command.ts";
import { ENDPOINT_OPTION, namingOptions, runningEnvironment } from "./running.ts";

const POLL_MS = 500;
/** Lines may become visible a little later than their time says; a follower looks back this far again. */
const OVERLAP_MS = 10_000;

/** `doppelface logs`: FilterLogEvents on the function's log group. */
export const logs: Command = {
  name: "logs",
  summary: "Show the function's log lines, oldest first.",
  usage: "logs [--function NAME] [--follow] [--since MINUTES] [--filter PATTERN] [--json]",
  options: {
    follow: { type: "boolean", description: "Wait for further lines until Ctrl-C" },
    since: { type: "string", value: "MINUTES", description: "How far back; default: 60" },
    filter: { type: "string", value: "PATTERN", description: "A CloudWatch Logs filter pattern" },
    ...namingOptions("function"),
    ...ENDPOINT_OPTION,
  },
  async run(context) {
    const { values, output } = context;
    const since = Number(values["since"] ?? 60);
    if (!(since >= 0)) throw new UsageError(`--since is '${String(values["since"])}'; expected minutes.`);
    const pattern = typeof values["filter"] === "string" ? { filterPattern: values["filter"] } : {};
    const { connection, resources } = await runningEnvironment(context);
    const client = new CloudWatchLogsClient(connection);
    const show = (line: LogLine): void => {
      output.result(line, [`${output.style.dim(new Date(line.timestamp).toISOString())} ${line.message}`]);
    };
    let from = Date.now() - since * 60_000;
    const seen = new Map<string, number>();
    for (;;) {
      const started = Date.now();
      for (const line of await readLogLines(client, resources.logGroup, { from, ...pattern })) {
        if (!seen.has(line.id)) show(line);
        seen.set(line.id, line.timestamp);
      }
      if (values["follow"] !== true) return 0;
      from = started - OVERLAP_MS;
      for (const [id, timestamp] of seen) if (timestamp < from) seen.delete(id);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  },
};
