import { CreateStackCommand, DeleteStackCommand, UpdateStackCommand } from "@aws-sdk/client-cloudformation";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, GetQueueUrlCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, expect, test } from "vitest";
import type { EventOf } from "../../../../dev/trace/events.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue } from "./stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);
const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
const sqs = new SQSClient(endpoint.client);

const BREAKS = queue("breaks", { DelaySeconds: 100_000 });

async function queuesOf(prefix: string): Promise<string[]> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix }));
  return QueueUrls.map((url) => url.split("/").at(-1) ?? "").sort();
}

test("a failed creation is rolled back, what is RetainExceptOnCreate too", async () => {
  const heard: EventOf<"stackChanged">[] = [];
  const stopListening = endpoint.bus.on("stackChanged", (event) => heard.push(event));
  const stack = await stacks.create("back", {
    Resources: {
      First: queue("back-first"),
      Kept: { ...queue("back-kept"), DeletionPolicy: "RetainExceptOnCreate" },
      Retained: { ...queue("back-retained"), DeletionPolicy: "Retain" },
      Broken: { ...BREAKS, DependsOn: ["First", "Kept", "Retained"] },
    },
  });
  stopListening();
  expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(await queuesOf("back-")).toEqual(["back-retained"]);
  expect(await stacks.events("back")).toEqual([
    "back CREATE_IN_PROGRESS",
    "First CREATE_IN_PROGRESS",
    "First CREATE_COMPLETE",
    "Kept CREATE_IN_PROGRESS",
    "Kept CREATE_COMPLETE",
    "Retained CREATE_IN_PROGRESS",
    "Retained CREATE_COMPLETE",
    "Broken CREATE_IN_PROGRESS",
    "Broken CREATE_FAILED",
    "back ROLLBACK_IN_PROGRESS",
    "Broken DELETE_IN_PROGRESS",
    "Broken DELETE_COMPLETE",
    "Retained DELETE_SKIPPED",
    "Kept DELETE_IN_PROGRESS",
    "Kept DELETE_COMPLETE",
    "First DELETE_IN_PROGRESS",
    "First DELETE_COMPLETE",
    "back ROLLBACK_COMPLETE",
  ]);
  expect(heard.map((event) => `${event.logicalId ?? event.stack} ${event.status}`)).toEqual(
    await stacks.events("back"),
  );
  expect(await stacks.reason("back", "Broken", "CREATE_FAILED")).toMatch(
    /^Resource handler returned message: ".*DelaySeconds.*" \(RequestToken: [0-9a-f-]+, HandlerErrorCode: InvalidRequest\)$/,
  );
  expect(await stacks.reason("back", "back", "ROLLBACK_IN_PROGRESS")).toBe(
    "The following resource(s) failed to create: [Broken]. Rollback requested by user.",
  );
  await expect(stacks.update("back", { Resources: { First: queue("back-first") } })).rejects.toThrow(
    `Stack:${stack.StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
  );
});

test("OnFailure says what becomes of a failed creation", async () => {
  const template = (name: string) => ({ Resources: { A: queue(name), B: { ...BREAKS, DependsOn: "A" } } });
  const left = await stacks.create("nothing", template("nothing-a"), { OnFailure: "DO_NOTHING" });
  expect(left.StackStatus).toBe("CREATE_FAILED");
  expect(await queuesOf("nothing-")).toEqual(["nothing-a"]);
  expect((await stacks.delete("nothing")).StackStatus).toBe("DELETE_COMPLETE");
  expect(await queuesOf("nothing-")).toEqual([]);
  const gone = await stacks.create("all", template("all-a"), { OnFailure: "DELETE" });
  expect(gone.StackStatus).toBe("DELETE_COMPLETE");
  expect(await queuesOf("all-")).toEqual([]);
});

test("a name that is taken fails the creation, and what has it stays", async () => {
  await sqs.send(new CreateQueueCommand({ QueueName: "taken" }));
  await s3.send(new CreateBucketCommand({ Bucket: "taken-bucket" }));
  const bucket = { Type: "AWS::S3::Bucket", Properties: { BucketName: "taken-bucket" } };
  expect((await stacks.create("taken", { Resources: { Q: queue("taken") } })).StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(await stacks.reason("taken", "Q", "CREATE_FAILED")).toContain(
    "Resource of type 'AWS::SQS::Queue' with identifier 'taken' already exists.",
  );
  expect((await stacks.create("taken-2", { Resources: { B: bucket } })).StackStatus).toBe("ROLLBACK_COMPLETE");
  await sqs.send(new GetQueueUrlCommand({ QueueName: "taken" }));
  await s3.send(new HeadBucketCommand({ Bucket: "taken-bucket" }));
});

test("a bucket that is not empty fails the deletion, which goes on once it is", async () => {
  const bucket = { Type: "AWS::S3::Bucket", Properties: { BucketName: "full-bucket" } };
  await stacks.create("full", { Resources: { B: bucket, Q: queue("full-q") } });
  await s3.send(new PutObjectCommand({ Bucket: "full-bucket", Key: "a", Body: "a" }));
  const stack = await stacks.delete("full");
  expect(stack).toMatchObject({
    StackStatus: "DELETE_FAILED",
    StackStatusReason: "The following resource(s) failed to delete: [B]. ",
  });
  expect(await stacks.reason("full", "B", "DELETE_FAILED")).toContain("not empty");
  expect(await queuesOf("full-")).toEqual([]);
  await s3.send(new DeleteObjectCommand({ Bucket: "full-bucket", Key: "a" }));
  expect((await stacks.delete("full")).StackStatus).toBe("DELETE_COMPLETE");
});

test("DeleteStack with RetainResources lets go of what cannot be deleted", async () => {
  const bucket = { Type: "AWS::S3::Bucket", Properties: { BucketName: "stuck-bucket" } };
  const { StackId = "" } = await stacks.create("stuck", { Resources: { B: bucket } });
  await s3.send(new PutObjectCommand({ Bucket: "stuck-bucket", Key: "a", Body: "a" }));
  const retaining = new DeleteStackCommand({ StackName: "stuck", RetainResources: ["B"] });
  await expect(stacks.client.send(retaining)).rejects.toThrow("only when a stack is in the DELETE_FAILED state");
  await stacks.delete("stuck");
  await stacks.client.send(retaining);
  expect((await stacks.settled(StackId)).StackStatus).toBe("DELETE_COMPLETE");
  await s3.send(new HeadBucketCommand({ Bucket: "stuck-bucket" }));
});

test("properties of the wrong kind fail their resource as on AWS", async () => {
  const wrong = queue("wrong", { DelaySeconds: "soon" });
  expect((await stacks.create("wrong", { Resources: { Q: wrong } })).StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(await stacks.reason("wrong", "Q", "CREATE_FAILED")).toMatch(
    /^Properties validation failed for resource Q with message:\n#\/DelaySeconds: /,
  );
});

test("an operation on a stack refuses another one; a creation can be deleted", async () => {
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`Q${at}`, queue(`many-${at}`)]));
  const TemplateBody = JSON.stringify({ Resources: many });
  const { StackId = "" } = await stacks.client.send(new CreateStackCommand({ StackName: "many", TemplateBody }));
  await expect(stacks.client.send(new UpdateStackCommand({ StackName: "many", TemplateBody }))).rejects.toThrow(
    `Stack:${StackId} is in CREATE_IN_PROGRESS state and can not be updated.`,
  );
  await Promise.all([
    stacks.client.send(new DeleteStackCommand({ StackName: StackId })),
    expect(stacks.client.send(new UpdateStackCommand({ StackName: "many", TemplateBody }))).rejects.toThrow(
      "can not be updated.",
    ),
  ]);
  expect((await stacks.settled(StackId)).StackStatus).toBe("DELETE_COMPLETE");
  expect(await queuesOf("many-")).toEqual([]);
  expect(await stacks.events(StackId)).not.toContain("many CREATE_COMPLETE");
});
