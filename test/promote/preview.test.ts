import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ListChangeSetsCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, expect, test } from "vitest";
import { deployStack } from "../../dev/app/stack.ts";
import { previewStack } from "../../dev/promote/preview.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const client = new CloudFormationClient(endpoint.client);

function template(Properties: object, more: object = {}): { body: string } {
  return { body: JSON.stringify({ Resources: { Queue: { Type: "AWS::SQS::Queue", Properties }, ...more } }) };
}

async function statusOf(StackName: string): Promise<string | undefined> {
  return client.send(new DescribeStacksCommand({ StackName })).then(
    ({ Stacks }) => Stacks?.[0]?.StackStatus,
    () => undefined,
  );
}

async function changeSetsOf(StackName: string): Promise<number> {
  return (await client.send(new ListChangeSetsCommand({ StackName }))).Summaries?.length ?? 0;
}

test("a stack that is not there is shown as new, and is not there afterwards", async () => {
  const preview = await previewStack(client, { name: "new", template: template({ QueueName: "q" }) });
  expect(preview).toEqual({
    exists: false,
    remains: undefined,
    refused: undefined,
    changes: [expect.objectContaining({ action: "Add", logicalId: "Queue", type: "AWS::SQS::Queue" })],
  });
  expect(await statusOf("new")).toBeUndefined();
});

test("what would change of a stack is shown, with what would be replaced; no change set is left", async () => {
  const request = { name: "there", template: template({ QueueName: "there", DelaySeconds: 1 }) };
  await deployStack(client, request);
  expect(await previewStack(client, request)).toEqual({
    exists: true,
    remains: undefined,
    refused: undefined,
    changes: [],
  });
  const changed = await previewStack(client, {
    ...request,
    template: template({ QueueName: "other", DelaySeconds: 2 }),
  });
  expect(changed.changes).toMatchObject([{ action: "Modify", logicalId: "Queue", recreating: ["QueueName"] }]);
  expect(await changeSetsOf("there")).toBe(0);
  expect(await statusOf("there")).toBe("CREATE_COMPLETE");
});

test("what CloudFormation refuses is told in its words, and nothing is left", async () => {
  const bad = template({}, { Odd: { Type: "AWS::Rekognition::Colection", Properties: {} } });
  const preview = await previewStack(client, { name: "refused", template: bad });
  expect(preview.refused).toContain("AWS::Rekognition::Colection");
  expect(await statusOf("refused")).toBeUndefined();
});

test("a stack that somebody else holds in review keeps its change set", async () => {
  const set = { StackName: "theirs", ChangeSetName: "mine", TemplateBody: template({}).body };
  await client.send(new CreateChangeSetCommand({ ...set, ChangeSetType: "CREATE" }));
  expect(await previewStack(client, { name: "theirs", template: template({}) })).toMatchObject({ exists: false });
  expect(await statusOf("theirs")).toBe("REVIEW_IN_PROGRESS");
  expect(await changeSetsOf("theirs")).toBe(1);
  await client.send(new DeleteStackCommand({ StackName: "theirs" }));
});

test("the remains of a stack that was never made are named", async () => {
  const TemplateBody = template({ DelaySeconds: 100_000 }).body;
  await client.send(new CreateStackCommand({ StackName: "failed", TemplateBody }));
  await expect.poll(() => statusOf("failed")).toBe("ROLLBACK_COMPLETE");
  const preview = await previewStack(client, { name: "failed", template: template({}) });
  expect(preview).toEqual({ exists: false, remains: "ROLLBACK_COMPLETE", refused: undefined, changes: [] });
  expect(await statusOf("failed")).toBe("ROLLBACK_COMPLETE");
});
