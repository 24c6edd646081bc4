import type { Host } from "../../../service.ts";
import type { FunctionRecord } from "../function-record.ts";
import type { Outcome } from "./invocation.ts";

/** `Invocations`, `Errors`, `Duration`: an attempt has ended. Errors count 0 where there was none, as on AWS. */
export function measureOutcome(host: Host, record: FunctionRecord, { failure, durationMs }: Outcome): void {
  measure(host, record, "Invocations", "Count", 1);
  measure(host, record, "Errors", "Count", failure === undefined ? 0 : 1);
  measure(host, record, "Duration", "Milliseconds", durationMs);
  measure(host, record, "Throttles", "Count", 0);
}

/** `ConcurrentExecutions`: so many run, now that one has begun. */
export function measureConcurrency(host: Host, record: FunctionRecord, running: number): void {
  measure(host, record, "ConcurrentExecutions", "Count", running);
}

/** `Throttles`: one could not begin, since the function's concurrency is used up. */
export function measureThrottle(host: Host, record: FunctionRecord): void {
  measure(host, record, "Throttles", "Count", 1);
}

/** `RecursiveInvocationsDropped`: one was stopped, since the function invokes itself without end. */
export function measureRecursion(host: Host, record: FunctionRecord): void {
  measure(host, record, "RecursiveInvocationsDropped", "Count", 1);
}

/** Lambda's own metrics come by function, by function and resource, and over all functions. */
function measure(host: Host, { arn, name }: FunctionRecord, metric: string, unit: string, value: number): void {
  const [, , , region = "", account = ""] = arn.split(":");
  for (const dimensions of [{ FunctionName: name }, { FunctionName: name, Resource: name }, {}]) {
    const at = Date.now();
    host.metrics.put({ account, region, namespace: "AWS/Lambda", name: metric, dimensions, unit, value, count: 1, at });
  }
}
