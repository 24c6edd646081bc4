import { randomUUID } from "node:crypto";
import { notSupported } from "../../../errors.ts";
import { S3Error, invalidArgument } from "../errors.ts";
import { flat, named, required, structure, text } from "../shape.ts";

/** The notifications that this endpoint sends. */
const EVENTS = new Set([
  "s3:ObjectCreated:*",
  "s3:ObjectCreated:Put",
  "s3:ObjectCreated:Post",
  "s3:ObjectCreated:Copy",
  "s3:ObjectCreated:CompleteMultipartUpload",
  "s3:ObjectRemoved:*",
  "s3:ObjectRemoved:Delete",
  "s3:ObjectRemoved:DeleteMarkerCreated",
]);

/** Kinds of events that S3 has and this endpoint has not (S3's guide, "Supported event types for SQS, SNS, and Lambda"). */
const NOT_SENT =
  /^s3:(?:IntelligentTiering|LifecycleExpiration:|LifecycleTransition|ObjectAcl:Put|ObjectRestore:|ObjectTagging:|ReducedRedundancyLostObject|Replication:|TestEvent)/;

const FILTER = structure({
  Key: named(
    "S3Key",
    structure({
      FilterRules: flat("FilterRule", structure({ Name: required(text), Value: required(text) })),
    }),
  ),
});

const target = (member: string, element: string) =>
  structure({
    Id: text,
    [member]: required(named(element, text)),
    Events: required(flat("Event", text)),
    Filter: FILTER,
  });

/** `NotificationConfiguration`, with targets that are refused by name included. */
export const NOTIFICATION_CONFIGURATION = structure({
  TopicConfigurations: flat("TopicConfiguration", target("TopicArn", "Topic")),
  QueueConfigurations: flat("QueueConfiguration", target("QueueArn", "Queue")),
  LambdaFunctionConfigurations: flat("CloudFunctionConfiguration", target("LambdaFunctionArn", "CloudFunction")),
  EventBridgeConfiguration: structure({}),
});

/** A rule on the key; names are `prefix` and `suffix` in any case. */
interface FilterRule {
  readonly Name: string;
  readonly Value: string;
}

/** One function and the events that it hears of. */
export interface LambdaFunctionConfiguration {
  readonly Id: string;
  readonly LambdaFunctionArn: string;
  readonly Events: readonly string[];
  readonly Filter?: { readonly Key?: { readonly FilterRules?: readonly FilterRule[] } };
}

/** A bucket's notifications as they are stored. */
export interface NotificationConfiguration {
  readonly LambdaFunctionConfigurations?: readonly LambdaFunctionConfiguration[];
}

/** Checks what S3 checks and gives names to configurations without one. Throws for targets that are not served. */
export function checkConfiguration(value: Readonly<Record<string, unknown>>): NotificationConfiguration {
  for (const member of ["TopicConfigurations", "QueueConfigurations", "EventBridgeConfiguration"]) {
    const part = value[member];
    if (part !== undefined && !(Array.isArray(part) && part.length === 0)) {
      throw notSupported("s3", `PutBucketNotificationConfiguration with ${member}`);
    }
  }
  const given = (value["LambdaFunctionConfigurations"] ?? []) as readonly Partial<LambdaFunctionConfiguration>[];
  const configurations = given.map((configuration) => checkOne(configuration));
  if (new Set(configurations.map(({ Id }) => Id)).size < configurations.length) {
    throw new S3Error("InvalidArgument", "Same ID used for multiple configurations. IDs must be unique");
  }
  configurations.forEach((configuration, at) => {
    if (configurations.slice(at + 1).some((other) => overlaps(configuration, other))) {
      throw new S3Error(
        "InvalidArgument",
        "Configurations overlap. Configurations on the same bucket cannot share a common event type.",
      );
    }
  });
  return configurations.length === 0 ? {} : { LambdaFunctionConfigurations: configurations };
}

/** Value of the rule `prefix` or `suffix`, "" where there is none. */
export function filterValue(configuration: LambdaFunctionConfiguration, name: "prefix" | "suffix"): string {
  const rules = configuration.Filter?.Key?.FilterRules ?? [];
  return rules.find((rule) => rule.Name.toLowerCase() === name)?.Value ?? "";
}

function checkOne(configuration: Partial<LambdaFunctionConfiguration>): LambdaFunctionConfiguration {
  const { Id = randomUUID(), LambdaFunctionArn = "", Events = [], Filter } = configuration;
  if (!/^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(:[$A-Za-z0-9_-]+)?$/.test(LambdaFunctionArn)) {
    throw invalidArgument("The ARN could not be parsed", "CloudFunction", LambdaFunctionArn);
  }
  for (const event of Events) {
    if (NOT_SENT.test(event)) throw notSupported("s3", `PutBucketNotificationConfiguration with the event ${event}`);
    if (!EVENTS.has(event)) {
      throw invalidArgument(`The event '${event}' is not supported for notifications`, "Event", event);
    }
  }
  const names = (Filter?.Key?.FilterRules ?? []).map((rule) => rule.Name.toLowerCase());
  for (const name of names) {
    if (name !== "prefix" && name !== "suffix") {
      throw invalidArgument("filter rule name must be either prefix or suffix", "FilterRule.Name", name);
    }
  }
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) {
    throw invalidArgument(`Cannot specify more than one ${twice} rule in a filter.`, "FilterRule.Name", twice);
  }
  return { Id, LambdaFunctionArn, Events, ...(Filter === undefined ? {} : { Filter }) };
}

/** Two configurations overlap where an event and a key could match both. */
function overlaps(a: LambdaFunctionConfiguration, b: LambdaFunctionConfiguration): boolean {
  const sharesEvent = a.Events.some((event) => b.Events.some((other) => covers(event, other) || covers(other, event)));
  if (!sharesEvent) return false;
  const [prefixA, prefixB] = [filterValue(a, "prefix"), filterValue(b, "prefix")];
  const [suffixA, suffixB] = [filterValue(a, "suffix"), filterValue(b, "suffix")];
  return (
    (prefixA.startsWith(prefixB) || prefixB.startsWith(prefixA)) &&
    (suffixA.endsWith(suffixB) || suffixB.endsWith(suffixA))
  );
}

/** Whether a configured event is another one, or has a wildcard that holds it. */
export function covers(configured: string, event: string): boolean {
  return configured.endsWith("*") ? event.startsWith(configured.slice(0, -1)) : configured === event;
}
