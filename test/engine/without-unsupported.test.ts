import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { withoutUnsupported } from "../../dev/engine/without-unsupported.ts";
import { start } from "../../dev/testing/testing.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const role = {
  Type: "AWS::IAM::Role",
  Properties: {
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
  },
};
const template = {
  Resources: {
    Role: role,
    Topic: { Type: "AWS::SNS::Topic" },
    Pool: { Type: "AWS::Cognito::UserPool", DependsOn: "Topic" },
    Api: {
      Type: "AWS::Lambda::Function",
      DependsOn: ["Pool", "Role"],
      Properties: {
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Role: { "Fn::GetAtt": ["Role", "Arn"] },
        Code: { ZipFile: "exports.handler = async () => process.env.TOPIC;" },
        Environment: {
          Variables: {
            TOPIC: { Ref: "Topic" },
            POOL: { "Fn::GetAtt": ["Pool", "Arn"] },
            URL: { "Fn::Sub": "https://${Pool.ProviderName}/${AWS::Region}" },
          },
        },
      },
    },
  },
  Outputs: { Pool: { Value: { Ref: "Pool" } } },
};

function appFolder(): string {
  const folder = join(temporaryFolder(), "app");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "template.json"), JSON.stringify(template));
  return folder;
}

test("a template with types that are not there is refused by their names, with both ways out", async () => {
  const refused = start({ app: appFolder() });
  await expect(refused).rejects.toThrow(/AWS::SNS::Topic \(Topic\), AWS::Cognito::UserPool \(Pool\)/);
  await expect(refused).rejects.toThrow("npx doppelface up --engine localstack");
  await expect(refused).rejects.toThrow("npx doppelface up --without-unsupported");
});

test("without them the rest is deployed, and a function is told what its values stand for", async () => {
  await using environment = await start({ app: appFolder(), withoutUnsupported: true });
  const { Environment } = await environment.clients.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: environment.resources.functionName }),
  );
  expect(Environment?.Variables).toMatchObject({
    TOPIC: "not-here:AWS::SNS::Topic:Topic",
    POOL: "arn:aws:not-here:us-east-1:000000000000:AWS::Cognito::UserPool/Pool",
    URL: "https://not-here:AWS::Cognito::UserPool:Pool.ProviderName/us-east-1",
  });
});

test("what is left out, and each function that got a value for it, is told once", () => {
  const told: string[] = [];
  const adapt = withoutUnsupported((text) => told.push(text));
  adapt(JSON.stringify(template));
  adapt(JSON.stringify(template));
  expect(told).toEqual([
    "Left out, since the embedded engine has no such types: AWS::SNS::Topic (Topic), AWS::Cognito::UserPool (Pool).",
    "The function Api gets in their place: not-here:AWS::SNS::Topic:Topic, " +
      "arn:aws:not-here:us-east-1:000000000000:AWS::Cognito::UserPool/Pool, " +
      "not-here:AWS::Cognito::UserPool:Pool.ProviderName.",
  ]);
  const whole = JSON.stringify({ Resources: { Role: role } });
  expect(adapt(whole)).toBe(whole);
});
