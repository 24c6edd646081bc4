import { createServer } from "node:http";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, expect, test } from "vitest";
import { describeError } from "../../dev/output/errors.ts";
import { keepErrorBodies } from "../../dev/pipeline/answered-error.ts";
import { clientConfig } from "../support/endpoint.ts";

// What an emulator answers with that is no answer of AWS's.

const servers: (() => void)[] = [];
afterEach(() => {
  for (const close of servers.splice(0)) close();
});

const XML =
  "<?xml version='1.0'?><Error><Code>InternalError</Code><Message>exception while calling s3.CreateBucket: boom</Message></Error>";

test.each([
  ["S3, no body", createBucket, 500, "", "HTTP 500 without a body"],
  ["S3, HEAD", headBucket, 500, "no body of a HEAD is sent", "HTTP 500 without a body"],
  [
    "S3, a page",
    createBucket,
    502,
    "<html><body>Bad gateway</body></html>",
    "HTTP 502 with the body: <html><body>Bad gateway</body></html>",
  ],
  ["S3, text", createBucket, 500, "Traceback: boom", "HTTP 500 with the body: Traceback: boom"],
  ["S3, an error", createBucket, 500, XML, "InternalError: exception while calling s3.CreateBucket: boom (HTTP 500)"],
  ["DynamoDB, a page", listTables, 503, "<html>busy</html>", "HTTP 503 with the body: <html>busy</html>"],
  ["DynamoDB, JSON", listTables, 500, '{"message":"boom"}', "boom (HTTP 500)"],
  ["CloudFormation, text", describeStacks, 500, "Traceback: boom", "HTTP 500 with the body: Traceback: boom"],
])("%s: its status and its body are shown", async (_what, call, status, body, shown) => {
  const error = await call(await answering(status, body)).catch((failure: unknown) => failure);
  expect(describeError(error)).toBe(shown);
  expect(describeError(new Error("The bucket was not made.", { cause: error }))).toContain(`because: ${shown}`);
});

type Config = ReturnType<typeof clientConfig> & { readonly extensions: (typeof keepErrorBodies)[] };

function createBucket(config: Config): Promise<unknown> {
  return new S3Client({ ...config, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: "bucket" }));
}

function headBucket(config: Config): Promise<unknown> {
  return new S3Client({ ...config, forcePathStyle: true }).send(new HeadBucketCommand({ Bucket: "bucket" }));
}

function listTables(config: Config): Promise<unknown> {
  return new DynamoDBClient(config).send(new ListTablesCommand({}));
}

function describeStacks(config: Config): Promise<unknown> {
  return new CloudFormationClient(config).send(new DescribeStacksCommand({}));
}

async function answering(status: number, body: string): Promise<Config> {
  const server = createServer((_request, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(() => server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { ...clientConfig(`http://127.0.0.1:${port}`), extensions: [keepErrorBodies] };
}
