import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { infraApp } from "../../dev/app/find-app.ts";
import { promote } from "../../dev/promote/promote.ts";
import type { Finding, PromotionReport } from "../../dev/promote/report.ts";
import { type TestEnvironment, start } from "../../dev/testing/testing.ts";
import { copyProject } from "../support/project.ts";
import { ACCOUNT, REGION, type SecondAccount, startSecondAccount } from "./second-account.ts";

// Copies of the project whose stack is broken in one place each: what is broken is named, and nothing else fails.
let here: TestEnvironment;
let aws: SecondAccount;
let project: string;
const original = new Map<string, string>();

beforeAll(async () => {
  here = await start();
  aws = await startSecondAccount();
  await here.waitForRow(await here.upload("fixtures/pictures/nora-lind.jpg"));
  // What a bootstrap leaves, and the checks read.
  const ssm = new SSMClient(aws.client);
  await ssm.send(new PutParameterCommand({ Name: "/cdk-bootstrap/hnb659fds/version", Value: "32", Type: "String" }));
  project = copyProject();
});

afterEach(() => {
  for (const [file, text] of original) writeFileSync(join(project, file), text);
  original.clear();
});

afterAll(async () => {
  await here?.stop();
  await aws?.[Symbol.asyncDispose]();
  rmSync(project, { recursive: true, force: true });
});

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(join(project, file), "utf8");
  expect(text).toContain(from);
  original.set(file, original.get(file) ?? text);
  writeFileSync(join(project, file), text.replace(from, to));
}

async function examine(): Promise<PromotionReport> {
  const output = mkdtempSync(join(tmpdir(), "doppelface-broken-"));
  vi.stubEnv("AWS_ACCESS_KEY_ID", ACCOUNT);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  try {
    return await promote({
      app: infraApp(project),
      context: {},
      output,
      settings: { state: "unused" },
      source: here.connection.endpoint,
      target: { region: REGION, endpoint: aws.url },
      progress: () => undefined,
    });
  } finally {
    vi.unstubAllEnvs();
    rmSync(output, { recursive: true });
  }
}

function findings(report: PromotionReport, level: Finding["level"]): string[] {
  return report.checks.flatMap((check) =>
    check.findings.filter((one) => one.level === level).map(({ text }) => `${check.title}: ${text}`),
  );
}

test("an action too many is named with its statement", async () => {
  edit(
    "infra/function-role.ts",
    '"dynamodb:PutItem", "dynamodb:DeleteItem"',
    '"dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"',
  );
  const report = await examine();
  expect(findings(report, "error")).toEqual([]);
  expect(findings(report, "warning")).toContainEqual(
    expect.stringMatching(
      /^Permissions .*: FunctionPolicy\w+ \/ FaceRows allows dynamodb:BatchWriteItem on arn:aws:dynamodb:us-east-1:000000000000:table\/rekognitionID, which no run has used\.$/,
    ),
  );
});

test("an action that is missing is named with its resource", async () => {
  edit("infra/function-role.ts", '"dynamodb:PutItem", "dynamodb:DeleteItem"', '"dynamodb:DeleteItem"');
  expect(findings(await examine(), "error")).toEqual([
    "Permissions (doppelface iam): rekognition needs dynamodb:PutItem on arn:aws:dynamodb:us-east-1:000000000000:table/rekognitionID (1 call), which no statement of its role allows.",
  ]);
});

test("a resource type that CloudFormation does not know is named with its resource", async () => {
  edit("infra/pipeline-stack.ts", "import { CfnOutput, ", "import { CfnOutput, CfnResource, ");
  edit(
    "infra/pipeline-stack.ts",
    "    addAlarms(this, names);",
    '    new CfnResource(this, "Typo", { type: "AWS::Rekognition::Colection", properties: { CollectionId: "typo" } });\n    addAlarms(this, names);',
  );
  const report = await examine();
  expect(findings(report, "error")).toEqual([
    "Synth and validation: doppelface/Typo: Unknown resource type 'AWS::Rekognition::Colection' (F3006)",
    expect.stringMatching(/^Changes in the account: CloudFormation refuses doppelface: .*AWS::Rekognition::Colection/),
  ]);
  expect(findings(report, "warning")).toContainEqual(
    expect.stringContaining("What behaves otherwise here: Typo (AWS::Rekognition::Colection)"),
  );
});

test("a name that something else has is named with its resource", async () => {
  const dynamodb = new DynamoDBClient(aws.client);
  await dynamodb.send(
    new CreateTableCommand({
      TableName: "people",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  edit("infra/names.ts", "facesTable: `rekognitionID${suffix}`", "facesTable: `people${suffix}`");
  expect(findings(await examine(), "error")).toContainEqual(
    expect.stringMatching(
      /^Names: FacesTable\w+ \(AWS::DynamoDB::Table\): people exists in the account and does not belong to the stack doppelface\.$/,
    ),
  );
});

test("a function over a limit is named with the limit", async () => {
  edit("infra/pipeline-function.ts", "memorySize: 512", "memorySize: 20480");
  edit("infra/pipeline-function.ts", "timeout: Duration.seconds(60)", "timeout: Duration.seconds(1200)");
  const errors = findings(await examine(), "error");
  expect(errors).toContainEqual(
    expect.stringMatching(
      /^Quotas: Function\w+ \(AWS::Lambda::Function\): MemorySize is 20480 MB; Lambda takes 128 to 10240\.$/,
    ),
  );
  expect(errors).toContainEqual(
    expect.stringMatching(
      /^Quotas: Function\w+ \(AWS::Lambda::Function\): Timeout is 1200 seconds; Lambda takes 1 to 900\.$/,
    ),
  );
});

test("the stack as it is fails nothing", async () => {
  expect(findings(await examine(), "error")).toEqual([]);
});
