import {
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  ListStacksCommand,
  UpdateTerminationProtectionCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, GetQueueUrlCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue } from "./stack-client.ts";

// Stacks that are resources of a stack, as the CDK's NestedStack makes them: their templates lie in a bucket.

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);
const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
const sqs = new SQSClient(endpoint.client);
const Bucket = "templates";
beforeAll(() => s3.send(new CreateBucketCommand({ Bucket })));

/** Puts a template into the bucket. Resolves with its URL, as the CDK writes it. */
async function put(Key: string, template: object): Promise<string> {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(template) }));
  return `https://s3.us-east-1.amazonaws.com/${Bucket}/${Key}`;
}

/** A template with a queue whose delay is a parameter. */
function child(name: string, more: object = {}): object {
  return {
    Parameters: { Delay: { Type: "String" } },
    Resources: { Queue: queue(name, { DelaySeconds: { Ref: "Delay" } }), ...more },
    Outputs: { Name: { Value: { "Fn::GetAtt": ["Queue", "QueueName"] } } },
  };
}

function parentOf(TemplateURL: string, Delay: string, more: object = {}): object {
  return {
    Resources: {
      Nested: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL, Parameters: { Delay } } },
      ...more,
    },
    Outputs: { Name: { Value: { "Fn::GetAtt": ["Nested", "Outputs.Name"] } }, Id: { Value: { Ref: "Nested" } } },
  };
}

async function delayOf(QueueName: string): Promise<string | undefined> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["DelaySeconds"] }));
  return answer.Attributes?.["DelaySeconds"];
}

async function queuesOf(QueueNamePrefix: string): Promise<string[]> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix }));
  return QueueUrls.map((url) => url.split("/").at(-1) ?? "").toSorted();
}

const BREAKS = queue("breaks", { DelaySeconds: 100_000 });

test("one is made, its outputs are attributes, and it knows its parent and the root", async () => {
  const inner = await put("inner.json", child("life-inner"));
  const middle = {
    Parameters: { Delay: { Type: "String" } },
    Resources: {
      Inner: {
        Type: "AWS::CloudFormation::Stack",
        Properties: { TemplateURL: inner, Parameters: { Delay: { Ref: "Delay" } } },
      },
    },
    Outputs: { Name: { Value: { "Fn::Sub": "the ${Inner.Outputs.Name}" } } },
  };
  const root = await stacks.create("life", parentOf(await put("middle.json", middle), "3"));
  expect([root.StackStatus, root.ParentId, root.RootId]).toEqual(["CREATE_COMPLETE", undefined, undefined]);
  const { Name, Id = "" } = await stacks.outputs("life");
  expect(Name).toBe("the life-inner");
  expect(await delayOf("life-inner")).toBe("3");

  const nested = await stacks.describe(Id);
  expect(nested).toMatchObject({
    StackName: expect.stringMatching(/^life-Nested-[A-Z0-9]{12}$/),
    StackStatus: "CREATE_COMPLETE",
    ParentId: root.StackId,
    RootId: root.StackId,
    Parameters: [{ ParameterKey: "Delay", ParameterValue: "3" }],
  });
  const { StackSummaries = [] } = await stacks.client.send(new ListStacksCommand({}));
  const innermost = StackSummaries.find(({ StackName }) => StackName?.startsWith(`${nested.StackName}-Inner-`));
  expect(innermost).toMatchObject({ ParentId: nested.StackId, RootId: root.StackId });
  expect(await stacks.events("life")).toEqual([
    "life CREATE_IN_PROGRESS",
    "Nested CREATE_IN_PROGRESS",
    "Nested CREATE_COMPLETE",
    "life CREATE_COMPLETE",
  ]);
  const { StackResources } = await stacks.client.send(new DescribeStackResourcesCommand({ PhysicalResourceId: Id }));
  expect(StackResources).toMatchObject([{ StackName: "life", LogicalResourceId: "Nested" }]);

  await stacks.delete("life");
  expect((await stacks.describe(Id)).StackStatus).toBe("DELETE_COMPLETE");
  expect(await queuesOf("life")).toEqual([]);
});

test("an update goes to it with its parameters and its template, and nothing changed leaves it alone", async () => {
  const url = await put("changing.json", child("changing"));
  await stacks.create("changing", parentOf(url, "1"));
  const { Id = "" } = await stacks.outputs("changing");
  await stacks.update("changing", parentOf(url, "2"));
  expect(await delayOf("changing")).toBe("2");
  const other = await put("other.json", child("changing", { More: queue("changing-more") }));
  await stacks.update("changing", parentOf(other, "2"));
  expect(await queuesOf("changing")).toEqual(["changing", "changing-more"]);
  const before = await stacks.events(Id);
  await stacks.update("changing", parentOf(other, "2", { Beside: queue("changing-beside") }));
  expect(await stacks.events(Id)).toEqual(before);
  // One that the template drops goes with all that it has.
  await stacks.update("changing", { Resources: { Beside: queue("changing-beside") } });
  expect(await queuesOf("changing")).toEqual(["changing-beside"]);
  expect((await stacks.describe(Id)).StackStatus).toBe("DELETE_COMPLETE");
});

test("one that cannot be made fails its parent with its reason, and goes with it", async () => {
  const url = await put("broken.json", child("broken", { Broken: BREAKS }));
  const root = await stacks.create("broken", parentOf(url, "1", { First: queue("broken-first") }));
  expect(root.StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(await stacks.reason("broken", "Nested", "CREATE_FAILED")).toMatch(
    /^Embedded stack arn:aws:cloudformation:us-east-1:000000000000:stack\/broken-Nested-[A-Z0-9]{12}\/[-a-f0-9]+ was not successfully created: The following resource\(s\) failed to create: \[Broken\]\.$/,
  );
  expect(await queuesOf("broken")).toEqual([]);
  const { StackSummaries = [] } = await stacks.client.send(new ListStacksCommand({}));
  const nested = StackSummaries.find(({ ParentId }) => ParentId === root.StackId);
  expect(nested?.StackStatus).toBe("DELETE_COMPLETE");
  expect(await stacks.events(nested?.StackId ?? "")).toContain("Broken CREATE_FAILED");
});

test("a failed update of it brings back both, and a failure beside it brings it back too", async () => {
  const url = await put("kept.json", child("kept"));
  await stacks.create("kept", parentOf(url, "1"));
  const { Id = "" } = await stacks.outputs("kept");
  const broken = await put("kept-broken.json", child("kept", { Broken: BREAKS }));
  expect((await stacks.update("kept", parentOf(broken, "2"))).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await stacks.reason("kept", "Nested", "UPDATE_FAILED")).toMatch(
    /^Embedded stack \S+ was not successfully updated\. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: The following resource\(s\) failed to create: \[Broken\]\.$/,
  );
  expect(await delayOf("kept")).toBe("1");
  const beside = { Broken: { ...BREAKS, DependsOn: "Nested" } };
  expect((await stacks.update("kept", parentOf(url, "3", beside))).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await delayOf("kept")).toBe("1");
  expect((await stacks.update("kept", parentOf(url, "4"))).StackStatus).toBe("UPDATE_COMPLETE");
  expect([await delayOf("kept"), (await stacks.describe(Id)).StackStatus]).toEqual(["4", "UPDATE_COMPLETE"]);
});

test("termination protection is the root's: it is passed on, and guards against a direct deletion", async () => {
  const url = await put("guarded.json", child("guarded"));
  await stacks.create("guarded", parentOf(url, "1"));
  const { Id = "" } = await stacks.outputs("guarded");
  const protect = (StackName: string, EnableTerminationProtection: boolean) =>
    stacks.client.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection }));
  await expect(protect(Id, true)).rejects.toThrow("only on its root stack");
  await protect("guarded", true);
  await expect(stacks.client.send(new DeleteStackCommand({ StackName: Id }))).rejects.toThrow(
    "cannot be deleted while TerminationProtection is enabled",
  );
  await protect("guarded", false);
  // Without it AWS deletes one directly, and its parent finds it gone.
  await stacks.delete(Id);
  expect((await stacks.delete("guarded")).StackStatus).toBe("DELETE_COMPLETE");
});

test("what its template asks for and lacks fails before anything of it is made", async () => {
  const url = await put("types.json", { Resources: { Topic: { Type: "AWS::SNS::Topic" } } });
  const parent = { Resources: { Nested: { Type: "AWS::CloudFormation::Stack", Properties: { TemplateURL: url } } } };
  expect((await stacks.create("types", parent)).StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(await stacks.reason("types", "Nested", "CREATE_FAILED")).toContain("AWS::SNS::Topic (Topic)");
  await stacks.create("missing", parentOf(`${url}.gone`, "1"));
  expect(await stacks.reason("missing", "Nested", "CREATE_FAILED")).toContain("S3 error");
});
