import {
  type Parameter,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
} from "@aws-sdk/client-cloudformation";
import { DescribeRepositoriesCommand, ECRClient, GetLifecyclePolicyCommand } from "@aws-sdk/client-ecr";
import { GetRoleCommand, IAMClient, ListAttachedRolePoliciesCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetBucketEncryptionCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient } from "./stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const cli = join(createRequire(import.meta.url).resolve("aws-cdk/package.json"), "..");
const TEMPLATE = readFileSync(join(cli, "lib/api/bootstrap/bootstrap-template.yaml"), "utf8");

/** Makes the stack of `cdk bootstrap` from the template of the cdk CLI, in a region of its own. */
async function bootstrap(region: string, Parameters: Parameter[] = []) {
  const client = { ...endpoint.client, region };
  const stacks = new StackClient(client);
  const { StackId = "" } = await stacks.client.send(
    new CreateStackCommand({
      StackName: "CDKToolkit",
      TemplateBody: TEMPLATE,
      Capabilities: ["CAPABILITY_NAMED_IAM"],
      Parameters,
    }),
  );
  expect(await stacks.settled(StackId)).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
  const resources = await stacks.client.send(new DescribeStackResourcesCommand({ StackName: StackId }));
  const ids = Object.fromEntries(
    (resources.StackResources ?? []).map((one) => [one.LogicalResourceId, one.PhysicalResourceId]),
  );
  return { client, stacks, ids };
}

test("the bootstrap template of the cdk CLI becomes what it says", async () => {
  const { client, stacks, ids } = await bootstrap("us-east-1", [
    { ParameterKey: "FileAssetsBucketKmsKeyId", ParameterValue: "AWS_MANAGED_KEY" },
    {
      ParameterKey: "CloudFormationExecutionPolicies",
      ParameterValue: "arn:aws:iam::aws:policy/AdministratorAccess",
    },
  ]);
  expect(ids).not.toHaveProperty("FileAssetsBucketEncryptionKey");
  const encryption = await new S3Client({ ...client, forcePathStyle: true }).send(
    new GetBucketEncryptionCommand({ Bucket: "cdk-hnb659fds-assets-000000000000-us-east-1" }),
  );
  expect(encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault).toEqual({
    SSEAlgorithm: "aws:kms",
  });
  const ecr = new ECRClient(client);
  const repositoryName = ids["ContainerAssetsRepository"] ?? "";
  const { repositories } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }));
  expect(repositories?.[0]?.imageTagMutability).toBe("IMMUTABLE");
  const lifecycle = await ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
  expect(lifecycle.lifecyclePolicyText).toContain('"countNumber": 365');
  const iam = new IAMClient(client);
  const RoleName = "cdk-hnb659fds-cfn-exec-role-000000000000-us-east-1";
  expect((await iam.send(new GetRoleCommand({ RoleName }))).Role?.RoleName).toBe(RoleName);
  const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(attached.AttachedPolicies?.map(({ PolicyName }) => PolicyName)).toEqual(["AdministratorAccess"]);
  const version = await new SSMClient(client).send(
    new GetParameterCommand({ Name: "/cdk-bootstrap/hnb659fds/version" }),
  );
  expect(TEMPLATE).toContain(`Value: '${version.Parameter?.Value}'`);
  const kept = await stacks.client.send(new GetTemplateCommand({ StackName: "CDKToolkit" }));
  expect(kept.TemplateBody).toBe(TEMPLATE);
});

test("with a key of its own, which waits for its end when the stack is deleted", async () => {
  const { client, stacks, ids } = await bootstrap("eu-west-1");
  const kms = new KMSClient(client);
  const KeyId = ids["FileAssetsBucketEncryptionKey"] ?? "";
  const byAlias = await kms.send(new DescribeKeyCommand({ KeyId: "alias/cdk-hnb659fds-assets-key" }));
  expect(byAlias.KeyMetadata).toMatchObject({ KeyId, KeyManager: "CUSTOMER", KeyState: "Enabled" });
  const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId }));
  expect(Policy).toContain('"kms:ViaService":["s3.eu-west-1.amazonaws.com"]');
  expect((await stacks.delete("CDKToolkit")).StackStatus).toBe("DELETE_COMPLETE");
  expect((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState).toBe("PendingDeletion");
  await expect(kms.send(new DescribeKeyCommand({ KeyId: "alias/cdk-hnb659fds-assets-key" }))).rejects.toMatchObject({
    name: "NotFoundException",
  });
});
