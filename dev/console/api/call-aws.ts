import * as v from "valibot";
import { ControlError, jsonAnswer } from "../../endpoint/http/control.ts";
import type { ControlRequest, HttpResponse } from "../../endpoint/service.ts";
import { REDACTED, isSecretVariable } from "../../trace/snapshot.ts";
import { describeAnswer } from "../../pipeline/answered-error.ts";
import type { AwsOperation } from "../wire/aws-operations.ts";
import type { AwsClients } from "./aws-clients.ts";

/** What the page may call: nothing else is reached by its token. */
const OPERATIONS = [
  "cloudformation:DescribeStacks",
  "cloudformation:DescribeStackResources",
  "cloudwatch:ListMetrics",
  "cloudwatch:GetMetricData",
  "cloudwatch:DescribeAlarms",
  "dynamodb:ListTables",
  "dynamodb:DescribeTable",
  "dynamodb:Scan",
  "dynamodb:Query",
  "dynamodb:GetItem",
  "dynamodb:DeleteItem",
  "iam:GetRole",
  "iam:ListRolePolicies",
  "iam:GetRolePolicy",
  "iam:ListAttachedRolePolicies",
  "lambda:ListFunctions",
  "lambda:GetFunction",
  "lambda:GetFunctionConfiguration",
  "lambda:GetFunctionEventInvokeConfig",
  "lambda:Invoke",
  "logs:DescribeLogGroups",
  "logs:DescribeLogStreams",
  "logs:FilterLogEvents",
  "rekognition:ListCollections",
  "rekognition:DescribeCollection",
  "rekognition:ListFaces",
  "rekognition:SearchFaces",
  "rekognition:SearchFacesByImage",
  "rekognition:DetectFaces",
  "rekognition:ListUsers",
  "rekognition:DeleteFaces",
  "s3:ListBuckets",
  "s3:ListObjectsV2",
  "s3:ListObjectVersions",
  "s3:HeadObject",
  "s3:GetBucketNotificationConfiguration",
  "s3:DeleteObject",
  "sqs:ListQueues",
  "sqs:GetQueueUrl",
  "sqs:GetQueueAttributes",
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:SendMessage",
] as const satisfies readonly AwsOperation[];

const Asked = v.object({ operation: v.picklist(OPERATIONS), input: v.record(v.string(), v.unknown()) });

/** Members of inputs that the SDK wants as a date; JSON has them as text. */
const DATES = ["StartTime", "EndTime"];

/**
 * Calls an operation of AWS as the environment's own clients do, and answers with its output as JSON. Throws
 * ControlError.
 */
export async function callAws(clients: AwsClients, request: ControlRequest): Promise<HttpResponse> {
  const asked = v.safeParse(Asked, await request.json());
  if (!asked.success) throw new ControlError(400, `Nothing that the console calls: ${asked.issues[0].message}`);
  const { operation, input } = asked.output;
  for (const name of DATES) {
    const value = input[name];
    if (typeof value === "string") input[name] = new Date(value);
  }
  try {
    // Whether the input is one of its operation, the service says.
    const output = await clients.call(operation, input);
    return jsonAnswer(jsonOf(output));
  } catch (error) {
    const answered = describeAnswer(error);
    if (answered === undefined) throw error;
    throw new ControlError(409, answered, { cause: error });
  }
}

/** Bytes as base64, but the payload of an invocation, which is text; without what the SDK knows of the call. */
function jsonOf(value: unknown, name = ""): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString(name === "Payload" ? "utf8" : "base64");
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Set) return [...value];
  if (Array.isArray(value)) return value.map((item) => jsonOf(item));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([member]) => member !== "$metadata");
  return Object.fromEntries(
    members.map(([member, held]) => {
      // Those of a function, as GetFunctionConfiguration tells them.
      const isSecret = name === "Variables" && isSecretVariable(member);
      return [member, isSecret ? REDACTED : jsonOf(held, member)];
    }),
  );
}
