import {
  CreateStackCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  UpdateTerminationProtectionCommand,
  ValidateTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { GetRoleCommand, GetRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateBucketCommand, HeadBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue } from "./stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);
const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const POLICY = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] };

test("a stack of a bucket, a role, a queue and a table", async () => {
  const template = {
    Description: "Four services",
    Parameters: { Seconds: { Type: "Number", Default: 30 } },
    Resources: {
      Pictures: { Type: "AWS::S3::Bucket", Properties: { VersioningConfiguration: { Status: "Enabled" } } },
      Role: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: TRUST } },
      Policy: {
        Type: "AWS::IAM::Policy",
        Properties: { PolicyName: "all", PolicyDocument: POLICY, Roles: [{ Ref: "Role" }] },
      },
      Events: queue("four-events", { VisibilityTimeout: { Ref: "Seconds" } }),
      Rows: {
        Type: "AWS::DynamoDB::Table",
        Properties: {
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          BillingMode: "PAY_PER_REQUEST",
        },
      },
    },
    Outputs: {
      Bucket: { Value: { Ref: "Pictures" }, Description: "Where pictures go" },
      Role: { Value: { Ref: "Role" } },
      RoleArn: { Value: { "Fn::GetAtt": ["Role", "Arn"] } },
      Queue: { Value: { Ref: "Events" }, Export: { Name: { "Fn::Sub": "${AWS::StackName}-queue" } } },
      Table: { Value: { "Fn::GetAtt": "Rows.Arn" } },
    },
  };
  const stack = await stacks.create("four", template, { ClientRequestToken: "token-1" });
  expect(stack).toMatchObject({
    StackName: "four",
    StackStatus: "CREATE_COMPLETE",
    Description: "Four services",
    Parameters: [{ ParameterKey: "Seconds", ParameterValue: "30" }],
    EnableTerminationProtection: false,
    Capabilities: ["CAPABILITY_NAMED_IAM"],
  });
  expect(stack.StackId).toMatch(/^arn:aws:cloudformation:us-east-1:000000000000:stack\/four\/[0-9a-f-]{36}$/);

  const outputs = await stacks.outputs("four");
  expect(outputs["Bucket"]).toMatch(/^four-pictures-[a-z0-9]{12}$/);
  expect(outputs["Role"]).toMatch(/^four-Role-[A-Z0-9]{12}$/);
  expect(outputs["RoleArn"]).toBe(`arn:aws:iam::000000000000:role/${outputs["Role"]}`);
  expect(outputs["Table"]).toMatch(/^arn:aws:dynamodb:us-east-1:000000000000:table\/four-Rows-[A-Z0-9]{12}$/);
  await s3.send(new HeadBucketCommand({ Bucket: outputs["Bucket"] }));
  const iam = new IAMClient(endpoint.client);
  await iam.send(new GetRoleCommand({ RoleName: outputs["Role"] }));
  const policy = await iam.send(new GetRolePolicyCommand({ RoleName: outputs["Role"], PolicyName: "all" }));
  expect(JSON.parse(decodeURIComponent(policy.PolicyDocument ?? ""))).toEqual(POLICY);
  const { Attributes } = await new SQSClient(endpoint.client).send(
    new GetQueueAttributesCommand({ QueueUrl: outputs["Queue"], AttributeNames: ["VisibilityTimeout"] }),
  );
  expect(Attributes).toEqual({ VisibilityTimeout: "30" });

  const events = await stacks.rawEvents("four");
  expect(events[0]).toMatchObject({ ResourceStatus: "CREATE_IN_PROGRESS", ClientRequestToken: "token-1" });
  expect(events.at(-1)).toMatchObject({ LogicalResourceId: "four", ResourceStatus: "CREATE_COMPLETE" });
  const { Exports } = await stacks.client.send(new ListExportsCommand({}));
  expect(Exports).toEqual([{ ExportingStackId: stack.StackId, Name: "four-queue", Value: outputs["Queue"] }]);
});

test("what a stack holds is described and listed", async () => {
  const stack = await stacks.create("listed", { Resources: { Events: queue("listed-events") } });
  const { StackResources = [] } = await stacks.client.send(new DescribeStackResourcesCommand({ StackName: "listed" }));
  expect(StackResources).toHaveLength(1);
  const PhysicalResourceId = StackResources[0]?.PhysicalResourceId;
  expect(PhysicalResourceId).toMatch(/\/000000000000\/listed-events$/);
  const byPhysical = await stacks.client.send(new DescribeStackResourcesCommand({ PhysicalResourceId }));
  expect(byPhysical.StackResources?.[0]).toMatchObject({ StackId: stack.StackId, LogicalResourceId: "Events" });
  const one = await stacks.client.send(
    new DescribeStackResourceCommand({ StackName: "listed", LogicalResourceId: "Events" }),
  );
  expect(one.StackResourceDetail).toMatchObject({ PhysicalResourceId, ResourceStatus: "CREATE_COMPLETE" });
  const all = await stacks.client.send(new ListStackResourcesCommand({ StackName: "listed" }));
  expect(all.StackResourceSummaries?.map((each) => each.ResourceType)).toEqual(["AWS::SQS::Queue"]);
  const template = await stacks.client.send(new GetTemplateCommand({ StackName: "listed" }));
  expect(JSON.parse(template.TemplateBody ?? "")).toEqual({ Resources: { Events: queue("listed-events") } });
});

test("a deleted stack is found by its ARN only", async () => {
  const { StackId } = await stacks.create("gone", { Resources: { Events: queue("gone-events") } });
  expect(await stacks.delete("gone")).toMatchObject({ StackId, StackStatus: "DELETE_COMPLETE" });
  await expect(stacks.describe("gone")).rejects.toMatchObject({
    name: "ValidationError",
    message: "Stack with id gone does not exist",
  });
  const { StackSummaries = [] } = await stacks.client.send(
    new ListStacksCommand({ StackStatusFilter: ["DELETE_COMPLETE"] }),
  );
  expect(StackSummaries.map((each) => each.StackName)).toContain("gone");
  const { Stacks = [] } = await stacks.client.send(new DescribeStacksCommand({}));
  expect(Stacks.map((each) => each.StackName)).not.toContain("gone");
});

test("a template comes from a bucket, in path style and by the bucket's host name", async () => {
  await s3.send(new CreateBucketCommand({ Bucket: "templates" }));
  const Body = JSON.stringify({ Resources: { Events: queue("from-url") } });
  await s3.send(new PutObjectCommand({ Bucket: "templates", Key: "a b/t.json", Body }));
  for (const [at, TemplateURL] of [
    `${endpoint.url}/templates/a%20b/t.json`,
    "https://templates.s3.us-east-1.amazonaws.com/a%20b/t.json",
  ].entries()) {
    await stacks.client.send(new CreateStackCommand({ StackName: `url-${at}`, TemplateURL }));
    expect((await stacks.settled(`url-${at}`)).StackStatus).toBe("CREATE_COMPLETE");
    await stacks.delete(`url-${at}`);
  }
  await expect(
    stacks.client.send(new CreateStackCommand({ StackName: "no", TemplateURL: `${endpoint.url}/templates/none` })),
  ).rejects.toThrow("S3 error: The specified key does not exist. (s3://templates/none)");
});

test("the CDK's rule on the bootstrap version holds, or says so", async () => {
  const ssm = new SSMClient(endpoint.client);
  const template = {
    Parameters: { BootstrapVersion: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/boot/version" } },
    Rules: {
      CheckBootstrapVersion: {
        Assertions: [
          {
            Assert: { "Fn::Not": [{ "Fn::Contains": [["1", "2"], { Ref: "BootstrapVersion" }] }] },
            AssertDescription: "CDK bootstrap stack version 3 required.",
          },
        ],
      },
    },
    Resources: { Events: queue("ruled") },
  };
  await expect(stacks.create("ruled", template)).rejects.toThrow("Unable to fetch parameters [/boot/version]");
  await ssm.send(new PutParameterCommand({ Name: "/boot/version", Value: "2", Type: "String" }));
  await expect(stacks.create("ruled", template)).rejects.toThrow("CDK bootstrap stack version 3 required.");
  await ssm.send(new PutParameterCommand({ Name: "/boot/version", Value: "32", Type: "String", Overwrite: true }));
  const stack = await stacks.create("ruled", template);
  expect(stack.Parameters).toEqual([
    { ParameterKey: "BootstrapVersion", ParameterValue: "/boot/version", ResolvedValue: "32" },
  ]);
});

test.each([
  ["an unknown type", { X: { Type: "AWS::EC2::Instance" } }, "AWS::EC2::Instance (X)"],
  [
    "an unsupported property",
    { B: { Type: "AWS::S3::Bucket", Properties: { WebsiteConfiguration: {} } } },
    "AWS::S3::Bucket WebsiteConfiguration (B)",
  ],
  [
    "an unsupported nested property",
    { B: { Type: "AWS::S3::Bucket", Properties: { VersioningConfiguration: { Status: "Enabled", Mfa: 1 } } } },
    "AWS::S3::Bucket VersioningConfiguration/Mfa (B)",
  ],
  [
    "an attribute that the type does not have",
    { A: queue("a"), B: queue("b", { KmsMasterKeyId: { "Fn::GetAtt": ["A", "Colour"] } }) },
    "Template error: resource A does not support attribute type Colour in Fn::GetAtt",
  ],
  ["a cycle", { A: queue("a"), B: { ...queue("b"), DependsOn: "B" } }, "Circular dependency between resources: [B]"],
])("%s is refused by name before anything is made", async (_name, Resources, message) => {
  await expect(stacks.create("refused", { Resources })).rejects.toThrow(message);
  await expect(stacks.describe("refused")).rejects.toThrow("does not exist");
});

test("requests that AWS refuses are refused in its words", async () => {
  const template = { Resources: { Events: queue("twice") } };
  await stacks.create("twice", template);
  await expect(stacks.create("twice", template)).rejects.toMatchObject({
    name: "AlreadyExistsException",
    message: "Stack [twice] already exists",
  });
  await expect(stacks.create("1st", template)).rejects.toThrow(
    "1 validation error detected: Value '1st' at 'stackName' failed to satisfy constraint: " +
      "Member must satisfy regular expression pattern: [A-Za-z][-A-Za-z0-9]{0,127}",
  );
  await expect(stacks.client.send(new CreateStackCommand({ StackName: "none" }))).rejects.toThrow(
    "Either Template URL or Template Body must be specified.",
  );
  const role = { Resources: { Role: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: TRUST } } } };
  await expect(stacks.create("role", role, { Capabilities: [] })).rejects.toMatchObject({
    name: "InsufficientCapabilitiesException",
    message: "Requires capabilities : [CAPABILITY_IAM]",
  });
  await expect(stacks.update("nowhere", template)).rejects.toThrow("Stack [nowhere] does not exist");
  await expect(stacks.update("twice", template)).rejects.toThrow("No updates are to be performed.");
});

test.each([
  [{ NotificationARNs: ["arn:aws:sns:us-east-1:000000000000:t"] }, "NotificationARNs"],
  [{ TimeoutInMinutes: 5 }, "TimeoutInMinutes"],
  [{ StackPolicyBody: "{}" }, "StackPolicyBody"],
  [{ RollbackConfiguration: { RollbackTriggers: [{ Arn: "a", Type: "b" }] } }, "RollbackTriggers"],
])("the request member in %j is refused by name", async (options, member) => {
  await expect(stacks.create("member", { Resources: { Q: queue("member") } }, options)).rejects.toThrow(
    `${member} is not supported by the embedded engine`,
  );
});

test("a member that says nothing is taken, and the role is shown as it was given", async () => {
  const RoleARN = "arn:aws:iam::000000000000:role/deploy";
  const options = { NotificationARNs: [], RollbackConfiguration: {}, ResourceTypes: [], RoleARN };
  const stack = await stacks.create("quiet", { Resources: { Q: queue("quiet") } }, options);
  expect(stack).toMatchObject({ StackStatus: "CREATE_COMPLETE", RoleARN });
});

test("termination protection keeps a stack until it is taken off", async () => {
  await stacks.create("kept", { Resources: { Events: queue("kept") } }, { EnableTerminationProtection: true });
  await expect(stacks.delete("kept")).rejects.toThrow(
    "Stack [kept] cannot be deleted while TerminationProtection is enabled",
  );
  await stacks.client.send(
    new UpdateTerminationProtectionCommand({ StackName: "kept", EnableTerminationProtection: false }),
  );
  expect((await stacks.delete("kept")).StackStatus).toBe("DELETE_COMPLETE");
});

test("ValidateTemplate tells of parameters and capabilities", async () => {
  const template = {
    Parameters: { Name: { Type: "String", NoEcho: true } },
    Resources: { Role: { Type: "AWS::IAM::Role", Properties: { RoleName: "r", AssumeRolePolicyDocument: TRUST } } },
  };
  const answer = await stacks.client.send(new ValidateTemplateCommand({ TemplateBody: JSON.stringify(template) }));
  expect(answer).toMatchObject({
    Parameters: [{ ParameterKey: "Name", NoEcho: true }],
    Capabilities: ["CAPABILITY_NAMED_IAM"],
    CapabilitiesReason: "The following resource(s) require capabilities: [AWS::IAM::Role]",
  });
});

test("stacks of accounts and regions are apart", async () => {
  const template = { Resources: { Events: queue("apart") } };
  await stacks.create("apart", template);
  const elsewhere = new StackClient({ ...endpoint.client, region: "eu-west-1" });
  await expect(elsewhere.describe("apart")).rejects.toThrow("does not exist");
  expect((await elsewhere.create("apart", template)).StackId).toContain(":eu-west-1:000000000000:");
  const credentials = { accessKeyId: "111111111111", secretAccessKey: "test" };
  await expect(new StackClient({ ...endpoint.client, credentials }).describe("apart")).rejects.toThrow(
    "does not exist",
  );
});
