import {
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListChangeSetsCommand,
  waitUntilChangeSetCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue } from "./stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);
const { client } = stacks;

function changeSet(StackName: string, template: object, options: Partial<CreateChangeSetCommandInput> = {}) {
  const TemplateBody = JSON.stringify(template);
  return client.send(new CreateChangeSetCommand({ StackName, ChangeSetName: "changes", TemplateBody, ...options }));
}

test("a stack is created and updated by change sets, as `cdk deploy` does it", async () => {
  const StackName = "by-set";
  const ChangeSetName = "changes";
  const first = await changeSet(StackName, { Resources: { Q: queue("by-set-q") } }, { ChangeSetType: "CREATE" });
  expect((await stacks.describe(StackName)).StackStatus).toBe("REVIEW_IN_PROGRESS");
  await waitUntilChangeSetCreateComplete({ client, maxWaitTime: 5, minDelay: 1 }, { StackName, ChangeSetName });
  const described = await client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName }));
  expect(described).toMatchObject({
    ChangeSetId: first.Id,
    Status: "CREATE_COMPLETE",
    ExecutionStatus: "AVAILABLE",
    Changes: [{ ResourceChange: { Action: "Add", LogicalResourceId: "Q", ResourceType: "AWS::SQS::Queue" } }],
  });
  await client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName }));
  expect(await stacks.settled(StackName)).toMatchObject({ StackStatus: "CREATE_COMPLETE", ChangeSetId: first.Id });
  const executed = await client.send(new DescribeChangeSetCommand({ ChangeSetName: first.Id }));
  expect(executed.ExecutionStatus).toBe("EXECUTE_COMPLETE");

  await client.send(new DeleteChangeSetCommand({ StackName, ChangeSetName }));
  await expect(client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName }))).rejects.toMatchObject({
    name: "ChangeSetNotFoundException",
    message: "ChangeSet [changes] does not exist",
    $metadata: { httpStatusCode: 404 },
  });
  await client.send(new DeleteChangeSetCommand({ StackName, ChangeSetName }));

  const after = { Resources: { Q: queue("by-set-renamed"), New: queue("by-set-new", { DelaySeconds: 1 }) } };
  await changeSet(StackName, after);
  const update = await client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName }));
  expect(update.Changes?.map((change) => change.ResourceChange)).toMatchObject([
    {
      Action: "Modify",
      LogicalResourceId: "Q",
      Replacement: "True",
      Scope: ["Properties"],
      Details: [{ Target: { Name: "QueueName", RequiresRecreation: "Always" } }],
    },
    { Action: "Add", LogicalResourceId: "New" },
  ]);
  const proposed = await client.send(new GetTemplateCommand({ StackName, ChangeSetName }));
  expect(JSON.parse(proposed.TemplateBody ?? "")).toEqual(after);
  await client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName }));
  expect((await stacks.settled(StackName)).StackStatus).toBe("UPDATE_COMPLETE");
});

test("a change set without changes is FAILED and cannot be executed", async () => {
  const template = { Resources: { Q: queue("empty-q") } };
  await stacks.create("empty", template);
  const { Id } = await changeSet("empty", template);
  expect(await client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }))).toMatchObject({
    Status: "FAILED",
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
    ExecutionStatus: "UNAVAILABLE",
    Changes: [],
  });
  await expect(client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }))).rejects.toMatchObject({
    name: "InvalidChangeSetStatusException",
    message: `ChangeSet [${Id}] cannot be executed in its current status of [FAILED]`,
  });
  await expect(changeSet("empty", template)).rejects.toMatchObject({ name: "AlreadyExistsException" });
});

test("executing one change set takes the others of the stack away", async () => {
  await stacks.create("others", { Resources: { Q: queue("others-q") } });
  const template = (DelaySeconds: number) => ({ Resources: { Q: queue("others-q", { DelaySeconds }) } });
  await changeSet("others", template(1), { ChangeSetName: "one" });
  await changeSet("others", template(2), { ChangeSetName: "two" });
  const before = await client.send(new ListChangeSetsCommand({ StackName: "others" }));
  expect(before.Summaries?.map((set) => set.ChangeSetName).sort()).toEqual(["one", "two"]);
  await client.send(new ExecuteChangeSetCommand({ StackName: "others", ChangeSetName: "two" }));
  await stacks.settled("others");
  const after = await client.send(new ListChangeSetsCommand({ StackName: "others" }));
  expect(after.Summaries).toMatchObject([{ ChangeSetName: "two", ExecutionStatus: "EXECUTE_COMPLETE" }]);
});

test("a change set fits the stack that it is for", async () => {
  const template = { Resources: { Q: queue("fits-q") } };
  await expect(changeSet("fits", template)).rejects.toThrow("Stack [fits] does not exist");
  await stacks.create("fits", template);
  await expect(changeSet("fits", template, { ChangeSetType: "CREATE" })).rejects.toThrow(
    "Stack [fits] already exists and cannot be created again with the changeSet [changes].",
  );
  await expect(client.send(new DescribeChangeSetCommand({ ChangeSetName: "changes" }))).rejects.toThrow(
    "StackName must be specified if ChangeSetName is not specified as an ARN.",
  );
});

test("a stack under review is deleted with its change set", async () => {
  const { StackId = "" } = await changeSet("review", { Resources: { Q: queue("r") } }, { ChangeSetType: "CREATE" });
  expect((await stacks.delete("review")).StackId).toBe(StackId);
  expect((await stacks.describe(StackId)).StackStatus).toBe("DELETE_COMPLETE");
});

test("what a change set and a deletion have begun is done when they answer", async () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`Q${at}`, queue(`done-${at}`)]));
  const { Id, StackId = "" } = await changeSet("done", { Resources: many }, { ChangeSetType: "CREATE" });
  await client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
  expect((await stacks.describe(StackId)).StackStatus).toBe("CREATE_COMPLETE");
  await client.send(new DeleteStackCommand({ StackName: StackId }));
  expect((await stacks.describe(StackId)).StackStatus).toBe("DELETE_COMPLETE");
});

test("a change set that is to revert drift is refused by name", async () => {
  const options = { ChangeSetType: "CREATE", DeploymentMode: "REVERT_DRIFT" } as const;
  await expect(changeSet("drift", { Resources: { Q: queue("drift-q") } }, options)).rejects.toThrow(
    "DeploymentMode is not supported by the embedded engine.",
  );
  await expect(stacks.describe("drift")).rejects.toThrow("does not exist");
});
