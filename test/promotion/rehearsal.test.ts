import { CloudFormationClient, DescribeStacksCommand, ListStacksCommand } from "@aws-sdk/client-cloudformation";
import { ScanCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetFunctionConcurrencyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestEnvironment, start } from "../../dev/testing/testing.ts";
import { ACCOUNT, REGION, type SecondAccount, startSecondAccount } from "./second-account.ts";

// From an environment to an account and back, in the order of dev/docs/promotion.md. A second instance with another
// account and region stands for AWS; every command is the one that goes to AWS.
const folder = mkdtempSync(join(tmpdir(), "doppelface-rehearsal-"));
let here: TestEnvironment;
let aws: SecondAccount;
let cloudformation: CloudFormationClient;

beforeAll(async () => {
  here = await start();
  aws = await startSecondAccount();
  cloudformation = new CloudFormationClient(aws.client);
  await here.waitForRow(await here.upload("fixtures/pictures/nora-lind.jpg"));
});

afterAll(async () => {
  cloudformation?.destroy();
  await here?.stop();
  await aws?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function promote(...args: readonly string[]) {
  return aws.doppelface("promote", "--source", here.connection.endpoint, "-c", "removal=destroy", ...args);
}

async function statusOfStack(): Promise<string | undefined> {
  const { StackSummaries: stacks = [] } = await cloudformation.send(new ListStacksCommand({}));
  return stacks.find(({ StackName }) => StackName === "doppelface")?.StackStatus;
}

test("an account without bootstrap is told of, and nothing is deployed", async () => {
  const { status, text } = await promote("--deploy", "--yes");
  expect(text).toContain(`fails    Account ${ACCOUNT} is not bootstrapped in ${REGION}`);
  expect(text).toContain("Not deployed: 1 would fail");
  expect(status).toBe(1);
  expect(await statusOfStack()).toBeUndefined();
});

test("the bootstrap of the CDK", async () => {
  const { status, text } = await aws.cdk("bootstrap", `aws://${ACCOUNT}/${REGION}`);
  expect(text).toContain(`Environment aws://${ACCOUNT}/${REGION} bootstrapped`);
  expect(status).toBe(0);
});

test("promote finds nothing that would fail, and leaves nothing behind", async () => {
  const markdown = join(folder, "promotion.md");
  const { status, text } = await promote("--markdown", markdown);
  expect(text).toContain(`doppelface to account ${ACCOUNT} in ${REGION} at ${aws.url}`);
  expect(text).toContain("nothing found that would fail");
  expect(text).not.toContain("not made");
  expect(text).toMatch(/Changes in the account {2}doppelface: new, \d+ resources/);
  expect(status).toBe(0);
  expect(readFileSync(markdown, "utf8")).toContain("## ✅ Promotion of doppelface");
  expect(await statusOfStack()).toMatch(/^(DELETE_COMPLETE|undefined)$/);
});

test("without somebody who says yes nothing is deployed", async () => {
  const { status, text } = await aws.npm("deploy", "--", "--source", here.connection.endpoint);
  expect(text).toContain("say --yes to deploy");
  expect(status).toBe(2);
  expect(await statusOfStack()).not.toBe("CREATE_COMPLETE");
});

test("with a yes the CDK deploys what was checked; then nothing is left to change", async () => {
  const deployed = await aws.npm(
    "deploy",
    "--",
    "--yes",
    "--source",
    here.connection.endpoint,
    "-c",
    "removal=destroy",
  );
  expect(deployed.text).toContain(`BucketName = employee-pictures-${ACCOUNT}-${REGION}`);
  expect(deployed.status).toBe(0);
  expect(await statusOfStack()).toBe("CREATE_COMPLETE");
  const again = await promote();
  expect(again.text).toContain("Changes in the account  doppelface: nothing changes");
  expect(again.status).toBe(0);
});

test("the integration tests run on what was deployed, and clean up behind them", async () => {
  const { status, text } = await aws.npm("test:integration", "--", "--engine", "aws");
  // With the text, which says what failed.
  expect({ status, text }).toEqual({
    status: 0,
    text: expect.stringContaining(`account ${ACCOUNT}, Region ${REGION}`),
  });
  const s3 = new S3Client({ ...aws.client, forcePathStyle: true });
  const Bucket = `employee-pictures-${ACCOUNT}-${REGION}`;
  const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  expect([Versions ?? [], DeleteMarkers ?? []]).toEqual([[], []]);
  const dynamodb = new DynamoDBClient(aws.client);
  for (const TableName of ["rekognitionID", "pictures"]) {
    expect((await dynamodb.send(new ScanCommand({ TableName }))).Items).toEqual([]);
  }
});

test("a deploy that was wrong is undone by deploying what was there before", async () => {
  const lambda = new LambdaClient(aws.client);
  const reserved = async () =>
    (await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: "rekognition" })))
      .ReservedConcurrentExecutions;
  const wrong = await promote("-c", "reservedConcurrency=1", "--deploy", "--yes");
  expect(wrong.text).toContain("(AWS::Lambda::Function) of doppelface would be changed: ReservedConcurrentExecutions.");
  expect(wrong.status).toBe(0);
  expect(await reserved()).toBe(1);
  const back = await promote("--deploy", "--yes");
  expect(back.text).toContain("Changes in the account  doppelface: 1 change");
  expect(back.status).toBe(0);
  expect(await reserved()).toBeUndefined();
});

test("the CDK destroys the stack, and it can be promoted anew", async () => {
  const { status } = await aws.cdk("destroy", "--force", "-c", "removal=destroy");
  expect(status).toBe(0);
  await expect(cloudformation.send(new DescribeStacksCommand({ StackName: "doppelface" }))).rejects.toThrow(
    "does not exist",
  );
  const { text } = await promote();
  expect(text).toMatch(/Changes in the account {2}doppelface: new, \d+ resources/);
  expect(text).toContain("nothing found that would fail");
});
