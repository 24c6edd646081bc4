import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { expect, test } from "vitest";
import { startApp } from "./apps/app-under-test.ts";

const EMPTY = "// The code that defines your stack goes here";
const APP = `
import { App, Stack } from "aws-cdk-lib";
import { Bucket } from "aws-cdk-lib/aws-s3";

const stack = new Stack(new App(), "Beginning");
${EMPTY}
`;

test("an app whose stack has nothing yet runs, and its first resource is a save", { timeout: 60_000 }, async () => {
  await using app = await startApp("begun", { files: { "cdk.json": '{ "app": "node app.mjs" }', "app.mjs": APP } });
  expect(app.deployed.stacks).toEqual([]);
  const saved = await app.save("app.mjs", EMPTY, 'new Bucket(stack, "Pictures");');
  expect(saved).toMatchObject({ what: "stack", changes: ["+ the stack"] });
  const cloudformation = new CloudFormationClient(app.client);
  const status = async () => {
    const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({}));
    return Stacks.filter(({ StackName }) => StackName === "Beginning").map(({ StackStatus }) => StackStatus);
  };
  expect(await status()).toEqual(["CREATE_COMPLETE"]);
  const emptied = await app.save("app.mjs", 'new Bucket(stack, "Pictures");', EMPTY);
  expect(emptied).toMatchObject({ what: "stack", changes: ["- the stack Beginning"] });
  expect(await status()).toEqual([]);
});
