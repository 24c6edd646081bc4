import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GetQueueAttributesCommand, GetQueueUrlCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue } from "./stack-client.ts";

const CHILD = fileURLToPath(new URL("killed-endpoint.ts", import.meta.url));
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "resume-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Brings a stack from template to template, kills the endpoint at that status, and starts it anew on its state. */
async function afterKill(stack: string, templates: object[], logicalId: string, status: string, child?: object) {
  const state = join(folder, `${stack}-${status}`);
  const nested = child === undefined ? [] : [JSON.stringify(child)];
  const args = [CHILD, state, stack, JSON.stringify(templates), logicalId, status, ...nested];
  const killed = spawn(process.execPath, args, { stdio: "inherit" });
  const [, signal] = (await once(killed, "exit")) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
  const endpoint = await startTestEndpoint({ state: { folder: state } });
  const sqs = new SQSClient(endpoint.client);
  return {
    stacks: new StackClient(endpoint.client),
    async queues(): Promise<string[]> {
      const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
      return QueueUrls.map((url) => url.split("/").at(-1) ?? "").sort();
    },
    async delay(QueueName: string): Promise<string | undefined> {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
      const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["DelaySeconds"] }));
      return answer.Attributes?.["DelaySeconds"];
    },
    [Symbol.asyncDispose]: () => endpoint.stop(),
  };
}

const BEFORE = { Resources: { A: queue("a", { DelaySeconds: 1 }), B: queue("b"), C: queue("c") } };
const AFTER = { Resources: { A: queue("a", { DelaySeconds: 2 }), B: queue("b2"), D: queue("d") } };

test.each([
  ["A", "CREATE_IN_PROGRESS"],
  ["B", "CREATE_COMPLETE"],
])("a creation killed at %s %s is rolled back", async (logicalId, status) => {
  await using after = await afterKill("creation", [BEFORE], logicalId, status);
  const stack = await after.stacks.settled("creation");
  expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(await after.queues()).toEqual([]);
  expect(await after.stacks.reason("creation", "creation", "ROLLBACK_IN_PROGRESS")).toContain("endpoint was stopped");
});

test.each([
  ["A", "UPDATE_IN_PROGRESS"],
  ["D", "CREATE_COMPLETE"],
])("an update killed at %s %s goes back to what was there", async (logicalId, status) => {
  const kept = (DeletionPolicy: string) => ({ ...queue("kept"), DeletionPolicy });
  const before = { Resources: { Kept: kept("Retain"), ...BEFORE.Resources } };
  const failing = { Resources: { Kept: kept("Delete"), ...AFTER.Resources } };
  await using after = await afterKill("update", [before, failing], logicalId, status);
  expect((await after.stacks.settled("update")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await after.queues()).toEqual(["a", "b", "c", "kept"]);
  expect(await after.delay("a")).toBe("1");
  expect((await after.stacks.update("update", AFTER)).StackStatus).toBe("UPDATE_COMPLETE");
  // The template drops it, and its policy is the one of before.
  expect(await after.stacks.events("update")).toContain("Kept DELETE_SKIPPED");
  expect(await after.queues()).toEqual(["a", "b2", "d", "kept"]);
});

test("a cleanup that was killed goes on", async () => {
  await using after = await afterKill("cleanup", [BEFORE, AFTER], "cleanup", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
  expect((await after.stacks.settled("cleanup")).StackStatus).toBe("UPDATE_COMPLETE");
  expect(await after.queues()).toEqual(["a", "b2", "d"]);
});

test("a deletion that was killed goes on", async () => {
  await using after = await afterKill("deletion", [BEFORE, {}], "C", "DELETE_COMPLETE");
  await expect
    .poll(() => after.stacks.describe("deletion").catch((error: Error) => error.message))
    .toBe("Stack with id deletion does not exist");
  expect(await after.queues()).toEqual([]);
});

const NESTED = {
  Parameters: { Delay: { Type: "String" } },
  Resources: { E: queue("e", { DelaySeconds: { Ref: "Delay" } }), F: queue("f") },
};
const nesting = (Delay: string, more: object = {}) => ({
  Resources: {
    Nested: {
      Type: "AWS::CloudFormation::Stack",
      Properties: { TemplateURL: "https://s3.amazonaws.com/templates/child.json", Parameters: { Delay } },
    },
    ...more,
  },
});

test("a stack below a stack is rolled back with it: one that was being made, and one that was changed", async () => {
  await using made = await afterKill("nest", [nesting("1")], "E", "CREATE_COMPLETE", NESTED);
  expect((await made.stacks.settled("nest")).StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(await made.queues()).toEqual([]);
  const after = nesting("2", { After: { ...queue("after"), DependsOn: "Nested" } });
  await using changed = await afterKill("changed", [nesting("1"), after], "After", "CREATE_COMPLETE", NESTED);
  expect((await changed.stacks.settled("changed")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect([await changed.queues(), await changed.delay("e")]).toEqual([["e", "f"], "1"]);
});
