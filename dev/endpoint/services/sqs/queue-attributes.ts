import * as v from "valibot";
import { ServiceError } from "../../errors.ts";
import { unsupported } from "./errors.ts";

/** Attributes that are set, by name, each a string. */
export type Attributes = Readonly<Record<string, string>>;

interface Range {
  readonly byDefault: number;
  readonly min: number;
  readonly max: number;
}

const NUMBERS: Readonly<Record<string, Range>> = {
  VisibilityTimeout: { byDefault: 30, min: 0, max: 43_200 },
  DelaySeconds: { byDefault: 0, min: 0, max: 900 },
  MaximumMessageSize: { byDefault: 1_048_576, min: 1024, max: 1_048_576 },
  MessageRetentionPeriod: { byDefault: 345_600, min: 60, max: 1_209_600 },
  ReceiveMessageWaitTimeSeconds: { byDefault: 0, min: 0, max: 20 },
  KmsDataKeyReusePeriodSeconds: { byDefault: 300, min: 60, max: 86_400 },
};

const TEXTS = new Set(["Policy", "RedriveAllowPolicy", "KmsMasterKeyId", "SqsManagedSseEnabled"]);

const RedrivePolicySchema = v.object({
  deadLetterTargetArn: v.pipe(v.string(), v.regex(/^arn:aws:sqs:[^:]+:\d{12}:[^:]+$/)),
  maxReceiveCount: v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]),
    v.integer(),
    v.minValue(1),
    v.maxValue(1000),
  ),
});

/** Where a message goes that was received too often. */
export type RedrivePolicy = v.InferOutput<typeof RedrivePolicySchema>;

/** What a queue has that was made without attributes. */
export const DEFAULTS: Attributes = {
  VisibilityTimeout: "30",
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
};

/** Checks attributes that are to be set. Throws `InvalidAttributeName` or `InvalidAttributeValue` (400). */
export function checkAttributes(attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "FifoQueue" || name === "ContentBasedDeduplication") throw unsupported("FIFO queues");
    const range = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined;
    if (range !== undefined) {
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < range.min || number > range.max) throw invalidValue(name);
    } else if (name === "RedrivePolicy") {
      if (value !== "") readRedrivePolicy(value);
    } else if (name === "Policy" || name === "RedriveAllowPolicy") {
      if (value !== "") checkJson(name, value);
    } else if (!TEXTS.has(name)) {
      throw new ServiceError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    }
  }
}

/** The attributes after some were set; an empty text takes one away. */
export function withAttributes(before: Attributes, set: Attributes): Attributes {
  return Object.fromEntries(Object.entries({ ...before, ...set }).filter(([, value]) => value !== ""));
}

/** A number among the attributes. */
export function numberOf(attributes: Attributes, name: keyof typeof NUMBERS): number {
  return Number(attributes[name] ?? NUMBERS[name]?.byDefault);
}

/** The redrive policy among the attributes. */
export function redriveOf(attributes: Attributes): RedrivePolicy | undefined {
  const text = attributes["RedrivePolicy"];
  return text === undefined ? undefined : readRedrivePolicy(text);
}

/** Tells whether a text is the name of an attribute that can be asked for. */
export function isAttributeName(name: string): boolean {
  return (
    name === "All" || COMPUTED.has(name) || Object.hasOwn(NUMBERS, name) || TEXTS.has(name) || name === "RedrivePolicy"
  );
}

const COMPUTED = new Set([
  "QueueArn",
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
]);

function readRedrivePolicy(text: string): RedrivePolicy {
  const result = v.safeParse(RedrivePolicySchema, checkJson("RedrivePolicy", text));
  if (result.success) return result.output;
  const isOfArn = result.issues.some((issue) => v.getDotPath(issue)?.startsWith("deadLetterTargetArn"));
  const reason = isOfArn
    ? "Invalid value for deadLetterTargetArn."
    : "Redrive policy needs deadLetterTargetArn, the ARN of a queue, and maxReceiveCount from 1 to 1000.";
  throw new ServiceError(
    "InvalidParameterValue",
    `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
  );
}

function checkJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ServiceError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`, { cause: error });
  }
}

function invalidValue(name: string): ServiceError {
  return new ServiceError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
}
