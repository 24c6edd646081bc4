import { expect, test } from "vitest";
import { checkQuotas } from "../../dev/promote/checks/quotas.ts";
import { checkRegion } from "../../dev/promote/checks/region.ts";
import { checkRuntimes } from "../../dev/promote/checks/runtimes.ts";
import { checkValidation } from "../../dev/promote/checks/validation.ts";
import { checkVariables } from "../../dev/promote/checks/variables.ts";
import { contextOf, signedOut } from "./context.ts";

const collection = { Type: "AWS::Rekognition::Collection", Properties: { CollectionId: "employees" } };
const bucket = { Type: "AWS::S3::Bucket" };

test("a region without Rekognition fails where there is a collection, and only there", async () => {
  const stack = { name: "faces", resources: { Collection: collection } };
  const { findings } = await checkRegion.run(contextOf([stack], signedOut("eu-north-1")));
  expect(findings).toMatchObject([{ level: "error", text: "Rekognition is not in eu-north-1, where faces goes." }]);
  expect(await checkRegion.run(contextOf([stack], signedOut("eu-west-1")))).toMatchObject({ findings: [] });
  const without = { name: "rows", resources: { Bucket: bucket } };
  expect(await checkRegion.run(contextOf([without], signedOut("eu-north-1")))).toMatchObject({ findings: [] });
});

test("a function whose role may ask Rekognition needs it in the region too", async () => {
  const Statement = [{ Effect: "Allow", Action: "rekognition:DetectFaces", Resource: "*" }];
  const Policy = { Type: "AWS::IAM::Policy", Properties: { PolicyDocument: { Statement } } };
  const { findings } = await checkRegion.run(
    contextOf([{ name: "visitors", resources: { Policy } }], signedOut("eu-north-1")),
  );
  expect(findings).toMatchObject([{ text: "Rekognition is not in eu-north-1, where visitors goes." }]);
});

test("a variable that leads to this machine fails, whatever it is put together of", async () => {
  const Variables = {
    AWS_ENDPOINT_URL: "http://localhost:4566",
    API: { "Fn::Sub": "http://127.0.0.1:${AWS::Region}" },
    TABLE: { Ref: "Table" },
    HOSTS: "localhosts.example.com",
  };
  const Register = { Type: "AWS::Lambda::Function", Properties: { Environment: { Variables } } };
  const { findings, looked } = await checkVariables.run(
    contextOf([{ name: "visitors", resources: { Register } }], signedOut("eu-west-1")),
  );
  expect(looked).toBe("4 variables");
  expect(findings.map(({ level, text }) => `${level}: ${text}`)).toEqual([
    "error: Register: the variable AWS_ENDPOINT_URL is http://localhost:4566, an address of this machine.",
    "error: Register: the variable API is http://127.0.0.1:eu-west-1, an address of this machine.",
  ]);
});

test("bucket and collection in two regions fail", async () => {
  const stacks = [
    { name: "faces", resources: { Collection: collection } },
    { name: "pictures", resources: { Bucket: bucket }, region: "us-east-1" },
  ];
  const { findings } = await checkRegion.run(contextOf(stacks, signedOut("eu-west-1")));
  expect(findings.map(({ text }) => text)).toEqual([
    "Buckets and collections are in more than one region (eu-west-1: Collection (AWS::Rekognition::Collection) of faces; us-east-1: Bucket (AWS::S3::Bucket) of pictures).",
  ]);
});

test("without a region nothing is said of it", async () => {
  expect(await checkRegion.run(contextOf([], signedOut(undefined)))).toEqual({
    findings: [],
    notMade: "Nobody is signed in.",
  });
});

test.each([
  [{ MemorySize: 127 }, "MemorySize is 127 MB; Lambda takes 128 to 10240."],
  [{ Timeout: 901 }, "Timeout is 901 seconds; Lambda takes 1 to 900."],
  [{ EphemeralStorage: { Size: 10_241 } }, "EphemeralStorage is 10241 MB; Lambda takes 512 to 10240."],
  [{ Environment: { Variables: { BIG: "x".repeat(4096) } } }, "Environment is 4104 bytes; Lambda takes 0 to 4096."],
  [{ Layers: ["1", "2", "3", "4", "5", "6"] }, "Layers is 6 layers; Lambda takes 0 to 5."],
])("a function over a limit is named with it: %#", async (Properties, text) => {
  const resources = { Worker: { Type: "AWS::Lambda::Function", Properties } };
  const outcome = await checkQuotas.run(contextOf([{ name: "faces", resources }], signedOut("eu-west-1")));
  expect(outcome.findings).toEqual([{ level: "error", text: `Worker (AWS::Lambda::Function): ${text}` }]);
  expect(outcome.notMade).toContain("What is left in the account.");
});

test("a function at its limits is let through", async () => {
  const Properties = {
    MemorySize: 10_240,
    Timeout: 900,
    EphemeralStorage: { Size: 10_240 },
    Environment: { Variables: { TABLE: { Ref: "Table" } } },
  };
  const resources = { Worker: { Type: "AWS::Lambda::Function", Properties } };
  const outcome = await checkQuotas.run(contextOf([{ name: "faces", resources }], signedOut("eu-west-1")));
  expect(outcome.findings).toEqual([]);
});

test("what the CDK finds of runtimes stands with the runtimes, and an unknown one fails", async () => {
  const violation = (ruleName: string, description: string, severity: string) => ({
    ruleName,
    description,
    severity,
    violatingConstructs: [{ constructPath: "faces/Worker" }],
  });
  const reports = [
    {
      pluginName: "CloudFormation Validate",
      suppressedViolations: [],
      violations: [
        violation("W2531", "Runtime: Runtime 'nodejs18.x' was deprecated on '2025-09-01'.", "warning"),
        violation("W3030", "Runtime: 'nodejs99.x' is not one of ['nodejs24.x']", "warning"),
        violation("F3002", "Tablename: Additional properties are not allowed", "error"),
      ],
    },
  ];
  const context = contextOf([], signedOut("eu-west-1"), { reports });
  expect((await checkRuntimes.run(context)).findings).toMatchObject([
    { level: "warning", text: expect.stringContaining("nodejs18.x") as string },
    { level: "error", text: expect.stringContaining("nodejs99.x") as string },
  ]);
  expect((await checkValidation.run(context)).findings).toEqual([
    { level: "error", text: "faces/Worker: Tablename: Additional properties are not allowed (F3002)" },
  ]);
});
