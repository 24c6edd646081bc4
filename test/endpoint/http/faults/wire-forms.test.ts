import { CloudFormationClient, ListStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, ListTablesCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { KMSClient, ListKeysCommand } from "@aws-sdk/client-kms";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListCollectionsCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import { HeadObjectCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { isServerError, isThrottlingError, isTransientError } from "@smithy/core/retry";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { addFault, clearFaults, listFaults } from "../../../../dev/engine/endpoint-faults.ts";
import type { FaultRequest } from "../../../../dev/endpoint/http/faults/fault.ts";
import type { FaultKind } from "../../../../dev/endpoint/service-definition.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let calls: Readonly<Record<FaultRequest["service"], () => Promise<unknown>>>;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  const { client } = endpoint;
  calls = {
    s3: () => new S3Client(client).send(new ListBucketsCommand({})),
    dynamodb: () => new DynamoDBClient(client).send(new ListTablesCommand({})),
    lambda: () => new LambdaClient(client).send(new ListFunctionsCommand({})),
    logs: () => new CloudWatchLogsClient(client).send(new DescribeLogGroupsCommand({})),
    sqs: () => new SQSClient(client).send(new ListQueuesCommand({})),
    sts: () => new STSClient(client).send(new GetCallerIdentityCommand({})),
    iam: () => new IAMClient(client).send(new ListRolesCommand({})),
    monitoring: () => new CloudWatchClient(client).send(new DescribeAlarmsCommand({})),
    cloudformation: () => new CloudFormationClient(client).send(new ListStacksCommand({})),
    ssm: () => new SSMClient(client).send(new DescribeParametersCommand({})),
    ecr: () => new ECRClient(client).send(new DescribeRepositoriesCommand({})),
    kms: () => new KMSClient(client).send(new ListKeysCommand({})),
    rekognition: () => new RekognitionClient(client).send(new ListCollectionsCommand({})),
  };
});

afterEach(() => clearFaults(endpoint.control));
afterAll(() => endpoint.stop());

type SdkError = Parameters<typeof isThrottlingError>[0];

/** The error that a client gets, as the SDK classes it. */
async function errorOf(call: () => Promise<unknown>) {
  const error = await call().then(
    () => undefined,
    (thrown: unknown) => thrown as SdkError,
  );
  if (error === undefined) throw new Error("The call succeeded");
  const retried = isThrottlingError(error)
    ? "throttling"
    : isTransientError(error) || isServerError(error)
      ? "transient"
      : "no";
  return [error.name, error.$metadata?.httpStatusCode, retried];
}

test.each<[FaultRequest["service"], FaultKind, string, number, string]>([
  ["s3", "throttling", "SlowDown", 503, "throttling"],
  ["s3", "server-error", "InternalError", 500, "transient"],
  ["s3", "unavailable", "ServiceUnavailable", 503, "transient"],
  ["s3", "access-denied", "AccessDenied", 403, "no"],
  ["dynamodb", "throttling", "ThrottlingException", 400, "throttling"],
  ["dynamodb", "server-error", "InternalServerError", 500, "transient"],
  ["dynamodb", "unavailable", "ServiceUnavailable", 503, "transient"],
  ["dynamodb", "access-denied", "AccessDeniedException", 400, "no"],
  ["dynamodb", "ProvisionedThroughputExceededException", "ProvisionedThroughputExceededException", 400, "throttling"],
  ["lambda", "throttling", "TooManyRequestsException", 429, "throttling"],
  ["lambda", "server-error", "ServiceException", 500, "transient"],
  ["lambda", "access-denied", "AccessDeniedException", 403, "no"],
  ["logs", "throttling", "ThrottlingException", 400, "throttling"],
  ["logs", "unavailable", "ServiceUnavailableException", 503, "transient"],
  ["sqs", "throttling", "RequestThrottled", 403, "throttling"],
  ["sqs", "access-denied", "AccessDenied", 403, "no"],
  ["sts", "throttling", "Throttling", 400, "throttling"],
  ["iam", "server-error", "ServiceFailureException", 500, "transient"],
  ["iam", "access-denied", "AccessDenied", 403, "no"],
  ["monitoring", "throttling", "Throttling", 400, "throttling"],
  ["cloudformation", "throttling", "Throttling", 400, "throttling"],
  ["ssm", "throttling", "ThrottlingException", 400, "throttling"],
  ["ssm", "server-error", "InternalServerError", 500, "transient"],
  ["ecr", "throttling", "ThrottlingException", 400, "throttling"],
  ["ecr", "server-error", "ServerException", 500, "transient"],
  ["kms", "throttling", "ThrottlingException", 400, "throttling"],
  ["kms", "server-error", "KMSInternalException", 500, "transient"],
  ["kms", "access-denied", "AccessDeniedException", 400, "no"],
  ["rekognition", "throttling", "ThrottlingException", 400, "throttling"],
  ["rekognition", "server-error", "InternalServerError", 500, "transient"],
  ["rekognition", "unavailable", "ThrottlingException", 500, "throttling"],
  ["rekognition", "access-denied", "AccessDeniedException", 400, "no"],
  ["rekognition", "InvalidImageFormatException", "InvalidImageFormatException", 400, "no"],
  ["rekognition", "ImageTooLargeException", "ImageTooLargeException", 400, "no"],
  [
    "rekognition",
    "ProvisionedThroughputExceededException",
    "ProvisionedThroughputExceededException",
    400,
    "throttling",
  ],
])("%s under %s answers %s (%i), which an SDK retries as: %s / %s", async (service, kind, name, status, retried) => {
  await addFault(endpoint.control, { service, kind, caller: "any", count: 1 });
  expect(await errorOf(calls[service])).toEqual([name, status, retried]);
  await expect(calls[service]()).resolves.toBeDefined();
});

test("a HEAD has no body to name the error in, only its status", async () => {
  await addFault(endpoint.control, { service: "s3", operation: "HeadObject", kind: "throttling", caller: "any" });
  const s3 = new S3Client(endpoint.client);
  const head = (): Promise<unknown> => s3.send(new HeadObjectCommand({ Bucket: "any-bucket", Key: "k" }));
  expect((await errorOf(head))[1]).toBe(503);
});

test("access denied names the action and the resource of the call", async () => {
  await addFault(endpoint.control, { service: "dynamodb", operation: "PutItem", kind: "access-denied", caller: "any" });
  const put = new PutItemCommand({ TableName: "people", Item: { id: { S: "1" } } });
  await expect(new DynamoDBClient(endpoint.client).send(put)).rejects.toThrow(
    /is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table\/people/,
  );
});

test("a fault is for one operation, and for the function's calls unless told", async () => {
  await addFault(endpoint.control, { service: "dynamodb", operation: "PutItem", kind: "throttling", caller: "any" });
  await addFault(endpoint.control, { service: "dynamodb", kind: "server-error" });
  await expect(calls.dynamodb()).resolves.toBeDefined();
  expect((await listFaults(endpoint.control)).map(({ hits }) => hits)).toEqual([0, 0]);
});

test("a slow call takes longer and succeeds; the endpoint stops though one is under way", async () => {
  const other = await startTestEndpoint();
  await addFault(other.control, { service: "sts", kind: "slow", delayMs: 30, caller: "any", count: 1 });
  const sts = new STSClient(other.client);
  const startedAt = performance.now();
  await sts.send(new GetCallerIdentityCommand({}));
  expect(performance.now() - startedAt).toBeGreaterThan(29);
  await addFault(other.control, { service: "sts", kind: "slow", delayMs: 900_000, caller: "any" });
  const under = errorOf(() => sts.send(new GetCallerIdentityCommand({}))).catch((error: unknown) => error);
  while ((await listFaults(other.control))[0]?.hits === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await other.stop();
  await under;
});

test("a share of the calls meets a fault", async () => {
  await addFault(endpoint.control, { service: "sts", kind: "throttling", share: 0.5, caller: "any" });
  const ends = await Promise.allSettled(Array.from({ length: 60 }, () => calls.sts()));
  const failed = ends.filter(({ status }) => status === "rejected").length;
  // Beyond these bounds once in a billion runs.
  expect(failed).toBeGreaterThan(7);
  expect(failed).toBeLessThan(53);
  expect((await listFaults(endpoint.control))[0]?.hits).toBe(failed);
});

test.each<[object, string]>([
  [{ service: "s4", kind: "throttling" }, "service: one of s3, dynamodb"],
  [{ service: "s4", kind: "throttling" }, "service: one of s3, dynamodb"],
  [{ service: "s3", kind: "broken" }, "kind: one of throttling"],
  [{ service: "s3", kind: "ImageTooLargeException" }, "s3 never answers ImageTooLargeException."],
  [{ service: "s3", operation: "HeadObjekt", kind: "throttling" }, "s3 has no operation 'HeadObjekt' here. Known are:"],
  [{ service: "s3", kind: "throttling", share: 2 }, "share: more than 0, at most 1"],
  [{ service: "s3", kind: "throttling", count: 0 }, "count: a whole number from 1"],
  [{ service: "s3", kind: "throttling", count: 1, share: 1 }, "Give share or count, not both."],
  [{ service: "s3", kind: "slow" }, "delayMs belongs to kind slow."],
  [{ service: "s3", kind: "throttling", operations: "HeadObject" }, "operations"],
])("%o is refused", async (request, text) => {
  await expect(addFault(endpoint.control, request as FaultRequest)).rejects.toThrow(text);
  expect(await listFaults(endpoint.control)).toEqual([]);
});

test("faults are cleared one by one, or all", async () => {
  const first = await addFault(endpoint.control, { service: "s3", kind: "throttling" });
  await addFault(endpoint.control, { service: "sqs", kind: "throttling" });
  await addFault(endpoint.control, { service: "iam", kind: "throttling" });
  expect(await clearFaults(endpoint.control, first.id)).toBe(1);
  expect(await clearFaults(endpoint.control, first.id)).toBe(0);
  expect(await clearFaults(endpoint.control)).toBe(2);
});
