import {
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  ListExportsCommand,
  type Stack,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, DeleteBucketCommand, HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, GetQueueUrlCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue, queues } from "./stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const notices: string[] = [];
endpoint.bus.on("notice", ({ message }) => notices.push(message));
const stacks = new StackClient(endpoint.client);
const { client } = stacks;
const sqs = new SQSClient(endpoint.client);
const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });

async function queuesOf(prefix: string): Promise<string[]> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix }));
  return QueueUrls.map((url) => url.split("/").at(-1) ?? "").sort();
}

async function delayOf(QueueName: string): Promise<string | undefined> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["DelaySeconds"] }));
  return Attributes?.["DelaySeconds"];
}

function template(Resources: object, Outputs: object = {}): string {
  return JSON.stringify({ Resources, Outputs });
}

/** What became of stacks, in the order of the alphabet. */
function statusesOf(made: readonly Stack[]): string[] {
  return made.map((stack) => stack.StackStatus ?? "").sort();
}

/** What became of requests: `ok`, or the message of the refusal. */
async function outcomes(...requests: Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(requests);
  return settled.map((one) => (one.status === "fulfilled" ? "ok" : (one.reason as Error).message));
}

test("an update and a deletion: one waits for the other, or is refused", { timeout: 60_000 }, async () => {
  for (let round = 0; round < 24; round++) {
    const StackName = `race-${round}`;
    const { StackId = "" } = await stacks.create(StackName, { Resources: queues(StackName, 4, 1) });
    const update = client.send(new UpdateStackCommand({ StackName, TemplateBody: template(queues(StackName, 12, 2)) }));
    const deletion = sleep((round % 12) * 0.8).then(() => client.send(new DeleteStackCommand({ StackName })));
    const [updated, deleted] = await outcomes(update, deletion);
    await stacks.settled(StackId);
    // Long enough for an operation that nothing shows any more to do its harm.
    await sleep(50);
    const { StackStatus } = await stacks.settled(StackId);
    const left = (await queuesOf(`${StackName}-`)).length;
    // Either the deletion came to its end, or it was refused and the update did.
    const refusedDeletion = /cannot be deleted while in status UPDATE_(COMPLETE_CLEANUP_)?IN_PROGRESS/;
    const refusedUpdate = /is in DELETE_IN_PROGRESS state and can not be updated|does not exist/;
    const seen = {
      round,
      StackStatus,
      left,
      updated: updated?.replace(refusedUpdate, "refused").replace(/.*refused.*/, "refused"),
      deleted: deleted?.replace(refusedDeletion, "refused").replace(/.*refused.*/, "refused"),
    };
    expect([
      { round, StackStatus: "DELETE_COMPLETE", left: 0, updated: "ok", deleted: "ok" },
      { round, StackStatus: "DELETE_COMPLETE", left: 0, updated: "refused", deleted: "ok" },
      { round, StackStatus: "UPDATE_COMPLETE", left: 12, updated: "ok", deleted: "refused" },
    ]).toContainEqual(seen);
  }
  expect(notices).toEqual([]);
});

test("an update that comes in while another one is checked against the stack is not lost", async () => {
  const StackName = "twice";
  await new SSMClient(endpoint.client).send(new PutParameterCommand({ Name: "/twice", Value: "x", Type: "String" }));
  const templateOf = (lookups: number) =>
    JSON.stringify({
      Parameters: {
        Delay: { Type: "Number", Default: 0 },
        ...Object.fromEntries(
          Array.from({ length: lookups }, (_, at) => [
            `P${at}`,
            { Type: "AWS::SSM::Parameter::Value<String>", Default: "/twice" },
          ]),
        ),
      },
      Resources: { Q: queue("twice-q", { DelaySeconds: { Ref: "Delay" } }) },
    });
  await client.send(new CreateStackCommand({ StackName, TemplateBody: templateOf(0) }));
  await stacks.settled(StackName);
  let both = 0;
  for (let round = 1; round < 5; round++) {
    const Parameters = [{ ParameterKey: "Delay", ParameterValue: String(round) }];
    const Tags = [{ Key: "round", Value: String(round) }];
    // It leaves the delay at what it is, and takes its time to be checked.
    const slow = new UpdateStackCommand({
      StackName,
      TemplateBody: templateOf(150),
      Parameters: [{ ParameterKey: "Delay", UsePreviousValue: true }],
      Tags,
    });
    const quick = new UpdateStackCommand({ StackName, TemplateBody: templateOf(0), Parameters });
    const [first, second] = await outcomes(client.send(quick), client.send(slow));
    const stack = await stacks.settled(StackName);
    expect(first).toBe("ok");
    expect({ round, delay: await delayOf("twice-q") }).toEqual({ round, delay: String(round) });
    expect(second === "ok" ? stack.Tags : Tags).toEqual(Tags);
    both += second === "ok" ? 1 : 0;
  }
  expect(both).toBeGreaterThan(0);
});

test("a change set is executed once", async () => {
  const StackName = "set";
  const { StackId = "" } = await stacks.create(StackName, { Resources: queues(StackName, 2, 0) });
  for (let round = 1; round < 4; round++) {
    const TemplateBody = template(queues(StackName, 6, round));
    const { Id } = await client.send(new CreateChangeSetCommand({ StackName, ChangeSetName: "c", TemplateBody }));
    const execute = () => client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
    expect((await outcomes(execute(), execute())).sort()).toEqual([
      expect.stringMatching(/can not be updated|cannot be executed/),
      "ok",
    ]);
    await stacks.settled(StackName);
    const begun = (await stacks.events(StackId)).filter((event) => event === `${StackName} UPDATE_IN_PROGRESS`);
    expect(begun).toHaveLength(round);
  }
});

test("an execution and a deletion: one waits for the other, or is refused", async () => {
  for (let round = 0; round < 8; round++) {
    const StackName = `rival-${round}`;
    await stacks.create(StackName, { Resources: queues(StackName, 2, 0) });
    const TemplateBody = template(queues(StackName, 8, 1));
    const made = await client.send(new CreateChangeSetCommand({ StackName, ChangeSetName: "c", TemplateBody }));
    const results = await outcomes(
      client.send(new ExecuteChangeSetCommand({ ChangeSetName: made.Id })),
      sleep(round).then(() => client.send(new DeleteStackCommand({ StackName }))),
    );
    await stacks.settled(made.StackId ?? "");
    await sleep(50);
    const { StackStatus } = await stacks.settled(made.StackId ?? "");
    const left = (await queuesOf(`${StackName}-`)).length;
    expect([
      { StackStatus: "DELETE_COMPLETE", left: 0, isDeleted: true },
      { StackStatus: "UPDATE_COMPLETE", left: 8, isDeleted: false },
    ]).toContainEqual({ StackStatus, left, isDeleted: results[1] === "ok" });
  }
  expect(notices).toEqual([]);
});

test("a change set that is deleted while it is executed is executed or not found, and gone", async () => {
  for (let round = 0; round < 6; round++) {
    const StackName = `gone-${round}`;
    await stacks.create(StackName, { Resources: queues(StackName, 1, 0) });
    const TemplateBody = template(queues(StackName, 1, 1));
    const { Id } = await client.send(new CreateChangeSetCommand({ StackName, ChangeSetName: "c", TemplateBody }));
    const [executed, deleted] = await outcomes(
      client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id })),
      client.send(new DeleteChangeSetCommand({ ChangeSetName: Id })),
    );
    expect(deleted).toBe("ok");
    const { StackStatus } = await stacks.settled(StackName);
    expect([
      ["UPDATE_COMPLETE", "ok"],
      ["CREATE_COMPLETE", "ChangeSet [c] does not exist"],
    ]).toContainEqual([StackStatus, executed]);
    await expect(client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }))).rejects.toThrow("does not exist");
  }
});

test("change sets for one new stack find the same stack; one that was deleted meanwhile is none", async () => {
  const set = (ChangeSetName: string) =>
    client.send(
      new CreateChangeSetCommand({
        StackName: "new",
        ChangeSetName,
        ChangeSetType: "CREATE",
        TemplateBody: template(queues("new", 1, 0)),
      }),
    );
  const [one, two] = await Promise.all([set("one"), set("two")]);
  expect(one.StackId).toBe(two.StackId);
  const [executed, deleted] = await outcomes(
    client.send(new ExecuteChangeSetCommand({ ChangeSetName: one.Id })),
    client.send(new DeleteStackCommand({ StackName: "new" })),
  );
  const { StackStatus } = await stacks.settled(one.StackId ?? "");
  expect([executed, deleted]).toContain("ok");
  expect(StackStatus).toBe("DELETE_COMPLETE");
  expect(await queuesOf("new-")).toEqual([]);
});

test("a rollback is continued once", async () => {
  const StackName = "continued";
  const resources = (DelaySeconds: number, Tags: object[]) => ({
    B: { Type: "AWS::S3::Bucket", Properties: { BucketName: "continued", Tags } },
    ...queues("continued", 10, 0),
    Breaks: {
      ...queue("continued-breaks", { DelaySeconds }),
      DependsOn: ["B", ...Object.keys(queues("continued", 10, 0))],
    },
  });
  await stacks.create(StackName, { Resources: resources(0, []) });
  // The bucket goes by other hands in the middle of the update, so that its tags cannot be brought back.
  const removed = new Promise((resolve) => {
    const stop = endpoint.bus.on("stackChanged", ({ stack, logicalId, status }) => {
      if (stack !== StackName || logicalId !== "B" || status !== "UPDATE_COMPLETE") return;
      stop();
      resolve(s3.send(new DeleteBucketCommand({ Bucket: "continued" })));
    });
  });
  const failing = resources(100_000, [{ Key: "a", Value: "b" }]);
  await client.send(new UpdateStackCommand({ StackName, TemplateBody: template(failing) }));
  await removed;
  expect((await stacks.settled(StackName)).StackStatus).toBe("UPDATE_ROLLBACK_FAILED");
  await s3.send(new CreateBucketCommand({ Bucket: "continued" }));
  const again = () => client.send(new ContinueUpdateRollbackCommand({ StackName }));
  expect((await outcomes(again(), again())).toSorted()).toEqual([
    expect.stringContaining("can not continue rollback"),
    "ok",
  ]);
  expect((await stacks.settled(StackName)).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
});

test("one name is exported once", async () => {
  const Outputs = { O: { Value: { Ref: "Q0" }, Export: { Name: "one-name" } } };
  const names = ["ex-1", "ex-2", "ex-3"];
  const made = await Promise.all(names.map((name) => stacks.create(name, { Resources: queues(name, 6, 0), Outputs })));
  expect(statusesOf(made)).toEqual(["CREATE_COMPLETE", "ROLLBACK_COMPLETE", "ROLLBACK_COMPLETE"]);
  const { Exports = [] } = await client.send(new ListExportsCommand({}));
  expect(Exports.map(({ ExportingStackId }) => ExportingStackId)).toEqual(
    made.filter((stack) => stack.StackStatus === "CREATE_COMPLETE").map((stack) => stack.StackId),
  );
  const failed = made.find((stack) => stack.StackStatus === "ROLLBACK_COMPLETE")?.StackName ?? "";
  expect(await stacks.reason(failed, failed, "ROLLBACK_IN_PROGRESS")).toBe(
    "Export with name one-name is already exported by another stack. Rollback requested by user.",
  );
  // An update cannot take the name either.
  const renamed = await Promise.all(
    ["ex-4", "ex-5"].map(async (name) => {
      await stacks.create(name, { Resources: queues(name, 2, 0) });
      const two = { O: { Value: { Ref: "Q0" }, Export: { Name: "second-name" } } };
      return stacks.update(name, { Resources: queues(name, 2, 1), Outputs: two });
    }),
  );
  expect(statusesOf(renamed)).toEqual(["UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"]);
});

test("one name is made once", async () => {
  for (let round = 0; round < 6; round++) {
    const names = [`name-a${round}`, `name-b${round}`];
    const made = await Promise.all(
      names.map((name) => stacks.create(name, { Resources: { Q: queue(`same-${round}`) } })),
    );
    expect(statusesOf(made)).toEqual(["CREATE_COMPLETE", "ROLLBACK_COMPLETE"]);
    expect(await queuesOf(`same-${round}`)).toHaveLength(1);
  }
  const buckets = await Promise.all(
    ["bucket-a", "bucket-b"].map((name) =>
      stacks.create(name, { Resources: { B: { Type: "AWS::S3::Bucket", Properties: { BucketName: "same-bucket" } } } }),
    ),
  );
  expect(statusesOf(buckets)).toEqual(["CREATE_COMPLETE", "ROLLBACK_COMPLETE"]);
  await s3.send(new HeadBucketCommand({ Bucket: "same-bucket" }));
});
