import {
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
} from "@aws-sdk/client-iam";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../../support/endpoint.ts";
import { StackClient } from "../stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);
const iam = new IAMClient(endpoint.client);
const RoleName = "worker";

const trust = (Service: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
});
const document = (Action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});

function templateOf(role: object, policy: object): object {
  return {
    Resources: {
      Role: { Type: "AWS::IAM::Role", Properties: { RoleName, ...role } },
      Policy: { Type: "AWS::IAM::Policy", Properties: { Roles: [{ Ref: "Role" }], ...policy } },
    },
  };
}

test("trust, inline and managed policies, description and tags follow the template", async () => {
  await stacks.create(
    "role",
    templateOf(
      {
        AssumeRolePolicyDocument: trust("lambda.amazonaws.com"),
        ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
        Policies: [
          { PolicyName: "kept", PolicyDocument: document("s3:GetObject") },
          { PolicyName: "dropped", PolicyDocument: document("s3:PutObject") },
        ],
        Tags: [{ Key: "team", Value: "faces" }],
      },
      { PolicyName: "beside", PolicyDocument: document("sqs:SendMessage") },
    ),
  );
  const inline = async () => (await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames?.toSorted();
  const attached = async () => (await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies;
  expect(await inline()).toEqual(["beside", "dropped", "kept"]);
  expect(await attached()).toMatchObject([{ PolicyName: "AWSLambdaBasicExecutionRole" }]);

  const after = templateOf(
    {
      AssumeRolePolicyDocument: trust("ec2.amazonaws.com"),
      Description: "Works elsewhere",
      Policies: [{ PolicyName: "kept", PolicyDocument: document("s3:*") }],
    },
    { PolicyName: "renamed", PolicyDocument: document("sqs:SendMessage") },
  );
  expect((await stacks.update("role", after)).StackStatus).toBe("UPDATE_COMPLETE");
  expect(await inline()).toEqual(["kept", "renamed"]);
  expect(await attached()).toEqual([]);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  expect(Role?.Description).toBe("Works elsewhere");
  expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""))).toEqual(trust("ec2.amazonaws.com"));
  expect((await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual([]);

  await stacks.delete("role");
  await expect(iam.send(new GetRoleCommand({ RoleName }))).rejects.toMatchObject({ name: "NoSuchEntityException" });
});
