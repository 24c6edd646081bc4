import { objectOf } from "./event-object.ts";
import type { KeptEvent, TraceStep } from "./kept-event.ts";
import type { StoredTrace } from "./store.ts";
import type { Span, Trace } from "./trace.ts";

type Step<Type extends KeptEvent["type"]> = { readonly at: number; readonly event: Extract<KeptEvent, { type: Type }> };

/** Draws up the waterfall of a trace from its steps, as they were told. */
export function buildTrace({ id, steps, dropped, payload }: StoredTrace): Trace {
  const spans = [...openingSpans(steps), ...invocationSpans(steps)];
  const start = Math.min(...spans.map((span) => span.start));
  const end = Math.max(...spans.map((span) => span.start + (span.ms ?? 0)));
  return {
    id,
    startedAt: new Date(start).toISOString(),
    ms: end - start,
    status: statusOf(steps),
    subject: subjectOf(steps, payload),
    spans: spans.map((span) => ({ ...span, start: span.start - start })),
    dropped,
    resendable: payload !== undefined,
  };
}

function openingSpans(steps: readonly TraceStep[]): Span[] {
  const puts = of(steps, "uploaded").map(({ at, event }) =>
    span("put", 0, "S3 PutObject", at - event.ms, event.ms, { detail: `${event.size} bytes` }),
  );
  const notifications = of(steps, "notified").map(({ at, event }) =>
    span("notification", 0, event.event, at, 0, { detail: `to ${lastPart(event.target)}` }),
  );
  // Calls of whoever put the object, where the client sent the trace along.
  const calls = of(steps, "called").filter(({ event }) => !event.byFunction);
  return [...puts, ...notifications, ...calls.flatMap((call) => callSpans(call, steps, 0))];
}

/** Each invocation with what belongs to it: its wait, its init phase, the handler, and below it calls and log lines. */
function invocationSpans(steps: readonly TraceStep[]): Span[] {
  const invocations = of(steps, "invoked");
  return invocations.flatMap(({ at, event }, index): Span[] => {
    const end = endOf(event.requestId, at, steps);
    const init = event.initMs === undefined ? 0 : Math.min(event.initMs, event.waitMs);
    const until = invocations[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const inside = steps.filter((step) => step.at >= at && step.at < until);
    const due = at - event.waitMs;
    const failed = of(steps, "failed").findLast((step) => step.at <= at && step.event.requestId === event.requestId);
    const spans = [span("wait", 0, "queue", due, event.waitMs - init)];
    if (failed !== undefined && failed.at < due) {
      spans.unshift(span("wait", 0, "retry delay", failed.at, due - failed.at));
    }
    if (event.initMs !== undefined) spans.push(span("init", 0, "cold start", at - init, init));
    spans.push(handlerSpan(at, event, end));
    const nested = [
      ...of(inside, "called")
        .filter((call) => call.event.byFunction)
        .map((call) => callSpans(call, inside, 1)),
      ...of(inside, "logged").flatMap(({ event: logged, at: told }) => logSpans(logged, told)),
    ];
    return [...spans, ...inOrder(nested).flat(), ...of(inside, "delivered").map(destinationSpan)];
  });
}

function handlerSpan(
  at: number,
  event: Step<"invoked">["event"],
  end: Step<"finished" | "failed">["event"] | undefined,
): Span {
  const more: Partial<Span> = { attempt: event.attempt };
  if (end?.type === "failed") {
    more.error = `${end.errorType}: ${end.errorMessage}`;
    more.detail = end.willRetry ? "Lambda retries it" : "given up";
  }
  // Billed time holds the init phase, which has a bar of its own.
  const ms = end === undefined ? undefined : Math.max(0, end.ms - (event.initMs ?? 0));
  return span("handler", 0, event.functionName, at, ms, more);
}

/** The end of this very attempt: the first one after it began. */
function endOf(requestId: string, since: number, steps: readonly TraceStep[]) {
  const ends = [...of(steps, "finished"), ...of(steps, "failed")].filter(
    ({ at, event }) => event.requestId === requestId && at >= since,
  );
  return ends.toSorted((a, b) => a.at - b.at)[0]?.event;
}

function callSpans({ event }: Step<"called">, steps: readonly TraceStep[], depth: number): Span[] {
  const table = of(steps, "stored").find(
    (stored) =>
      event.service === "dynamodb" && stored.event.operation === event.operation && isWithin(stored.at, event),
  )?.event.table;
  const recognised = of(steps, "recognised").find(
    ({ at: told, event: { operation, ms } }) =>
      // It is told once the call has been timed, on a busy machine some milliseconds later: its work began within it.
      event.service === "rekognition" &&
      operation === event.operation &&
      told >= event.at &&
      told - ms <= event.at + event.ms + 1,
  )?.event;
  const faces =
    recognised?.faces === undefined ? undefined : `${recognised.faces} ${recognised.faces === 1 ? "face" : "faces"}`;
  const call = span(
    "call",
    depth,
    `${SERVICE_NAMES[event.service] ?? event.service} ${event.operation}`,
    event.at,
    event.ms,
    {
      attempt: event.attempt,
      ...defined("detail", table ?? faces),
      ...defined("error", event.error),
      ...defined("fault", event.fault),
    },
  );
  if (recognised === undefined || recognised.modelMs === 0) return [call];
  const loading = of(steps, "modelLoaded").filter((loaded) => isWithin(loaded.at, event));
  const modelMs = Math.min(recognised.modelMs, event.ms);
  return [
    call,
    ...loading.map((loaded) =>
      span("model", depth + 1, "load the face model", Math.max(event.at, loaded.at - loaded.event.ms), loaded.event.ms),
    ),
    // What is known is how long the model took, and that nothing of weight comes after it.
    span("model", depth + 1, "face model", event.at + event.ms - modelMs, modelMs),
  ];
}

/** Times are told in whole milliseconds, and the step's own event comes just before the call's. */
function isWithin(at: number, call: { at: number; ms: number }): boolean {
  return at >= call.at && at <= call.at + call.ms + 1;
}

function logSpans(event: Step<"logged">["event"], told: number): Span[][] {
  return event.lines.map((line, index) => [
    span("log", 1, "log", event.times[index] ?? told, 0, { detail: line.trimEnd() }),
  ]);
}

function destinationSpan({ event, at }: Step<"delivered">): Span {
  return span("destination", 0, `${event.condition} record`, at, 0, { detail: `to ${lastPart(event.destination)}` });
}

/** By the start of the first of each group: a call with the model's share below it. */
function inOrder(groups: Span[][]): Span[][] {
  const start = ([first]: Span[]): number => Math.floor(first?.start ?? 0);
  return groups.toSorted((a, b) => start(a) - start(b));
}

function statusOf(steps: readonly TraceStep[]): Trace["status"] {
  const last = steps.findLast(({ event }) => ["invoked", "finished", "failed"].includes(event.type))?.event;
  if (last?.type === "finished") return "finished";
  if (last?.type === "failed") return last.willRetry ? "retrying" : "failed";
  return "running";
}

function subjectOf(steps: readonly TraceStep[], payload: string | undefined): string {
  const [object] = [...of(steps, "uploaded"), ...of(steps, "notified")];
  if (object !== undefined) return `${object.event.bucket}/${object.event.key}`;
  const sent = payload === undefined ? undefined : objectOf(payload);
  if (sent !== undefined) return `${sent.bucket}/${sent.key}`;
  return of(steps, "invoked")[0]?.event.functionName ?? "";
}

function of<Type extends KeptEvent["type"]>(steps: readonly TraceStep[], type: Type): Step<Type>[] {
  return steps.filter((step): step is Step<Type> => step.event.type === type);
}

function span(
  kind: Span["kind"],
  depth: number,
  name: string,
  start: number,
  ms: number | undefined,
  more: Partial<Span> = {},
): Span {
  return { kind, depth, name, start, ...(ms === undefined ? {} : { ms }), ...more };
}

function defined<Name extends keyof Span>(name: Name, value: Span[Name]): Partial<Span> {
  return value === undefined ? {} : { [name]: value };
}

function lastPart(arn: string): string {
  return arn.split(":").at(-1) ?? arn;
}

const SERVICE_NAMES: Readonly<Record<string, string>> = {
  s3: "S3",
  dynamodb: "DynamoDB",
  lambda: "Lambda",
  logs: "Logs",
  sqs: "SQS",
  sts: "STS",
  iam: "IAM",
  ssm: "SSM",
  monitoring: "CloudWatch",
  cloudformation: "CloudFormation",
  rekognition: "Rekognition",
};
