import type { Target } from "../app/assets.ts";
import type { Template, TemplateResource } from "./template.ts";

/** What a template is resolved for. */
export interface Resolution {
  readonly template: Template;
  readonly target: Target;
  /** Stands for what only a deploy can tell; `undefined` makes the whole text undefined. */
  readonly unknown: string | undefined;
}

/**
 * The text that a property comes to: pseudo parameters, `Fn::Join`, `Fn::Sub`, and the names and ARNs of resources of
 * the same template that have a name of their own.
 */
export function resolveText(value: unknown, resolution: Resolution): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const [entry, ...more] = Object.entries(value ?? {});
  if (entry === undefined || more.length > 0) return resolution.unknown;
  const [name, argument] = entry;
  if (name === "Ref") return reference(String(argument), resolution);
  if (name === "Fn::GetAtt") return attribute(argument, resolution);
  if (name === "Fn::Join") return join(argument, resolution);
  if (name === "Fn::Sub") return substitute(argument, resolution);
  return resolution.unknown;
}

/** The properties of resources that name them. */
const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  "AWS::S3::Bucket": "BucketName",
  "AWS::DynamoDB::Table": "TableName",
  "AWS::Lambda::Function": "FunctionName",
  "AWS::Rekognition::Collection": "CollectionId",
  "AWS::Logs::LogGroup": "LogGroupName",
  "AWS::SQS::Queue": "QueueName",
  "AWS::CloudWatch::Alarm": "AlarmName",
  "AWS::IAM::Role": "RoleName",
  "AWS::SSM::Parameter": "Name",
};

/** The name that a template gives to a resource; undefined where CloudFormation makes one up. */
export function nameOf({ type, properties }: TemplateResource, resolution: Resolution): string | undefined {
  const property = NAME_PROPERTIES[type];
  if (property === undefined || properties[property] === undefined) return undefined;
  return resolveText(properties[property], { ...resolution, unknown: undefined });
}

const PARTITION = "aws";

/** The ARN within its service of a resource with a name, or undefined. */
const ARNS: Readonly<Record<string, (name: string, target: Target) => string>> = {
  "AWS::S3::Bucket": (name) => `arn:${PARTITION}:s3:::${name}`,
  "AWS::DynamoDB::Table": regional("dynamodb", "table/"),
  "AWS::Lambda::Function": regional("lambda", "function:"),
  "AWS::Rekognition::Collection": regional("rekognition", "collection/"),
  "AWS::Logs::LogGroup": (name, target) => `${regional("logs", "log-group:")(name, target)}:*`,
  "AWS::SQS::Queue": regional("sqs", ""),
  "AWS::CloudWatch::Alarm": regional("cloudwatch", "alarm:"),
};

function regional(service: string, prefix: string) {
  return (name: string, { account, region }: Target): string =>
    `arn:${PARTITION}:${service}:${region}:${account}:${prefix}${name}`;
}

function reference(name: string, resolution: Resolution): string | undefined {
  switch (name) {
    case "AWS::AccountId":
      return resolution.target.account;
    case "AWS::Region":
      return resolution.target.region;
    case "AWS::Partition":
      return PARTITION;
    case "AWS::URLSuffix":
      return "amazonaws.com";
    case "AWS::StackName":
      return resolution.template.stack;
    default: {
      const given = resolution.template.parameters[name];
      if (given !== undefined) return given;
      const resource = resolution.template.resources.find(({ logicalId }) => logicalId === name);
      // The Ref of a queue is its URL.
      const named =
        resource === undefined || resource.type === "AWS::SQS::Queue" ? undefined : nameOf(resource, resolution);
      return named ?? resolution.unknown;
    }
  }
}

function attribute(argument: unknown, resolution: Resolution): string | undefined {
  const [logicalId, name] = Array.isArray(argument) ? argument.map(String) : String(argument).split(".");
  const resource = resolution.template.resources.find((one) => one.logicalId === logicalId);
  const named = resource === undefined ? undefined : nameOf(resource, resolution);
  const arn = resource === undefined ? undefined : ARNS[resource.type];
  return name === "Arn" && named !== undefined && arn !== undefined
    ? arn(named, resolution.target)
    : resolution.unknown;
}

function join(argument: unknown, resolution: Resolution): string | undefined {
  const [separator, parts] = Array.isArray(argument) ? (argument as unknown[]) : [];
  if (typeof separator !== "string" || !Array.isArray(parts)) return resolution.unknown;
  const texts = parts.map((part) => resolveText(part, resolution));
  return texts.includes(undefined) ? undefined : texts.join(separator);
}

function substitute(argument: unknown, resolution: Resolution): string | undefined {
  const [text, own] = Array.isArray(argument) ? (argument as unknown[]) : [argument, {}];
  if (typeof text !== "string") return resolution.unknown;
  const values = new Map(Object.entries(own ?? {}));
  let known = true;
  const result = text.replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
    if (literal === "!") return `\${${name}}`;
    const value = values.has(name)
      ? resolveText(values.get(name), resolution)
      : name.includes(".") && !name.startsWith("AWS::")
        ? attribute(name, resolution)
        : reference(name, resolution);
    if (value === undefined) known = false;
    return value ?? whole;
  });
  return known ? result : undefined;
}
