import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppUnderTest, startApp } from "./app-under-test.ts";

let app: AppUnderTest;
beforeAll(async () => {
  app = await startApp("inline-template");
}, 60_000);
afterAll(() => app[Symbol.asyncDispose]());

test("the stack has the folder's name, and its function counts faces", async () => {
  expect(app.deployed.stacks).toEqual(["inline-template"]);
  expect(app.deployed.functions).toMatchObject([{ logicalId: "Count", source: { kind: "inline" } }]);
  await app.put("lunch-group.jpg");
  const table = app.outputs["TableName"] ?? "";
  await expect
    .poll(() => app.items(table), { timeout: 20_000 })
    .toEqual([{ picture: "lunch-group.jpg", faces: expect.stringMatching(/^[1-9]$/) }]);
});

test("a save of the template is a change of the stack, its inline code among it", async () => {
  expect(
    await app.save(
      "template.yaml",
      "exports.handler = async ({ Records }) => {",
      "exports.handler = async ({ Records }) => {\n            if (Records.length === 0) return 1;",
    ),
  ).toMatchObject({
    what: "stack",
    changes: ["Count (Code)"],
  });
  expect((await app.functions.invoke(app.named("Count"), { Records: [] })).answer).toBe(1);
});

test("a function that a save adds, with its code in a folder, is watched", async () => {
  mkdirSync(`${app.folder}/further`);
  writeFileSync(`${app.folder}/further/index.mjs`, 'export const handler = async () => "further";\n');
  await app.save(
    "template.yaml",
    "Outputs:",
    `  Further:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, FunctionName: further, Code: ./further }

Outputs:`,
  );
  expect((await app.functions.invoke("further", {})).answer).toBe("further");
  expect(await app.save("further/index.mjs", '"further"', '"saved"')).toMatchObject({ reloaded: ["further"] });
  expect((await app.functions.invoke("further", {})).answer).toBe("saved");
});
