import type { Template } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import { resource, resources, stackTemplate } from "./stack-template.ts";

const DATA = ["AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::DynamoDB::Table", "AWS::Rekognition::Collection"];
const DISPOSABLE = ["AWS::Logs::LogGroup", "AWS::SQS::Queue"];

function policies(template: Template, types: readonly string[]): Set<string> {
  return new Set(
    types.flatMap((type) =>
      resources(template, type).map((one) => `${one.DeletionPolicy ?? "-"} ${one.UpdateReplacePolicy ?? "-"}`),
    ),
  );
}

test("the default environment keeps its data, unless its first deploy fails", () => {
  const template = stackTemplate();
  expect(policies(template, DATA)).toEqual(new Set(["RetainExceptOnCreate Retain"]));
  expect(policies(template, DISPOSABLE)).toEqual(new Set(["Delete Delete"]));
});

test.each([{ removal: "destroy" }, { env: "staging" }, { env: "staging", removal: "destroy" }])(
  "the data goes with the stack of %o",
  (context) => {
    const template = stackTemplate(context);
    expect(policies(template, [...DATA, ...DISPOSABLE])).toEqual(new Set(["Delete Delete"]));
    template.resourcePropertiesCountIs("Custom::S3AutoDeleteObjects", {}, 0);
  },
);

test("another environment can keep its data, too", () => {
  expect(policies(stackTemplate({ env: "staging", removal: "retain" }), DATA)).toEqual(
    new Set(["RetainExceptOnCreate Retain"]),
  );
});

test("another environment has its name behind every name", () => {
  const template = stackTemplate({ env: "staging" });
  expect(resource(template, "AWS::S3::Bucket").Properties["BucketName"]).toBe(
    "employee-pictures-<account>-<region>-staging",
  );
  expect(resources(template, "AWS::DynamoDB::Table").map(({ Properties }) => Properties["TableName"])).toEqual([
    "rekognitionID-staging",
    "pictures-staging",
  ]);
  expect(resource(template, "AWS::Rekognition::Collection").Properties["CollectionId"]).toBe("employees-staging");
  expect(resource(template, "AWS::Logs::LogGroup").Properties["LogGroupName"]).toBe("/aws/lambda/rekognition-staging");
  expect(resource(template, "AWS::SQS::Queue").Properties["QueueName"]).toBe("rekognition-failed-staging");
  expect(resources(template, "AWS::CloudWatch::Alarm").map(({ Properties }) => Properties["AlarmName"])).toEqual([
    "rekognition-errors-staging",
    "rekognition-throttles-staging",
    "rekognition-queue-depth-staging",
  ]);
  expect(resource(template, "AWS::Lambda::Function").Properties).toMatchObject({
    FunctionName: "rekognition-staging",
    Environment: {
      Variables: {
        TABLE: "rekognitionID-staging",
        PICTURES_TABLE: "pictures-staging",
        COLLECTION_ID: "employees-staging",
        POWERTOOLS_SERVICE_NAME: "rekognition-staging",
      },
    },
  });
  // No ARN of the policy, nor anything else, still has a name of the default environment.
  const text = JSON.stringify(resource(template, "AWS::IAM::Policy").Properties);
  expect(
    text.match(
      /collection\/employees|table\/rekognitionID|table\/pictures|\/aws\/lambda\/rekognition|rekognition-failed/g,
    ),
  ).toHaveLength(5);
  expect(
    text.match(/(?:employees|rekognitionID|pictures|\/rekognition|rekognition-failed|<region>)-staging/g),
  ).toHaveLength(7);
});

test("passes the face policy and the reserved concurrency to the function", () => {
  const { Properties } = resource(
    stackTemplate({ facePolicy: "all", reservedConcurrency: "5" }),
    "AWS::Lambda::Function",
  );
  expect(Properties).toMatchObject({
    ReservedConcurrentExecutions: 5,
    Environment: { Variables: { FACE_POLICY: "all" } },
  });
});
