import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { deployStack } from "../../dev/app/stack.ts";
import { checkChanges } from "../../dev/promote/checks/changes.ts";
import { checkNames } from "../../dev/promote/checks/names.ts";
import { checkQuotas } from "../../dev/promote/checks/quotas.ts";
import { type FoundTarget, findTarget } from "../../dev/promote/target.ts";
import { startTestEndpoint } from "../support/endpoint.ts";
import { type StackOf, contextOf } from "./context.ts";

const ACCOUNT = "111122223333";
const RESOURCES: StackOf["resources"] = {
  Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: { "Fn::Sub": "pictures-${AWS::AccountId}" } } },
  Table: {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      TableName: "rows",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    },
  },
  Collection: { Type: "AWS::Rekognition::Collection", Properties: { CollectionId: "faces" } },
  Logs: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/faces" } },
  Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "failed" } },
  Parameter: { Type: "AWS::SSM::Parameter", Properties: { Name: "/faces/limit", Type: "String", Value: "1" } },
};

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let target: FoundTarget;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  vi.stubEnv("AWS_ACCESS_KEY_ID", ACCOUNT);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  target = await findTarget({ region: "eu-west-1", endpoint: endpoint.url });
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await endpoint.stop();
});

function deployed(name: string, resources: StackOf["resources"]): Promise<unknown> {
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: "test" };
  const client = new CloudFormationClient({ endpoint: endpoint.url, region: "eu-west-1", credentials });
  return deployStack(client, { name, template: { body: JSON.stringify({ Resources: resources }) } });
}

test("whose account it is is known by the credentials", () => {
  expect(target.name).toEqual({ account: ACCOUNT, region: "eu-west-1", endpoint: endpoint.url });
});

test("without a bootstrap, or with an old one, a deploy would fail", async () => {
  const { findings, notMade } = await checkChanges.run(contextOf([{ name: "faces", resources: RESOURCES }], target));
  expect(findings).toMatchObject([
    { level: "error", next: expect.stringContaining("cdk bootstrap aws://111122223333/eu-west-1") as string },
  ]);
  expect(notMade).toContain("needs the bootstrap");
  const ssm = new SSMClient({
    ...endpoint.client,
    region: "eu-west-1",
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: "test" },
  });
  const putVersion = (Value: string) =>
    ssm.send(
      new PutParameterCommand({ Name: "/cdk-bootstrap/hnb659fds/version", Value, Type: "String", Overwrite: true }),
    );
  await putVersion("5");
  const outdated = await checkChanges.run(contextOf([{ name: "faces", resources: RESOURCES }], target));
  expect(outdated.findings).toMatchObject([
    { level: "error", text: expect.stringContaining("has version 5 of the bootstrap") as string },
  ]);
  await putVersion("32");
  const after = await checkChanges.run(contextOf([{ name: "faces", resources: RESOURCES }], target));
  expect(after).toMatchObject({ looked: "faces: new, 6 resources" });
  expect(after.findings.every(({ level }) => level === "note")).toBe(true);
});

test("names that another stack has are taken, those of the stack itself are not", async () => {
  const stack = { name: "faces", resources: RESOURCES };
  expect(await checkNames.run(contextOf([stack], target))).toMatchObject({ findings: [] });
  await deployed("faces", RESOURCES);
  expect(await checkNames.run(contextOf([stack], target))).toMatchObject({ findings: [] });
  const { findings } = await checkNames.run(contextOf([{ ...stack, name: "again" }], target));
  expect(findings.map(({ level, text }) => `${level} ${text}`).toSorted()).toEqual(
    [
      "Bucket (AWS::S3::Bucket): pictures-111122223333",
      "Collection (AWS::Rekognition::Collection): faces",
      "Logs (AWS::Logs::LogGroup): /faces",
      "Parameter (AWS::SSM::Parameter): /faces/limit",
      "Queue (AWS::SQS::Queue): failed",
      "Table (AWS::DynamoDB::Table): rows",
    ].map((what) => `error ${what} exists in the account and does not belong to the stack again.`),
  );
});

test("a bucket of somebody else's is taken", async () => {
  const s3Of = contextOf(
    [{ name: "other", resources: { Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: "theirs" } } } }],
    target,
  );
  expect(await checkNames.run(s3Of)).toMatchObject({ findings: [] });
  const theirs = { Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: "theirs" } } };
  await deployStack(new CloudFormationClient(endpoint.client), {
    name: "theirs",
    template: { body: JSON.stringify({ Resources: theirs }) },
  });
  expect((await checkNames.run(s3Of)).findings).toMatchObject([
    { level: "error", text: "Bucket (AWS::S3::Bucket): theirs is taken by another account, or in another region." },
  ]);
});

test("a table that would be replaced or removed is a warning", async () => {
  const { Table, Collection: _collection, ...rest } = RESOURCES;
  const renamed = { ...Table, Type: "AWS::DynamoDB::Table", Properties: { ...Table?.Properties, TableName: "people" } };
  const { findings } = await checkChanges.run(
    contextOf([{ name: "faces", resources: { ...rest, Table: renamed } }], target),
  );
  expect(findings.filter(({ level }) => level === "warning").map(({ text }) => text)).toEqual([
    "Table (AWS::DynamoDB::Table) of faces would be replaced by a new one, because of TableName.",
    "Collection (AWS::Rekognition::Collection) of faces would be removed.",
  ]);
});

test("a reservation that leaves less than Lambda keeps for the others fails", async () => {
  const worker = (ReservedConcurrentExecutions: number) => ({
    Worker: { Type: "AWS::Lambda::Function", Properties: { FunctionName: "worker", ReservedConcurrentExecutions } },
  });
  const examine = (executions: number) =>
    checkQuotas.run(contextOf([{ name: "faces", resources: worker(executions) }], target));
  expect(await examine(900)).toMatchObject({ findings: [] });
  expect((await examine(901)).findings).toMatchObject([
    { level: "error", text: expect.stringContaining("reserves 901 concurrent executions; 99 would be left") as string },
  ]);
});
