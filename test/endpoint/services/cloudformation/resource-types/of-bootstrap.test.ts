import {
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-ecr";
import { GetPolicyCommand, IAMClient, ListAttachedRolePoliciesCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient, ListResourceTagsCommand } from "@aws-sdk/client-kms";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../../support/endpoint.ts";
import { StackClient } from "../stack-client.ts";

/** At least 100 characters, as ECR asks. */
const RULES = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 1 },
      action: { type: "expire" },
    },
  ],
});

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);

const policy = (Action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action, Resource: "*" }],
});

test("AWS::ECR::Repository: policies, tags and mutability follow", async () => {
  const ecr = new ECRClient(endpoint.client);
  const repositoryName = "own/images";
  const template = (properties: object) => ({
    Resources: { R: { Type: "AWS::ECR::Repository", Properties: { RepositoryName: repositoryName, ...properties } } },
    Outputs: {
      Arn: { Value: { "Fn::GetAtt": ["R", "Arn"] } },
      Uri: { Value: { "Fn::GetAtt": ["R", "RepositoryUri"] } },
    },
  });
  const full = {
    ImageTagMutability: "IMMUTABLE",
    LifecyclePolicy: { LifecyclePolicyText: RULES },
    RepositoryPolicyText: policy("ecr:BatchGetImage"),
    Tags: [{ Key: "a", Value: "1" }],
  };
  await stacks.create("ecr", template(full));
  const { Arn: resourceArn, Uri } = await stacks.outputs("ecr");
  expect(Uri).toBe("000000000000.dkr.ecr.us-east-1.amazonaws.com/own/images");
  const read = async () => {
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }));
    const { tags } = await ecr.send(new ListTagsForResourceCommand({ resourceArn }));
    return [repositories?.[0]?.imageTagMutability, tags];
  };
  expect(await read()).toEqual(["IMMUTABLE", [{ Key: "a", Value: "1" }]]);
  const lifecycle = () => ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
  const access = () => ecr.send(new GetRepositoryPolicyCommand({ repositoryName }));
  expect((await lifecycle()).lifecyclePolicyText).toBe(RULES);
  expect((await access()).policyText).toContain("ecr:BatchGetImage");
  await stacks.update("ecr", template({ Tags: [{ Key: "b", Value: "2" }] }));
  expect(await read()).toEqual(["MUTABLE", [{ Key: "b", Value: "2" }]]);
  await expect(lifecycle()).rejects.toMatchObject({ name: "LifecyclePolicyNotFoundException" });
  await expect(access()).rejects.toMatchObject({ name: "RepositoryPolicyNotFoundException" });
  await stacks.delete("ecr");
  await expect(read()).rejects.toMatchObject({ name: "RepositoryNotFoundException" });
});

test("AWS::ECR::Repository: scans are set in place, of one with a name of its own too", async () => {
  const ecr = new ECRClient(endpoint.client);
  const template = (properties: object) => ({
    Resources: { R: { Type: "AWS::ECR::Repository", Properties: { RepositoryName: "own/scanned", ...properties } } },
  });
  const scans = async () => {
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ["own/scanned"] }));
    return repositories?.[0]?.imageScanningConfiguration?.scanOnPush;
  };
  await stacks.create("scans", template({ ImageScanningConfiguration: { ScanOnPush: true } }));
  expect(await scans()).toBe(true);
  for (const ScanOnPush of [false, true]) {
    const { StackStatus } = await stacks.update("scans", template({ ImageScanningConfiguration: { ScanOnPush } }));
    expect([StackStatus, await scans()]).toEqual(["UPDATE_COMPLETE", ScanOnPush]);
  }
  await stacks.update("scans", template({}));
  expect(await scans()).toBe(false);
});

test("AWS::KMS::Key: the default is no change, another spec or usage is refused, and the key stays", async () => {
  const kms = new KMSClient(endpoint.client);
  const template = (properties: object) => ({
    Resources: { K: { Type: "AWS::KMS::Key", Properties: { KeyPolicy: policy("kms:*"), ...properties } } },
    Outputs: { Id: { Value: { Ref: "K" } } },
  });
  await stacks.create("spec", template({}));
  const { Id: KeyId } = await stacks.outputs("spec");
  const defaults = { KeySpec: "SYMMETRIC_DEFAULT", KeyUsage: "ENCRYPT_DECRYPT" };
  expect((await stacks.update("spec", template(defaults))).StackStatus).toBe("UPDATE_COMPLETE");
  const changed = { KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" };
  expect((await stacks.update("spec", template(changed))).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await stacks.reason("spec", "K", "UPDATE_FAILED")).toBe(
    "The KeySpec and KeyUsage of a KMS key cannot be changed. Give the key that is to have another one another logical id.",
  );
  expect((await stacks.outputs("spec"))["Id"]).toBe(KeyId);
  expect((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState).toBe("Enabled");
  expect((await stacks.update("spec", template({}))).StackStatus).toBe("UPDATE_COMPLETE");
});

test("AWS::KMS::Key and Alias: policy, description and tags follow; the alias moves", async () => {
  const kms = new KMSClient(endpoint.client);
  const key = (properties: object) => ({ Type: "AWS::KMS::Key", Properties: properties });
  const template = (properties: object, target: "One" | "Two") => ({
    Resources: {
      One: key({ KeyPolicy: policy("kms:*"), ...properties }),
      Two: key({ PendingWindowInDays: 7 }),
      A: { Type: "AWS::KMS::Alias", Properties: { AliasName: "alias/own", TargetKeyId: { Ref: target } } },
    },
    Outputs: { One: { Value: { Ref: "One" } }, Two: { Value: { "Fn::GetAtt": ["Two", "Arn"] } } },
  });
  await stacks.create("kms", template({ Description: "first", Tags: [{ Key: "a", Value: "1" }] }, "One"));
  const { One: KeyId = "", Two = "" } = await stacks.outputs("kms");
  const byAlias = async () => (await kms.send(new DescribeKeyCommand({ KeyId: "alias/own" }))).KeyMetadata;
  expect(await byAlias()).toMatchObject({ KeyId, Description: "first" });
  await stacks.update("kms", template({ KeyPolicy: policy("kms:Describe*"), Description: "second" }, "Two"));
  expect((await byAlias())?.Arn).toBe(Two);
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
  expect(KeyMetadata?.Description).toBe("second");
  expect((await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy).toContain("kms:Describe*");
  expect((await kms.send(new ListResourceTagsCommand({ KeyId }))).Tags).toEqual([]);
  expect((await stacks.delete("kms")).StackStatus).toBe("DELETE_COMPLETE");
  const gone = await kms.send(new DescribeKeyCommand({ KeyId: Two }));
  const days = ((gone.KeyMetadata?.DeletionDate?.getTime() ?? 0) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.9);
  expect(days).toBeLessThanOrEqual(7);
});

test("AWS::IAM::ManagedPolicy: it comes with its roles; a new text needs a new policy, which cannot have the same name", async () => {
  const iam = new IAMClient(endpoint.client);
  const trust = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }] };
  const document = (Action: string) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action, Resource: "*" }],
  });
  const template = (Action: string, Roles: object[]) => ({
    Resources: {
      Role: { Type: "AWS::IAM::Role", Properties: { RoleName: "holder", AssumeRolePolicyDocument: trust } },
      P: {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: { ManagedPolicyName: "own", PolicyDocument: document(Action), Roles },
      },
    },
    Outputs: { Arn: { Value: { Ref: "P" } } },
  });
  const attached = async () => {
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: "holder" }));
    return AttachedPolicies?.map(({ PolicyArn }) => PolicyArn);
  };
  await stacks.create("policy", template("s3:GetObject", [{ Ref: "Role" }]));
  const { Arn: PolicyArn } = await stacks.outputs("policy");
  expect(PolicyArn).toBe("arn:aws:iam::000000000000:policy/own");
  expect(await attached()).toEqual([PolicyArn]);
  const refused = await stacks.update("policy", template("s3:PutObject", []));
  expect(refused.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await stacks.reason("policy", "P", "UPDATE_FAILED")).toContain("custom-named resource requires replacing");
  expect(await attached()).toEqual([PolicyArn]);
  expect((await stacks.update("policy", template("s3:GetObject", []))).StackStatus).toBe("UPDATE_COMPLETE");
  expect(await attached()).toEqual([]);
  await stacks.delete("policy");
  await expect(iam.send(new GetPolicyCommand({ PolicyArn }))).rejects.toMatchObject({ name: "NoSuchEntityException" });
});
