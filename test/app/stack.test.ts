import { CloudFormationClient, CreateStackCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, expect, test } from "vitest";
import { StackFailed } from "../../dev/app/stack-failed.ts";
import { deleteStack, deployStack } from "../../dev/app/stack.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const client = new CloudFormationClient(endpoint.client);

function templateOf(Properties: object, more: object = {}): { body: string } {
  const Resources = { Queue: { Type: "AWS::SQS::Queue", Properties }, ...more };
  return { body: JSON.stringify({ Resources, Outputs: { Url: { Value: { Ref: "Queue" } } } }) };
}

test("a stack is created, left alone, updated and deleted", async () => {
  const steps: string[] = [];
  const template = templateOf({ QueueName: "life" });
  const created = await deployStack(client, { name: "life", template, tags: { team: "faces" } }, (step) =>
    steps.push(`${step.logicalId} ${step.status}`),
  );
  expect(created).toMatchObject({ outcome: "created", outputs: { Url: expect.stringMatching(/\/life$/) } });
  expect(steps).toEqual([
    "life CREATE_IN_PROGRESS",
    "Queue CREATE_IN_PROGRESS",
    "Queue CREATE_COMPLETE",
    "life CREATE_COMPLETE",
  ]);
  const again = await deployStack(client, { name: "life", template, tags: { team: "faces" } });
  expect(again).toEqual({ ...created, outcome: "unchanged" });
  const changed = templateOf({ QueueName: "life", DelaySeconds: 1 });
  expect(await deployStack(client, { name: "life", template: changed })).toMatchObject({ outcome: "updated" });
  await deleteStack(client, "life");
  await deleteStack(client, "life");
  expect(await deployStack(client, { name: "life", template })).toMatchObject({ outcome: "created" });
});

test("a failed creation says which resource, why and what next; the next deploy replaces what is left", async () => {
  const broken = { name: "broken", template: templateOf({ QueueName: "broken", DelaySeconds: 100_000 }) };
  const failed = await deployStack(client, broken).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(StackFailed);
  expect(failed).toMatchObject({ status: "ROLLBACK_COMPLETE", resources: ["Queue"] });
  expect(String(failed)).toMatch(
    /^StackFailed: Could not create the stack broken, it is in ROLLBACK_COMPLETE:\n {2}Queue \(AWS::SQS::Queue\): .*DelaySeconds.*\nNothing of it is left\. Correct the app and deploy again\.$/,
  );
  const template = templateOf({ QueueName: "broken" });
  expect(await deployStack(client, { name: "broken", template })).toMatchObject({ outcome: "created" });
});

test("a failed update says that the stack is as it was", async () => {
  await deployStack(client, { name: "update", template: templateOf({ QueueName: "update" }) });
  const template = templateOf(
    { QueueName: "update" },
    {
      Other: { Type: "AWS::SQS::Queue", Properties: { QueueName: "other", VisibilityTimeout: -1 } },
    },
  );
  await expect(deployStack(client, { name: "update", template })).rejects.toThrow(
    /^Could not update the stack update, it is in UPDATE_ROLLBACK_COMPLETE:\n {2}Other [\s\S]*It is as it was before\./,
  );
});

test("a second failure tells of itself alone, however soon it comes", async () => {
  await deployStack(client, { name: "again", template: templateOf({ QueueName: "again" }) });
  const failing = async (name: string) => {
    const steps: string[] = [];
    const broken = { [name]: { Type: "AWS::SQS::Queue", Properties: { QueueName: name, VisibilityTimeout: -1 } } };
    const request = { name: "again", template: templateOf({ QueueName: "again" }, broken) };
    const error = await deployStack(client, request, (step) => steps.push(step.logicalId)).catch((one: unknown) => one);
    return { resources: error instanceof StackFailed ? error.resources : error, told: new Set(steps) };
  };
  expect(await failing("First")).toEqual({ resources: ["First"], told: new Set(["again", "First"]) });
  expect(await failing("Second")).toEqual({ resources: ["Second"], told: new Set(["again", "Second"]) });
});

test("an operation that is under way is waited for", async () => {
  const queues = Array.from({ length: 30 }, (_, at) => [`Q${at}`, { Type: "AWS::SQS::Queue" }] as const);
  const TemplateBody = JSON.stringify({ Resources: Object.fromEntries(queues) });
  await client.send(new CreateStackCommand({ StackName: "busy", TemplateBody }));
  const template = { body: JSON.stringify({ Resources: Object.fromEntries(queues.slice(0, 2)) }) };
  expect(await deployStack(client, { name: "busy", template })).toMatchObject({ outcome: "updated" });
});
