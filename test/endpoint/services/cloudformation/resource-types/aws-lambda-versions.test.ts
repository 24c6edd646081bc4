import { GetAliasCommand, InvokeCommand, LambdaClient, ListVersionsByFunctionCommand } from "@aws-sdk/client-lambda";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../../support/endpoint.ts";
import { StackClient } from "../stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);
const lambda = new LambdaClient(endpoint.client);

const FunctionName = "published";

/** A version has a logical id of its own for each state of the function, as the CDK's `currentVersion` gives it. */
function templateOf(says: string, version: string): object {
  const Action = "sts:AssumeRole";
  const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action }];
  return {
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: { Version: "2012-10-17", Statement },
          ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
        },
      },
      Function: {
        Type: "AWS::Lambda::Function",
        Properties: {
          FunctionName,
          Runtime: "nodejs24.x",
          Handler: "index.handler",
          Role: { "Fn::GetAtt": ["Role", "Arn"] },
          Code: { ZipFile: `exports.handler = async (_, c) => ['${says}', c.functionVersion, c.invokedFunctionArn];` },
        },
      },
      [version]: { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: "Function" }, Description: says } },
      Live: {
        Type: "AWS::Lambda::Alias",
        Properties: {
          FunctionName: { Ref: "Function" },
          FunctionVersion: { "Fn::GetAtt": [version, "Version"] },
          Name: "live",
        },
      },
      May: {
        Type: "AWS::Lambda::Permission",
        Properties: {
          Action: "lambda:InvokeFunction",
          FunctionName: { Ref: "Live" },
          Principal: "s3.amazonaws.com",
          SourceArn: "arn:aws:s3:::published-pictures",
        },
      },
      Bucket: {
        Type: "AWS::S3::Bucket",
        DependsOn: "May",
        Properties: {
          BucketName: "published-pictures",
          NotificationConfiguration: {
            LambdaConfigurations: [{ Event: "s3:ObjectCreated:*", Function: { Ref: "Live" } }],
          },
        },
      },
    },
    Outputs: { Version: { Value: { Ref: version } }, Alias: { Value: { Ref: "Live" } } },
  };
}

async function said(): Promise<unknown> {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Qualifier: "live" }));
  return JSON.parse(Payload?.transformToString() ?? "");
}

const arn = `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}`;

test("an alias follows the version of the template, and a bucket's notifications run it", async () => {
  await stacks.create("published", templateOf("one", "VersionOne"));
  expect(await said()).toEqual(["one", "1", `${arn}:live`]);
  const { Outputs = [] } = await stacks.describe("published");
  expect(Outputs.map(({ OutputValue }) => OutputValue)).toEqual([`${arn}:1`, `${arn}:live`]);

  await stacks.update("published", templateOf("two", "VersionTwo"));
  expect(await said()).toEqual(["two", "2", `${arn}:live`]);
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
  expect(Versions.map(({ Version }) => Version)).toEqual(["$LATEST", "2"]);

  const finished = new Promise<string>((resolve) => {
    const stop = endpoint.bus.on("finished", ({ functionName }) => {
      stop();
      resolve(functionName);
    });
  });
  const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
  await s3.send(new PutObjectCommand({ Bucket: "published-pictures", Key: "a.jpg", Body: "a" }));
  expect(await finished).toBe(FunctionName);
});

test("a version of a function that has not changed is refused, as on AWS", async () => {
  const template = templateOf("two", "VersionTwo") as { Resources: Record<string, object> };
  template.Resources["Again"] = { ...template.Resources["VersionTwo"] };
  const { StackStatus } = await stacks.update("published", template);
  expect(StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await stacks.reason("published", "Again", "CREATE_FAILED")).toBe(
    `Version already exists: [${arn}:2]. Please modify the function to create a new version.`,
  );
  const { FunctionVersion } = await lambda.send(new GetAliasCommand({ FunctionName, Name: "live" }));
  expect(FunctionVersion).toBe("2");
});
