import { expect, test } from "vitest";
import { nameOf, resolveText } from "../../dev/promote/resolve.ts";
import { parseTemplate } from "../../dev/promote/template.ts";

const template = parseTemplate(
  "faces",
  JSON.stringify({
    Resources: {
      Bucket: {
        Type: "AWS::S3::Bucket",
        Properties: {
          BucketName: { "Fn::Join": ["-", ["pictures", { Ref: "AWS::AccountId" }, { Ref: "AWS::Region" }]] },
        },
      },
      Table: { Type: "AWS::DynamoDB::Table", Properties: { TableName: "rows" } },
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "failed" } },
      Unnamed: { Type: "AWS::DynamoDB::Table", Properties: {} },
    },
  }),
);
const target = { account: "111122223333", region: "eu-west-1" };

function resolve(value: unknown, unknown?: string): string | undefined {
  return resolveText(value, { template, target, unknown });
}

test.each([
  ["text", "text"],
  [{ Ref: "AWS::Partition" }, "aws"],
  [{ Ref: "AWS::StackName" }, "faces"],
  [{ Ref: "Bucket" }, "pictures-111122223333-eu-west-1"],
  [{ "Fn::GetAtt": ["Table", "Arn"] }, "arn:aws:dynamodb:eu-west-1:111122223333:table/rows"],
  [{ "Fn::GetAtt": ["Queue", "Arn"] }, "arn:aws:sqs:eu-west-1:111122223333:failed"],
  [{ "Fn::Sub": "${Bucket}/${!Literal}/${AWS::Region}" }, "pictures-111122223333-eu-west-1/${Literal}/eu-west-1"],
  [
    { "Fn::Sub": ["${Table.Arn}/index/${Name}", { Name: "by-picture" }] },
    "arn:aws:dynamodb:eu-west-1:111122223333:table/rows/index/by-picture",
  ],
])("%j comes to %s", (value, text) => {
  expect(resolve(value)).toBe(text);
});

test.each([
  { Ref: "Unnamed" },
  { Ref: "Queue" },
  { "Fn::GetAtt": ["Unnamed", "Arn"] },
  { "Fn::ImportValue": "other" },
  { "Fn::Join": ["", ["a-", { Ref: "Unnamed" }]] },
  { "Fn::Sub": "a-${Unnamed.Arn}" },
])("what only a deploy can tell in %j is unknown, or a pattern", (value) => {
  expect(resolve(value)).toBeUndefined();
  expect(resolve(value, "*")).toMatch(/^(a-)?\*$/);
});

test("resources have the names that the template gives, and no others", () => {
  const names = template.resources.map((resource) => nameOf(resource, { template, target, unknown: undefined }));
  expect(names).toEqual(["pictures-111122223333-eu-west-1", "rows", "failed", undefined]);
});
