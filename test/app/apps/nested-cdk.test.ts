import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findResources } from "../../../dev/pipeline/find-resources.ts";
import { type AppUnderTest, startApp } from "./app-under-test.ts";

// Nested stacks, in a stack whose app fixes another account and region than the environment's.

let app: AppUnderTest;
beforeAll(async () => {
  app = await startApp("nested-cdk");
}, 60_000);
afterAll(() => app[Symbol.asyncDispose]());

test("it is one stack with two below it, and runs under the environment's account with names as on AWS", async () => {
  expect(app.deployed.stacks).toEqual(["Visitors"]);
  expect(app.deployed.functions).toMatchObject([
    { stack: "Visitors", logicalId: expect.stringMatching(/^Remember/), source: { kind: "esbuild" } },
  ]);
  expect(app.outputs["BucketName"]).toBe("door-pictures-123456789012-eu-central-1");
  await app.put("nora-lind.jpg");
  await expect
    .poll(() => app.items(app.outputs["TableName"] ?? ""), { timeout: 20_000 })
    .toEqual([{ visitor: expect.stringMatching(/^[-0-9a-f]{36}$/), picture: "nora-lind.jpg" }]);
});

test("what the nested stacks hold is found by the stack at the top, and by all stacks", async () => {
  const { Stacks = [] } = await new CloudFormationClient(app.client).send(new DescribeStacksCommand({}));
  expect(Stacks.filter(({ RootId }) => RootId !== undefined)).toHaveLength(2);
  for (const names of [["Visitors"], []]) {
    const { bucket, table, collection, functionName } = await findResources(app.client, ...names);
    const outputs = [app.outputs["BucketName"], app.outputs["TableName"]];
    expect([bucket, table, collection, functionName]).toEqual([...outputs, "visitors", app.named("Remember")]);
  }
});

test("a save of its source is live in the function, and one of the app goes to the nested stack", async () => {
  const saved = await app.save(
    "functions/remember.ts",
    "  for (const { s3 } of Records) {",
    '  if (Records.length === 0) return "saved" as never;\n  for (const { s3 } of Records) {',
  );
  expect(saved).toMatchObject({ reloaded: [app.named("Remember")], what: "bundle" });
  expect((await app.functions.invoke(app.named("Remember"), { Records: [] })).answer).toBe("saved");
  const deployed = await app.save("app.ts", "Duration.seconds(30)", "Duration.seconds(31)");
  expect(deployed).toMatchObject({ what: "stack", changes: [expect.stringMatching(/^Doors\w+ \(TemplateURL\)$/)] });
});
