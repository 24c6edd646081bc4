import type { ServiceName } from "../../endpoint/service.ts";
import type { AwsOperation } from "../wire/aws-operations.ts";

/** The embedded engine, in this very process: asked without a socket, a signature or a client. */
export interface Direct {
  /** Runs an operation as the environment's own keys do, whatever fault is put. Rejects with ServiceError. */
  readonly operation: (service: ServiceName, name: string, input: unknown) => Promise<unknown>;
  /** What a control route tells, JSON. Rejects with ControlError. */
  readonly control: (path: string) => Promise<unknown>;
}

/**
 * The service of each operation that is asked directly: what an open page needs all the time. As far as the console
 * reads them, their outputs are those that a client gives; dates are not.
 */
export const DIRECT = {
  "cloudformation:DescribeStacks": "cloudformation",
  "cloudformation:DescribeStackResources": "cloudformation",
  "cloudwatch:GetMetricData": "monitoring",
  "dynamodb:Scan": "dynamodb",
  "iam:GetRolePolicy": "iam",
  "iam:ListRolePolicies": "iam",
  "lambda:GetFunctionConfiguration": "lambda",
  "lambda:GetFunctionEventInvokeConfig": "lambda",
  "rekognition:DescribeCollection": "rekognition",
  "rekognition:ListCollections": "rekognition",
  "s3:GetBucketNotificationConfiguration": "s3",
  "s3:GetObject": "s3",
  "s3:ListObjectsV2": "s3",
  "sqs:GetQueueAttributes": "sqs",
  "sqs:GetQueueUrl": "sqs",
} as const satisfies Partial<Record<AwsOperation, ServiceName>>;

/** `<service>:<operation>` */
export type DirectOperation = keyof typeof DIRECT;
