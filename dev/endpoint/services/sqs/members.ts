import * as v from "valibot";
import { ServiceError } from "../../errors.ts";
import type { Call } from "../../service.ts";
import { missingParameter } from "./errors.ts";

/** A parser whose error is `MissingParameter` for what is not there, and `InvalidParameterValue` for any other. */
export function sqsParser<const Schema extends v.GenericSchema<unknown, unknown>>(
  schema: Schema,
): (input: unknown) => v.InferOutput<Schema> {
  return (input) => {
    const result = v.safeParse(schema, input);
    if (result.success) return result.output;
    const [issue] = result.issues;
    const path = v.getDotPath(issue) ?? "";
    if (issue.input === undefined) throw missingParameter(path);
    throw new ServiceError(
      "InvalidParameterValue",
      `Value ${JSON.stringify(issue.input)} for parameter ${path} is invalid. Reason: ${issue.message}`,
    );
  };
}

/** A whole number in a range, worded as SQS words it. */
export function between(min: number, max: number, reason = `Must be >= ${min} and <= ${max}, if provided.`) {
  return v.pipe(v.number(reason), v.integer(reason), v.minValue(min, reason), v.maxValue(max, reason));
}

/** `<endpoint>/<account>/<name>`; only account and name are read of it. */
export const QueueUrl = v.string();

/** Seconds. */
export const VisibilityTimeout = between(0, 43_200);

/** Attributes of a queue, each a string. */
export const AttributeMap = v.record(v.string(), v.string());

/** Tags of a queue by their key. */
export const TagMap = v.record(v.string(), v.string());

/** Account and name of a queue. */
export interface QueueName {
  readonly account: string;
  readonly name: string;
}

/** Reads a queue URL. Whatever host it names, the last two parts of the path count. A bare name is taken too, as on AWS. */
export function readQueueUrl(url: string, call: Call): QueueName {
  const [, account, name] = /(\d{12})\/([^/?]+)\/?$/.exec(url) ?? [];
  return { account: account ?? call.caller.account, name: name ?? url };
}

/** `arn:aws:sqs:<region>:<account>:<name>` */
export function queueArn(region: string, { account, name }: QueueName): string {
  return `arn:aws:sqs:${region}:${account}:${name}`;
}

/** The ARN that a permission of a call on a queue URL is evaluated for. */
export function arnOfUrl(url: string, call: Call): string {
  return queueArn(call.region, readQueueUrl(url, call));
}
