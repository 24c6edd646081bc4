import { expect, test } from "vitest";
import { type ChangedObject, changeTemplates } from "../../dev/app/deployed-templates.ts";
import { inAccount, requireOwnNames } from "../../dev/app/own-account.ts";

const nested = {
  logicalId: "Inner",
  file: "/out/inner.nested.template.json",
  template: '{"Resources":{"Topic":1}}',
  objectKey: "aaaa.json",
  nested: [],
};
const stack = {
  file: "/out/outer.template.json",
  template: '{"TemplateURL":"https://bucket/aaaa.json"}',
  nested: [nested],
};

test("a changed template below lies under a key of its own, which the one above names", () => {
  const changed = new Map<string, ChangedObject>();
  expect([changeTemplates(stack, (text) => text, changed), changed.size]).toEqual([stack.template, 0]);
  const template = changeTemplates(stack, (text) => text.replace('"Topic":1', '"Queue":1'), changed);
  const object = changed.get(nested.file);
  expect(object).toEqual({ key: expect.stringMatching(/^[0-9a-f]{64}\.json$/), body: '{"Resources":{"Queue":1}}' });
  expect(template).toBe(`{"TemplateURL":"https://bucket/${object?.key}"}`);
  expect(changed.get(stack.file)?.body).toBe(template);
});

test("a fixed account and region change in ARNs and where they stand alone, not in names", () => {
  const text = JSON.stringify({
    Arn: "arn:aws:rekognition:eu-central-1:123456789012:collection/people",
    Root: "arn:aws:iam::123456789012:root",
    SourceAccount: "123456789012",
    REGION: "eu-central-1",
    Bucket: "pictures-123456789012-eu-central-1",
    Zone: "eu-central-1a",
  });
  const place = { account: "123456789012", region: "eu-central-1" };
  expect(JSON.parse(inAccount(text, place, { account: "000000000000", region: "us-east-1" }))).toEqual({
    Arn: "arn:aws:rekognition:us-east-1:000000000000:collection/people",
    Root: "arn:aws:iam::000000000000:root",
    SourceAccount: "000000000000",
    REGION: "us-east-1",
    Bucket: "pictures-123456789012-eu-central-1",
    Zone: "eu-central-1a",
  });
});

test("two stacks of one name are refused with where each belongs", () => {
  const stacks = [
    { name: "shop", account: "123456789012", region: "eu-central-1" },
    { name: "shop", account: "123456789012", region: "us-west-2" },
  ];
  expect(() => requireOwnNames(stacks)).toThrow(
    "Two stacks of the app are called shop (123456789012/eu-central-1, 123456789012/us-west-2)",
  );
});
