import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeChangeSetCommand,
} from "@aws-sdk/client-cloudformation";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue } from "./stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);

test("what a condition leaves out cannot be referred to by what it does not", async () => {
  const template = (Value: unknown) => ({
    Conditions: { Never: { "Fn::Equals": ["a", "b"] } },
    Resources: { Q: queue("left-q"), Out: { ...queue("left-out"), Condition: "Never" } },
    Outputs: { O: { Value } },
  });
  await expect(stacks.create("left", template({ Ref: "Out" }))).rejects.toThrow(
    "Unresolved resource dependencies [Out] in the Resources block of the template",
  );
  await expect(stacks.create("left", template({ "Fn::GetAtt": ["Out", "Arn"] }))).rejects.toThrow("[Out]");
  const chosen = { "Fn::If": ["Never", { Ref: "Out" }, "none"] };
  expect((await stacks.create("left", template(chosen))).StackStatus).toBe("CREATE_COMPLETE");
});

test("what stands in metadata is no import", async () => {
  const Metadata = { "Fn::ImportValue": "nowhere" };
  const made = await stacks.create("noted", { Resources: { Q: { ...queue("noted-q"), Metadata } } });
  expect(made.StackStatus).toBe("CREATE_COMPLETE");
});

test("a TemplateURL that is no URL's text is told as one", async () => {
  const TemplateURL = `${endpoint.url}/templates/%E0%A4%A`;
  await expect(stacks.client.send(new CreateStackCommand({ StackName: "no", TemplateURL }))).rejects.toThrow(
    "TemplateURL must be a supported URL.",
  );
});

test("a change set is of its region, and none is made under the ARN of a stack that is gone", async () => {
  const TemplateBody = JSON.stringify({ Resources: { Q: queue("region-q") } });
  const input = { ChangeSetName: "c", ChangeSetType: "CREATE" as const, TemplateBody };
  const { Id, StackId } = await stacks.client.send(new CreateChangeSetCommand({ ...input, StackName: "region" }));
  const elsewhere = new CloudFormationClient({ ...endpoint.client, region: "eu-west-1" });
  await expect(elsewhere.send(new DescribeChangeSetCommand({ ChangeSetName: Id }))).rejects.toThrow("does not exist");
  await stacks.delete("region");
  await expect(stacks.client.send(new CreateChangeSetCommand({ ...input, StackName: StackId }))).rejects.toThrow(
    `Stack [${StackId}] does not exist`,
  );
});
