import * as v from "valibot";
import type { Measurement } from "../../exchange/metric-buffer.ts";
import { LARGEST_VALUE, outOfTime } from "../../exchange/metric-limits.ts";

const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const Document = v.looseObject({
  _aws: v.object({
    /** Epoch milliseconds; those that PutMetricData would refuse too are none (as Powertools for AWS Lambda has it). */
    Timestamp: v.pipe(
      v.number(),
      v.integer(),
      v.check((at) => outOfTime(at, Date.now()) === undefined),
    ),
    CloudWatchMetrics: v.array(
      v.object({
        Namespace: v.pipe(Name, v.regex(/^(?!AWS\/)[^:]/)),
        Dimensions: v.array(v.pipe(v.array(Name), v.maxLength(30))),
        Metrics: v.pipe(
          v.array(v.object({ Name, Unit: v.optional(v.string(), "None"), StorageResolution: v.optional(v.number()) })),
          v.maxLength(100),
        ),
      }),
    ),
  }),
});
type Document = v.InferOutput<typeof Document>;

const Value = v.pipe(v.number(), v.minValue(-LARGEST_VALUE), v.maxValue(LARGEST_VALUE));
const Values = v.union([Value, v.pipe(v.array(Value), v.maxLength(100))]);

/**
 * The metrics in a log event of the embedded metric format, also behind the time, request id and level that Lambda puts
 * before a console line. Nothing where it is none, or is not valid: CloudWatch Logs keeps such an event as it is.
 */
export function embeddedMetrics(message: string, owner: Pick<Measurement, "account" | "region">): Measurement[] {
  const begin = message.indexOf("{");
  // Most lines are none, and need not be parsed.
  if (begin < 0 || !message.includes('"_aws"', begin)) return [];
  const parsed = v.safeParse(Document, jsonIn(message.slice(begin)));
  return parsed.success ? measurementsIn(parsed.output, owner) : [];
}

function measurementsIn(document: Document, owner: Pick<Measurement, "account" | "region">): Measurement[] {
  const found: Measurement[] = [];
  for (const directive of document._aws.CloudWatchMetrics) {
    for (const names of directive.Dimensions) {
      const dimensions = dimensionsOf(document, names);
      if (dimensions === undefined) continue;
      for (const { Name: name, Unit: unit } of directive.Metrics) {
        const values = v.safeParse(Values, document[name]);
        if (!values.success) continue;
        const at = document._aws.Timestamp;
        for (const value of [values.output].flat()) {
          found.push({ ...owner, namespace: directive.Namespace, name, dimensions, unit, value, count: 1, at });
        }
      }
    }
  }
  return found;
}

/** The values of a set of dimensions; undefined where one is missing. */
function dimensionsOf(document: Document, names: readonly string[]): Record<string, string> | undefined {
  const dimensions: Record<string, string> = {};
  for (const name of names) {
    const value = document[name];
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
    dimensions[name] = String(value);
  }
  return dimensions;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
