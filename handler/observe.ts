import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";

/**
 * Structured log lines. They carry the picture's opaque id and the trace id, never a name, a key or a
 * picture's bytes; service and level come from the function's variables.
 */
export const logger = new Logger();

/** Metrics in the embedded format: log lines that CloudWatch turns into metrics. */
export const metrics = new Metrics();

/** What is counted. */
export type Count =
  | "FacesIndexed"
  | "FacesDeleted"
  | "NoFace"
  | "UnsupportedFormat"
  | "TooLarge"
  | "PicturesFailed"
  | "PicturesRemoved"
  | "EventsSuperseded"
  | "RecordsFailed";

/** Adds to a counter of this invocation. */
export function count(name: Count, by = 1): void {
  metrics.addMetric(name, MetricUnit.Count, by);
}

/** What a log line may say of an error about the picture under `key`. */
export interface LoggableError {
  readonly name: string;
  readonly message: string;
  readonly request_id?: string;
  readonly status_code?: number;
  readonly stack?: string;
}

/** Takes an error apart for the log, with every form of the key replaced: access-denied texts quote it. */
export function loggable(error: unknown, key: string | undefined): LoggableError {
  if (!(error instanceof Error)) return { name: "NonError", message: withoutKey(String(error), key) };
  const { requestId, httpStatusCode } = metadataOf(error);
  return {
    name: error.name,
    message: withoutKey(error.message, key),
    ...(requestId === undefined ? {} : { request_id: requestId }),
    ...(httpStatusCode === undefined ? {} : { status_code: httpStatusCode }),
    ...(error.stack === undefined ? {} : { stack: withoutKey(error.stack, key) }),
  };
}

function withoutKey(text: string, key: string | undefined): string {
  if (key === undefined || key === "") return text;
  const forms = [key, encodeURI(key), encodeURIComponent(key), encodeURIComponent(key).replaceAll("%20", "+")];
  return forms.reduce((rest, form) => rest.replaceAll(form, "<key>"), text);
}

interface Metadata {
  readonly requestId?: string | undefined;
  readonly httpStatusCode?: number | undefined;
}

function metadataOf(error: Error): Metadata {
  return "$metadata" in error && typeof error.$metadata === "object" && error.$metadata !== null ? error.$metadata : {};
}
