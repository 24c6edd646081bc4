import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../../support/endpoint.ts";
import { StackClient } from "../stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);

/** As the CDK writes `addFunctionUrl({ authType: NONE })`. */
function templateOf(cors?: object): object {
  const Action = "sts:AssumeRole";
  const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action }];
  const permission = (Properties: object) => ({
    Type: "AWS::Lambda::Permission",
    Properties: { FunctionName: { "Fn::GetAtt": ["Function", "Arn"] }, Principal: "*", ...Properties },
  });
  return {
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement } },
      },
      Function: {
        Type: "AWS::Lambda::Function",
        Properties: {
          Runtime: "nodejs24.x",
          Handler: "index.handler",
          Role: { "Fn::GetAtt": ["Role", "Arn"] },
          Code: { ZipFile: "exports.handler = async ({ rawPath }) => rawPath;" },
        },
      },
      Url: {
        Type: "AWS::Lambda::Url",
        Properties: {
          AuthType: "NONE",
          TargetFunctionArn: { "Fn::GetAtt": ["Function", "Arn"] },
          ...(cors === undefined ? {} : { Cors: cors }),
        },
      },
      MayUrl: permission({ Action: "lambda:InvokeFunctionUrl", FunctionUrlAuthType: "NONE" }),
      MayFunction: permission({ Action: "lambda:InvokeFunction", InvokedViaFunctionUrl: true }),
    },
    Outputs: { Url: { Value: { "Fn::GetAtt": ["Url", "FunctionUrl"] } } },
  };
}

test("the URL of a stack's output leads to its function, and an update brings its CORS rules", async () => {
  await stacks.create("url", templateOf());
  const { Url = "" } = await stacks.outputs("url");
  expect(await (await fetch(`${Url}hello`)).text()).toBe("/hello");
  const headers = { origin: "http://localhost:5173" };
  expect((await fetch(Url, { headers })).status).toBe(403);

  await stacks.update("url", templateOf({ AllowOrigins: ["*"], AllowMethods: ["*"] }));
  expect((await stacks.outputs("url"))["Url"]).toBe(Url);
  expect((await fetch(Url, { headers })).headers.get("access-control-allow-origin")).toBe("*");
  await stacks.delete("url");
  expect((await fetch(Url)).status).toBe(403);
});
