import {
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../../support/endpoint.ts";
import { StackClient } from "../stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);
const lambda = new LambdaClient(endpoint.client);

const ROLE = {
  Type: "AWS::IAM::Role",
  Properties: {
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
  },
};

function templateOf(properties: object, more: object = {}): object {
  const own = {
    FunctionName: "inline",
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Role: { "Fn::GetAtt": ["Role", "Arn"] },
    Code: { ZipFile: "exports.handler = async () => process.env.SAYS ?? 'nothing';" },
    ...properties,
  };
  return { Resources: { Role: ROLE, Function: { Type: "AWS::Lambda::Function", Properties: own }, ...more } };
}

const permission = (Principal: string) => ({
  Type: "AWS::Lambda::Permission",
  Properties: { Action: "lambda:InvokeFunction", FunctionName: { Ref: "Function" }, Principal },
});

async function said(): Promise<unknown> {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "inline" }));
  return JSON.parse(Payload?.transformToString() ?? "");
}

test("code, environment, concurrency, tags and permission follow the template", async () => {
  await stacks.create(
    "inline",
    templateOf(
      {
        Environment: { Variables: { SAYS: "hello" } },
        Timeout: "7",
        ReservedConcurrentExecutions: 2,
        DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:000000000000:dead" },
        Tags: [{ Key: "team", Value: "faces" }],
      },
      { May: permission("s3.amazonaws.com") },
    ),
  );
  expect(await said()).toBe("hello");
  const made = await lambda.send(new GetFunctionCommand({ FunctionName: "inline" }));
  expect(made).toMatchObject({
    Configuration: {
      Timeout: 7,
      MemorySize: 128,
      Architectures: ["x86_64"],
      DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:000000000000:dead" },
    },
    Tags: { team: "faces" },
    Concurrency: { ReservedConcurrentExecutions: 2 },
  });

  const updated = await stacks.update(
    "inline",
    templateOf(
      {
        Code: { ZipFile: "exports.handler = async () => 'new code';" },
        MemorySize: 256,
        Architectures: ["arm64"],
        Tags: [{ Key: "owner", Value: "ada" }],
      },
      { May: permission("events.amazonaws.com") },
    ),
  );
  expect(updated.StackStatus).toBe("UPDATE_COMPLETE");
  expect(await said()).toBe("new code");
  const { Configuration, Tags } = await lambda.send(new GetFunctionCommand({ FunctionName: "inline" }));
  expect(Configuration).toMatchObject({ Timeout: 3, MemorySize: 256, Architectures: ["arm64"] });
  expect(Configuration?.Environment?.Variables ?? {}).toEqual({});
  expect(Tags).toEqual({ owner: "ada" });
  const concurrency = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: "inline" }));
  expect(concurrency.ReservedConcurrentExecutions).toBeUndefined();
  const { Policy = "" } = await lambda.send(new GetPolicyCommand({ FunctionName: "inline" }));
  expect(JSON.parse(Policy)).toMatchObject({ Statement: [{ Principal: { Service: "events.amazonaws.com" } }] });

  await stacks.delete("inline");
  await expect(lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "inline" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("code that is not in its bucket fails the function", async () => {
  const template = templateOf({ FunctionName: "lost", Code: { S3Bucket: "no-such-bucket", S3Key: "code.zip" } });
  expect((await stacks.create("lost", template)).StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(await stacks.reason("lost", "Function", "CREATE_FAILED")).toContain("S3");
});
