import { expect, test } from "vitest";
import { templateChanges } from "../../dev/engine/emulator/changes.ts";

const FUNCTION = { Type: "AWS::Lambda::Function", Properties: { Timeout: 60, Code: { S3Key: "a" } } };
const QUEUE = { Type: "AWS::SQS::Queue" };

test.each([
  { what: "nothing", before: { Function: FUNCTION }, after: { Function: FUNCTION }, changes: [] },
  {
    what: "properties, by name",
    before: { Function: FUNCTION },
    after: { Function: { ...FUNCTION, Properties: { Timeout: 30, Code: { S3Key: "b" }, MemorySize: 512 } } },
    changes: ["Function (Code, MemorySize, Timeout)"],
  },
  {
    what: "a resource that comes and one that goes",
    before: { Function: FUNCTION },
    after: { Queue: QUEUE },
    changes: ["- Function", "+ Queue"],
  },
])("$what", ({ before, after, changes }) => {
  const template = (Resources: unknown): string => JSON.stringify({ Resources });
  expect(templateChanges(template(before), template(after))).toEqual(changes);
});

test("what an emulator does not tell is not known", () => {
  expect(templateChanges(undefined, JSON.stringify({ Resources: {} }))).toBeUndefined();
  expect(templateChanges("Resources: yaml", JSON.stringify({ Resources: {} }))).toBeUndefined();
});
