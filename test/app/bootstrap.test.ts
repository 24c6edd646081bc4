import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { DeleteBucketCommand, HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ensureBootstrap, isBootstrapped } from "../../dev/app/bootstrap.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

const cli = join(createRequire(import.meta.url).resolve("aws-cdk/package.json"), "..");
const CLI_TEMPLATE = readFileSync(join(cli, "lib/api/bootstrap/bootstrap-template.yaml"), "utf8");
const Bucket = "cdk-hnb659fds-assets-000000000000-us-east-1";
const Name = "/cdk-bootstrap/hnb659fds/version";
const TARGET = { account: "000000000000", region: "us-east-1" };

async function start() {
  const endpoint = await startTestEndpoint();
  const clients = {
    cloudformation: new CloudFormationClient(endpoint.client),
    s3: new S3Client({ ...endpoint.client, forcePathStyle: true }),
    ssm: new SSMClient(endpoint.client),
  };
  return {
    ...clients,
    ensure: () => ensureBootstrap(TARGET, clients),
    version: async () => (await clients.ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value,
    resources: async () => {
      const answer = await clients.cloudformation.send(new DescribeStackResourcesCommand({ StackName: "CDKToolkit" }));
      return answer.StackResources?.map(({ LogicalResourceId }) => LogicalResourceId);
    },
    [Symbol.asyncDispose]: endpoint[Symbol.asyncDispose],
  };
}

test("two of the resources of the CLI's template, in its stack and of its version", async () => {
  await using own = await start();
  await own.ensure();
  expect(CLI_TEMPLATE).toContain(`Value: '${await own.version()}'`);
  expect(await own.resources()).toEqual(["StagingBucket", "CdkBootstrapVersion"]);
  for (const id of ["StagingBucket", "CdkBootstrapVersion"]) expect(CLI_TEMPLATE).toContain(`\n  ${id}:\n`);
  expect(await isBootstrapped(own.cloudformation)).toBe(false);
});

test("two deploys at once make one of it, and a later one leaves it alone", async () => {
  await using own = await start();
  await Promise.all([own.ensure(), own.ensure()]);
  const { Stacks } = await own.cloudformation.send(new DescribeStacksCommand({ StackName: "CDKToolkit" }));
  await own.ensure();
  const after = await own.cloudformation.send(new DescribeStacksCommand({ StackName: "CDKToolkit" }));
  expect(after.Stacks).toEqual(Stacks);
});

test("the CLI's template makes the rest of it", async () => {
  await using own = await start();
  await own.ensure();
  await own.cloudformation.send(
    new UpdateStackCommand({
      StackName: "CDKToolkit",
      TemplateBody: CLI_TEMPLATE,
      Capabilities: ["CAPABILITY_NAMED_IAM"],
      Parameters: [{ ParameterKey: "FileAssetsBucketKmsKeyId", ParameterValue: "AWS_MANAGED_KEY" }],
    }),
  );
  await expect.poll(() => own.resources()).toHaveLength(11);
  expect(await isBootstrapped(own.cloudformation)).toBe(true);
});

test("a bucket that has outlived its stack is used again", async () => {
  await using own = await start();
  await own.ensure();
  await own.cloudformation.send(new DeleteStackCommand({ StackName: "CDKToolkit" }));
  await own.s3.send(new HeadBucketCommand({ Bucket }));
  await own.ensure();
  expect(await own.resources()).toEqual(["CdkBootstrapVersion"]);
});

test("a bucket that was taken from its stack is told, with what to do", async () => {
  await using own = await start();
  await own.ensure();
  await own.s3.send(new DeleteBucketCommand({ Bucket }));
  await expect(own.ensure()).rejects.toThrow(`${Bucket} is missing. Delete the stack (aws cloudformation delete-stack`);
});
