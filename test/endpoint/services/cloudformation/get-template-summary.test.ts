import { GetTemplateSummaryCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue } from "./stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const { client } = new StackClient(endpoint.client);

test("a template is summed up without making anything of it", async () => {
  const role = {
    Type: "AWS::IAM::Role",
    Properties: { RoleName: "named", AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } },
  };
  const template = {
    Description: "Two queues and a role",
    Parameters: { Name: { Type: "String", Default: "q", Description: "of the queue" } },
    Resources: { A: queue("a"), B: queue("b"), Role: role },
  };
  const summary = await client.send(new GetTemplateSummaryCommand({ TemplateBody: JSON.stringify(template) }));
  expect(summary).toMatchObject({
    Description: "Two queues and a role",
    Parameters: [{ ParameterKey: "Name", ParameterType: "String", DefaultValue: "q", Description: "of the queue" }],
    ResourceTypes: ["AWS::SQS::Queue", "AWS::IAM::Role"],
    Capabilities: ["CAPABILITY_NAMED_IAM"],
    CapabilitiesReason: expect.stringContaining("AWS::IAM::Role"),
  });
  await expect(client.send(new GetTemplateSummaryCommand({}))).rejects.toMatchObject({ name: "ValidationError" });
});
