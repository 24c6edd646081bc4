import {
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListChangeSetsCommand,
  ListExportsCommand,
  ListImportsCommand,
  ListStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue } from "./stack-client.ts";

/** More than any page, and than what was read of them once. */
const MANY = 1_010;

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);
const { client } = stacks;
const NOTHING = { Type: "AWS::CDK::Metadata" };

/** Everything that a paged list has. */
async function all<Entry>(
  ask: (NextToken: string | undefined) => Promise<{ entries: Entry[] | undefined; next: string | undefined }>,
): Promise<Entry[]> {
  const found: Entry[] = [];
  let token: string | undefined;
  do {
    const { entries = [], next } = await ask(token);
    found.push(...entries);
    token = next;
  } while (token !== undefined);
  return found;
}

const living = () =>
  all(async (NextToken) => {
    const { Stacks, NextToken: next } = await client.send(new DescribeStacksCommand({ NextToken }));
    return { entries: Stacks?.map((stack) => stack.StackName ?? ""), next };
  });

beforeAll(async () => {
  const Outputs = { O: { Value: "7", Export: { Name: "shared" } } };
  await stacks.create("first", { Resources: { Q: queue("first-q") }, Outputs });
  const imported = { Q: queue("imports-q", { DelaySeconds: { "Fn::ImportValue": "shared" } }) };
  await stacks.create("imports", { Resources: imported });
  // A stack under review goes at once.
  const TemplateBody = JSON.stringify({ Resources: { M: NOTHING } });
  const names = Array.from({ length: MANY }, (_, at) => `s${at}`);
  for (let at = 0; at < MANY; at += 40) {
    await Promise.all(
      names.slice(at, at + 40).map(async (StackName) => {
        const input = { StackName, ChangeSetName: "c", ChangeSetType: "CREATE" as const, TemplateBody };
        await client.send(new CreateChangeSetCommand(input));
        await client.send(new DeleteStackCommand({ StackName }));
      }),
    );
  }
}, 120_000);

test("a stack is listed however many came after it", async () => {
  expect(await living()).toEqual(["imports", "first"]);
  const complete = await all(async (NextToken) => {
    const input = { NextToken, StackStatusFilter: ["CREATE_COMPLETE" as const] };
    const { StackSummaries, NextToken: next } = await client.send(new ListStacksCommand(input));
    return { entries: StackSummaries?.map((stack) => stack.StackName), next };
  });
  expect(complete).toEqual(["imports", "first"]);
  const ever = await all(async (NextToken) => {
    const { StackSummaries, NextToken: next } = await client.send(new ListStacksCommand({ NextToken }));
    return { entries: StackSummaries?.map((stack) => stack.StackId), next };
  });
  expect(new Set(ever).size).toBe(MANY + 2);
  expect(ever).toHaveLength(MANY + 2);
});

test("its exports are found, and known to be in use", async () => {
  const { Exports } = await client.send(new ListExportsCommand({}));
  expect(Exports?.map(({ Name, Value }) => [Name, Value])).toEqual([["shared", "7"]]);
  expect((await client.send(new ListImportsCommand({ ExportName: "shared" }))).Imports).toEqual(["imports"]);
  const late = { Q: queue("late-q", { DelaySeconds: { "Fn::ImportValue": "shared" } }) };
  expect((await stacks.create("late", { Resources: late })).StackStatus).toBe("CREATE_COMPLETE");
  await client.send(new DeleteStackCommand({ StackName: "first" }));
  expect((await stacks.describe("first")).StackStatusReason).toBe(
    "Delete canceled. Cannot delete export shared as it is in use by imports and late.",
  );
  const twice = { O: { Value: "8", Export: { Name: "shared" } } };
  expect((await stacks.create("twice", { Resources: { M: NOTHING }, Outputs: twice })).StackStatus).toBe(
    "ROLLBACK_COMPLETE",
  );
  await stacks.delete("late");
});

test("its resource is found by its physical id", async () => {
  const { StackResources } = await client.send(
    new DescribeStackResourcesCommand({ PhysicalResourceId: (await endpointUrlOf("first-q")) ?? "" }),
  );
  expect(StackResources?.map((resource) => resource.StackName)).toEqual(["first"]);
});

test("exports, change sets and events come in pages, each once", async () => {
  const Outputs = Object.fromEntries(
    Array.from({ length: 130 }, (_, at) => [`O${at}`, { Value: "1", Export: { Name: `many-${at}` } }]),
  );
  await stacks.create("exports", { Resources: { M: NOTHING }, Outputs });
  const exports = await all(async (NextToken) => {
    const { Exports, NextToken: next } = await client.send(new ListExportsCommand({ NextToken }));
    return { entries: Exports?.map(({ Name }) => Name), next };
  });
  expect(new Set(exports).size).toBe(131);
  expect(exports).toHaveLength(131);

  for (let at = 0; at < 110; at++) {
    const TemplateBody = JSON.stringify({ Resources: { M: NOTHING, [`N${at}`]: NOTHING } });
    await client.send(new CreateChangeSetCommand({ StackName: "exports", ChangeSetName: `set-${at}`, TemplateBody }));
  }
  const sets = await all(async (NextToken) => {
    const input = { StackName: "exports", NextToken };
    const { Summaries, NextToken: next } = await client.send(new ListChangeSetsCommand(input));
    return { entries: Summaries?.map((set) => set.ChangeSetName), next };
  });
  expect(new Set(sets).size).toBe(110);

  const many = Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`M${at}`, NOTHING]));
  await stacks.create("events", { Resources: many });
  const events = await all(async (NextToken) => {
    const input = { StackName: "events", NextToken };
    const { StackEvents, NextToken: next } = await client.send(new DescribeStackEventsCommand(input));
    return { entries: StackEvents?.map((event) => event.EventId), next };
  });
  expect(new Set(events).size).toBe(302);
  expect(events).toHaveLength(302);
  await expect(client.send(new DescribeStacksCommand({ NextToken: "?" }))).rejects.toThrow("NextToken is not valid.");
});

test("a template has at most 500 resources, as on AWS", async () => {
  const many = (count: number) => ({
    Resources: Object.fromEntries(Array.from({ length: count }, (_, at) => [`M${at}`, NOTHING])),
  });
  await expect(stacks.create("most", many(501))).rejects.toThrow(
    "Template format error: Number of resources, 501, is greater than maximum allowed, 500",
  );
  expect((await stacks.create("most", many(500))).StackStatus).toBe("CREATE_COMPLETE");
  expect((await stacks.delete("most")).StackStatus).toBe("DELETE_COMPLETE");
});

async function endpointUrlOf(name: string): Promise<string | undefined> {
  const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: "first" }));
  return StackResources?.find(({ PhysicalResourceId }) => PhysicalResourceId?.endsWith(name))?.PhysicalResourceId;
}
