import * as v from "valibot";

const Structured = v.object({
  level: v.string(),
  message: v.string(),
  error: v.optional(v.object({ name: v.string(), message: v.string() })),
});
const Metrics = v.looseObject({
  _aws: v.object({
    CloudWatchMetrics: v.array(v.object({ Metrics: v.array(v.object({ Name: v.string() })) })),
  }),
});

/** A log line as one reads it: level and message of a structured one, metrics by their values, others as they are. */
export function logText(line: string): string {
  const value = parse(line);
  const structured = v.safeParse(Structured, value);
  if (structured.success) {
    const { level, message, error } = structured.output;
    return `${level} ${message}${error === undefined ? "" : ` ${error.name}: ${error.message}`}`;
  }
  const metrics = v.safeParse(Metrics, value);
  if (metrics.success) {
    const names = metrics.output._aws.CloudWatchMetrics.flatMap((each) => each.Metrics.map(({ Name }) => Name));
    return `metrics ${names.map((name) => `${name} ${String(metrics.output[name])}`).join(", ")}`;
  }
  return withoutRequest(line).replaceAll(/\s+/g, " ").trimEnd();
}

/**
 * Without time and request id, which Lambda's clients and the platform put before all else, and which take its room.
 */
function withoutRequest(line: string): string {
  return line
    .replace(/^\S+Z\t\S+\t/, "")
    .replace(/^\[([A-Z]+)\]\t\S+Z\t\S*\t/, "$1 ")
    .replace(/^\[(ERROR|WARNING)\] /, "$1 ")
    .replace(/^(START|END|REPORT) RequestId: \S+/, "$1");
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
