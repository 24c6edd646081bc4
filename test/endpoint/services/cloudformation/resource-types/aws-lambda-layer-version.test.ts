import { GetLayerVersionPolicyCommand, InvokeCommand, LambdaClient, ListLayersCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../../support/endpoint.ts";
import { zipped } from "../../lambda/support.ts";
import { StackClient } from "../stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);
const lambda = new LambdaClient(endpoint.client);

beforeAll(async () => {
  const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "layers" }));
  for (const says of ["one", "two"]) {
    const Body = zipped({ "nodejs/node_modules/greeting/index.js": `module.exports = "${says}";` });
    await s3.send(new PutObjectCommand({ Bucket: "layers", Key: `${says}.zip`, Body }));
  }
});

function templateOf(says: string): object {
  const Action = "sts:AssumeRole";
  const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action }];
  return {
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement } },
      },
      Greeting: {
        Type: "AWS::Lambda::LayerVersion",
        Properties: {
          Content: { S3Bucket: "layers", S3Key: `${says}.zip` },
          CompatibleRuntimes: ["nodejs24.x"],
        },
      },
      Lent: {
        Type: "AWS::Lambda::LayerVersionPermission",
        Properties: { LayerVersionArn: { Ref: "Greeting" }, Action: "lambda:GetLayerVersion", Principal: "*" },
      },
      Function: {
        Type: "AWS::Lambda::Function",
        Properties: {
          FunctionName: "greets",
          Runtime: "nodejs24.x",
          Handler: "index.handler",
          Role: { "Fn::GetAtt": ["Role", "Arn"] },
          Code: { ZipFile: "exports.handler = async () => require('greeting');" },
          Layers: [{ Ref: "Greeting" }],
        },
      },
    },
  };
}

async function said(): Promise<string | undefined> {
  return (await lambda.send(new InvokeCommand({ FunctionName: "greets" }))).Payload?.transformToString();
}

test("a function has the layer of its stack, which an update replaces by a new version", async () => {
  await stacks.create("layered", templateOf("one"));
  expect(await said()).toBe('"one"');
  const policy = await lambda.send(new GetLayerVersionPolicyCommand({ LayerName: "Greeting", VersionNumber: 1 }));
  expect(policy.Policy).toContain("lambda:GetLayerVersion");
  await stacks.update("layered", templateOf("two"));
  expect(await said()).toBe('"two"');
  const { Layers } = await lambda.send(new ListLayersCommand({}));
  expect(Layers).toMatchObject([{ LayerName: "Greeting", LatestMatchingVersion: { Version: 2 } }]);
  await stacks.delete("layered");
  expect((await lambda.send(new ListLayersCommand({}))).Layers).toEqual([]);
});
