import {
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  ListExportsCommand,
  ListImportsCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue, queues } from "./stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);

/** A stack that exports the value `name` under `${AWS::StackName}-value`, or nothing. */
function exporting(value: string | undefined): object {
  const Export = { Name: { "Fn::Sub": "${AWS::StackName}-value" } };
  const Outputs = value === undefined ? {} : { Outputs: { Value: { Value: value, Export } } };
  return { Resources: { Q: queue(`exporter-${value ?? "none"}`) }, ...Outputs };
}

const IMPORTING = {
  Parameters: { From: { Type: "String", Default: "exporter" }, Uses: { Type: "String", Default: "yes" } },
  Conditions: { Uses: { "Fn::Equals": [{ Ref: "Uses" }, "yes"] } },
  Resources: {
    Q: queue("importer", {
      DelaySeconds: { "Fn::If": ["Uses", { "Fn::ImportValue": { "Fn::Sub": "${From}-value" } }, 0] },
    }),
  },
};

test("an export that another stack imports cannot change, nor go, nor its stack", async () => {
  await stacks.create("exporter", exporting("7"));
  await stacks.create("importer", IMPORTING);
  const imports = () => stacks.client.send(new ListImportsCommand({ ExportName: "exporter-value" }));
  expect((await imports()).Imports).toEqual(["importer"]);

  const changed = await stacks.update("exporter", exporting("8"));
  expect(changed.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await stacks.reason("exporter", "exporter", "UPDATE_ROLLBACK_IN_PROGRESS")).toBe(
    "Cannot update export exporter-value as it is in use by importer.",
  );
  const without = await stacks.update("exporter", exporting(undefined));
  expect(without.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  const { Exports } = await stacks.client.send(new ListExportsCommand({}));
  expect(Exports?.map(({ Name, Value }) => [Name, Value])).toEqual([["exporter-value", "7"]]);

  await stacks.client.send(new DeleteStackCommand({ StackName: "exporter" }));
  expect(await stacks.describe("exporter")).toMatchObject({
    StackStatus: "UPDATE_ROLLBACK_COMPLETE",
    StackStatusReason: "Delete canceled. Cannot delete export exporter-value as it is in use by importer.",
  });

  await stacks.update("importer", IMPORTING, { Parameters: [{ ParameterKey: "Uses", ParameterValue: "no" }] });
  await expect(imports()).rejects.toThrow("Export 'exporter-value' is not imported by any stack.");
  expect((await stacks.delete("exporter")).StackStatus).toBe("DELETE_COMPLETE");
});

test("an import that is not there fails the stack, not the call, before anything is made", async () => {
  const lacking = (name: string) => ({
    Resources: { A: queue(`${name}-a`), Q: queue(`${name}-q`, { DelaySeconds: { "Fn::ImportValue": "nowhere" } }) },
  });
  const made = await stacks.create("lacking", lacking("lacking"));
  expect(made.StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(await stacks.reason("lacking", "lacking", "ROLLBACK_IN_PROGRESS")).toBe(
    "No export named nowhere found. Rollback requested by user.",
  );
  expect(await stacks.events("lacking")).toEqual([
    "lacking CREATE_IN_PROGRESS",
    "lacking ROLLBACK_IN_PROGRESS",
    "lacking ROLLBACK_COMPLETE",
  ]);

  await stacks.create("lacks-later", { Resources: { A: queue("lacks-later-a") } });
  const { Id } = await stacks.client.send(
    new CreateChangeSetCommand({
      StackName: "lacks-later",
      ChangeSetName: "c",
      TemplateBody: JSON.stringify(lacking("lacks-later")),
    }),
  );
  expect(await stacks.client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }))).toMatchObject({
    Status: "FAILED",
    StatusReason: "No export named nowhere found.",
    ExecutionStatus: "UNAVAILABLE",
  });
  const updated = await stacks.update("lacks-later", lacking("lacks-later"));
  expect(updated.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await stacks.reason("lacks-later", "lacks-later", "UPDATE_ROLLBACK_IN_PROGRESS")).toBe(
    "No export named nowhere found.",
  );
});

test("nothing imports from a stack that goes, and nothing that is imported goes", async () => {
  for (let round = 0; round < 10; round++) {
    const from = `from-${round}`;
    const Outputs = { O: { Value: "7", Export: { Name: `${from}-value` } } };
    const exporter = await stacks.create(from, { Resources: queues(from, 3, 0), Outputs });
    const Resources = { Q: queue(`to-${round}`, { DelaySeconds: { "Fn::ImportValue": `${from}-value` } }) };
    const [importer] = await Promise.all([
      stacks.create(`to-${round}`, { Resources }),
      sleep(round * 0.7).then(() => stacks.client.send(new DeleteStackCommand({ StackName: from }))),
    ]);
    const { StackStatus } = await stacks.settled(exporter.StackId ?? "");
    expect([
      ["CREATE_COMPLETE", "CREATE_COMPLETE"],
      ["CREATE_COMPLETE", "ROLLBACK_COMPLETE"],
      ["DELETE_COMPLETE", "ROLLBACK_COMPLETE"],
    ]).toContainEqual([StackStatus, importer.StackStatus]);
  }
});

test("what an update that is under way may go back to is in use", async () => {
  const Outputs = { O: { Value: "7", Export: { Name: "kept-value" } } };
  await stacks.create("kept-from", { Resources: queues("kept-from", 1, 0), Outputs });
  const imported = { Q: queue("kept-to", { DelaySeconds: { "Fn::ImportValue": "kept-value" } }) };
  await stacks.create("kept-to", { Resources: imported });
  const breaks = { ...queue("kept-breaks", { DelaySeconds: 100_000 }), DependsOn: ["Q", "Q9"] };
  const without = { ...queues("kept-more", 10, 0), Q: queue("kept-to", { DelaySeconds: 1 }), Breaks: breaks };
  await stacks.client.send(
    new UpdateStackCommand({ StackName: "kept-to", TemplateBody: JSON.stringify({ Resources: without }) }),
  );
  await stacks.client.send(new DeleteStackCommand({ StackName: "kept-from" }));
  expect((await stacks.settled("kept-to")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await stacks.settled("kept-from")).toMatchObject({
    StackStatus: "CREATE_COMPLETE",
    StackStatusReason: "Delete canceled. Cannot delete export kept-value as it is in use by kept-to.",
  });
});
