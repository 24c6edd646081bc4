import { GetBucketVersioningCommand, HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, GetQueueUrlCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue } from "./stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);
const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
const sqs = new SQSClient(endpoint.client);

async function delayOf(QueueName: string): Promise<string | undefined> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["DelaySeconds"] }));
  return Attributes?.["DelaySeconds"];
}

async function queuesOf(prefix: string): Promise<string[]> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix }));
  return QueueUrls.map((url) => url.split("/").at(-1) ?? "").sort();
}

test("a property changes in place, back to its default too", async () => {
  await stacks.create("place", { Resources: { Q: queue("place-q", { DelaySeconds: 5 }) } });
  const stack = await stacks.update("place", { Resources: { Q: queue("place-q", { DelaySeconds: 7 }) } });
  expect(stack.StackStatus).toBe("UPDATE_COMPLETE");
  expect(stack.LastUpdatedTime).toBeInstanceOf(Date);
  expect(await delayOf("place-q")).toBe("7");
  await stacks.update("place", { Resources: { Q: queue("place-q") } });
  expect(await delayOf("place-q")).toBe("0");
});

test("a resource is replaced before the old one goes, and what refers to it follows", async () => {
  const template = (name: string) => ({
    Resources: {
      Q: queue(name),
      Dead: queue("replace-main", {
        RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["Q", "Arn"] }, maxReceiveCount: 3 },
      }),
    },
    Outputs: { Arn: { Value: { "Fn::GetAtt": ["Q", "Arn"] } } },
  });
  const { StackId = "" } = await stacks.create("replace", template("replace-a"));
  expect((await stacks.update("replace", template("replace-b"))).StackStatus).toBe("UPDATE_COMPLETE");
  expect(await queuesOf("replace-")).toEqual(["replace-b", "replace-main"]);
  expect(await stacks.outputs("replace")).toEqual({ Arn: "arn:aws:sqs:us-east-1:000000000000:replace-b" });
  const events = await stacks.events(StackId);
  expect(events.slice(events.indexOf("replace UPDATE_IN_PROGRESS"))).toEqual([
    "replace UPDATE_IN_PROGRESS",
    "Q UPDATE_IN_PROGRESS",
    "Q UPDATE_COMPLETE",
    "Dead UPDATE_IN_PROGRESS",
    "Dead UPDATE_COMPLETE",
    "replace UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "Q DELETE_IN_PROGRESS",
    "Q DELETE_COMPLETE",
    "replace UPDATE_COMPLETE",
  ]);
});

test("UpdateReplacePolicy Retain leaves the old resource", async () => {
  const template = (name: string) => ({ Resources: { Q: { ...queue(name), UpdateReplacePolicy: "Retain" } } });
  await stacks.create("retain", template("retain-a"));
  await stacks.update("retain", template("retain-b"));
  expect(await queuesOf("retain-")).toEqual(["retain-a", "retain-b"]);
});

test("a custom-named resource that needs replacing fails the update, which is rolled back", async () => {
  const table = (key: string) => ({
    Type: "AWS::DynamoDB::Table",
    Properties: {
      TableName: "named",
      AttributeDefinitions: [{ AttributeName: key, AttributeType: "S" }],
      KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    },
  });
  await stacks.create("named", { Resources: { Rows: table("id") } });
  const stack = await stacks.update("named", { Resources: { Rows: table("key") } });
  expect(stack.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await stacks.reason("named", "Rows", "UPDATE_FAILED")).toBe(
    "CloudFormation cannot update a stack when a custom-named resource requires replacing. " +
      "Rename named and update the stack again.",
  );
  await expect(stacks.update("named", { Resources: { Rows: table("id") } })).rejects.toThrow("No updates");
});

test("what the template drops is removed, unless its policy retains it", async () => {
  await stacks.create("drop", {
    Resources: {
      Stays: queue("drop-stays"),
      Goes: queue("drop-goes"),
      Kept: { ...queue("drop-kept"), DeletionPolicy: "RetainExceptOnCreate" },
    },
  });
  await stacks.update("drop", { Resources: { Stays: queue("drop-stays") } });
  expect(await queuesOf("drop-")).toEqual(["drop-kept", "drop-stays"]);
  const events = await stacks.events("drop");
  expect(events).toContain("Kept DELETE_SKIPPED");
  expect(events.at(-1)).toBe("drop UPDATE_COMPLETE");
});

test("a failed update brings back what it had changed, made and replaced", async () => {
  const before = {
    Q: queue("undo-q", { DelaySeconds: 1 }),
    Renamed: queue("undo-old"),
    Dropped: queue("undo-dropped"),
  };
  await stacks.create("undo", { Resources: before, Outputs: { A: { Value: "before" } } });
  const after = {
    Q: queue("undo-q", { DelaySeconds: 2 }),
    Renamed: queue("undo-new"),
    Added: queue("undo-added"),
    Breaks: { ...queue("undo-breaks", { DelaySeconds: 100_000 }), DependsOn: ["Added", "Renamed", "Q"] },
  };
  const stack = await stacks.update("undo", { Resources: after, Outputs: { A: { Value: "after" } } });
  expect(stack).toMatchObject({ StackStatus: "UPDATE_ROLLBACK_COMPLETE" });
  expect(await queuesOf("undo-")).toEqual(["undo-dropped", "undo-old", "undo-q"]);
  expect(await delayOf("undo-q")).toBe("1");
  expect(await stacks.outputs("undo")).toEqual({ A: "before" });
  expect(await stacks.reason("undo", "undo", "UPDATE_ROLLBACK_IN_PROGRESS")).toBe(
    "The following resource(s) failed to create: [Breaks]. ",
  );
  expect(await stacks.update("undo", { Resources: { ...before, Q: queue("undo-q") } })).toMatchObject({
    StackStatus: "UPDATE_COMPLETE",
  });
});

test("conditions and parameters decide on resources, previous values are kept", async () => {
  const template = {
    Parameters: { Extra: { Type: "String" }, Delay: { Type: "Number", Default: 1 } },
    Conditions: { WithExtra: { "Fn::Equals": [{ Ref: "Extra" }, "yes"] } },
    Resources: {
      Q: queue("cond-q", { DelaySeconds: { Ref: "Delay" } }),
      E: { ...queue("cond-e"), Condition: "WithExtra" },
    },
    Outputs: { E: { Condition: "WithExtra", Value: { Ref: "E" } } },
  };
  const extra = (ParameterValue: string) => ({ ParameterKey: "Extra", ParameterValue });
  const delay = { ParameterKey: "Delay", ParameterValue: "9" };
  await stacks.create("cond", template, { Parameters: [extra("no"), delay] });
  expect(await queuesOf("cond-")).toEqual(["cond-q"]);
  const previous = { ParameterKey: "Delay", UsePreviousValue: true };
  const options = { TemplateBody: undefined, UsePreviousTemplate: true, Parameters: [extra("yes"), previous] };
  await stacks.update("cond", template, options);
  expect(await queuesOf("cond-")).toEqual(["cond-e", "cond-q"]);
  expect(await delayOf("cond-q")).toBe("9");
  await stacks.update("cond", template, { Parameters: [extra("no"), previous] });
  expect(await queuesOf("cond-")).toEqual(["cond-q"]);
});

test("only outputs, or only tags, are an update too; a policy alone is none", async () => {
  const Resources = { B: { Type: "AWS::S3::Bucket", Properties: { BucketName: "only-outputs" } } };
  await stacks.create("outputs", { Resources });
  await stacks.update("outputs", { Resources, Outputs: { Name: { Value: { Ref: "B" } } } });
  expect(await stacks.outputs("outputs")).toEqual({ Name: "only-outputs" });
  const Outputs = { Name: { Value: { Ref: "B" } } };
  const retained = { Resources: { B: { ...Resources.B, DeletionPolicy: "Retain" } }, Outputs };
  await expect(stacks.update("outputs", retained)).rejects.toThrow("No updates are to be performed.");
  const tagged = await stacks.update("outputs", retained, { Tags: [{ Key: "team", Value: "faces" }] });
  expect(tagged).toMatchObject({ StackStatus: "UPDATE_COMPLETE", Tags: [{ Key: "team", Value: "faces" }] });
  await stacks.delete("outputs");
  await s3.send(new HeadBucketCommand({ Bucket: "only-outputs" }));
});

test("the settings of a bucket come and go", async () => {
  const bucket = (properties: object) => ({
    Resources: { B: { Type: "AWS::S3::Bucket", Properties: { BucketName: "settings-bucket", ...properties } } },
  });
  const versioning = async () => (await s3.send(new GetBucketVersioningCommand({ Bucket: "settings-bucket" }))).Status;
  await stacks.create("settings", bucket({}));
  expect(await versioning()).toBeUndefined();
  await stacks.update("settings", bucket({ VersioningConfiguration: { Status: "Enabled" } }));
  expect(await versioning()).toBe("Enabled");
  await stacks.update("settings", bucket({}));
  expect(await versioning()).toBe("Suspended");
});

test("a resource does not change its type", async () => {
  await stacks.create("type", { Resources: { A: queue("type-a") } });
  await expect(stacks.update("type", { Resources: { A: { Type: "AWS::S3::Bucket" } } })).rejects.toThrow(
    "The new template modifies resource type of the following resources: [A]",
  );
});
