import { bucket } from "./aws-s3-bucket.ts";
import { bucketPolicy } from "./aws-s3-bucket-policy.ts";
import { cdkMetadata } from "./aws-cdk-metadata.ts";
import { nestedStack } from "./aws-cloudformation-stack.ts";
import { alarm } from "./aws-cloudwatch-alarm.ts";
import { table } from "./aws-dynamodb-table.ts";
import { repository } from "./aws-ecr-repository.ts";
import { managedPolicy } from "./aws-iam-managed-policy.ts";
import { iamPolicy } from "./aws-iam-policy.ts";
import { role } from "./aws-iam-role.ts";
import { keyAlias } from "./aws-kms-alias.ts";
import { key } from "./aws-kms-key.ts";
import { alias } from "./aws-lambda-alias.ts";
import { eventInvokeConfig } from "./aws-lambda-event-invoke-config.ts";
import { lambdaFunction } from "./aws-lambda-function.ts";
import { layerVersion } from "./aws-lambda-layer-version.ts";
import { layerVersionPermission } from "./aws-lambda-layer-version-permission.ts";
import { permission } from "./aws-lambda-permission.ts";
import { functionUrl } from "./aws-lambda-url.ts";
import { version } from "./aws-lambda-version.ts";
import { logGroup } from "./aws-logs-log-group.ts";
import { collection } from "./aws-rekognition-collection.ts";
import { queue } from "./aws-sqs-queue.ts";
import { queuePolicy } from "./aws-sqs-queue-policy.ts";
import { parameter } from "./aws-ssm-parameter.ts";
import { bucketNotifications } from "./custom-s3-bucket-notifications.ts";
import type { ResourceType } from "./resource-type.ts";

/** Every resource type of the embedded engine, registered here and nowhere else. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  alarm,
  alias,
  bucket,
  bucketNotifications,
  bucketPolicy,
  cdkMetadata,
  collection,
  eventInvokeConfig,
  functionUrl,
  iamPolicy,
  key,
  keyAlias,
  lambdaFunction,
  layerVersion,
  layerVersionPermission,
  logGroup,
  managedPolicy,
  nestedStack,
  parameter,
  permission,
  queue,
  queuePolicy,
  repository,
  role,
  table,
  version,
];

const BY_NAME = new Map(RESOURCE_TYPES.map((one) => [one.type, one]));

/** A resource type by its CloudFormation name; undefined where the embedded engine has none. */
export function findResourceType(type: string): ResourceType | undefined {
  return BY_NAME.get(type);
}

/** A resource type that is known to be there, since the template passed the check. */
export function resourceTypeOf(type: string): ResourceType {
  const found = BY_NAME.get(type);
  if (found === undefined) throw new Error(`There is no resource type ${type}`);
  return found;
}
