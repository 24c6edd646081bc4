import {
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DeleteRepositoryPolicyCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
  paginateDescribeRepositories,
} from "@aws-sdk/client-ecr";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const ecr = new ECRClient(endpoint.client);

test("a repository is made, described, changed and removed", async () => {
  const repositoryName = "team/images";
  const made = await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  expect(made.repository).toMatchObject({
    repositoryName,
    repositoryArn: "arn:aws:ecr:us-east-1:000000000000:repository/team/images",
    registryId: "000000000000",
    imageTagMutability: "MUTABLE",
    imageScanningConfiguration: { scanOnPush: false },
  });
  expect(made.repository?.createdAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  await expect(ecr.send(new CreateRepositoryCommand({ repositoryName }))).rejects.toMatchObject({
    name: "RepositoryAlreadyExistsException",
    message: "The repository with name 'team/images' already exists in the registry with id '000000000000'",
  });
  await ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: "IMMUTABLE" }));
  const imageScanningConfiguration = { scanOnPush: true };
  const scanning = await ecr.send(
    new PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration }),
  );
  expect(scanning).toMatchObject({ registryId: "000000000000", repositoryName, imageScanningConfiguration });
  const described = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }));
  expect(described.repositories?.[0]).toMatchObject({ imageTagMutability: "IMMUTABLE", imageScanningConfiguration });
  const elsewhere = new ECRClient({ ...endpoint.client, region: "eu-west-1" });
  expect((await elsewhere.send(new DescribeRepositoriesCommand({}))).repositories).toEqual([]);
  await ecr.send(new DeleteRepositoryCommand({ repositoryName }));
  await expect(ecr.send(new DeleteRepositoryCommand({ repositoryName }))).rejects.toMatchObject({
    name: "RepositoryNotFoundException",
    message: "The repository with name 'team/images' does not exist in the registry with id '000000000000'",
  });
});

test("all repositories come in pages, by name", async () => {
  for (const repositoryName of ["page-c", "page-a", "page-b"]) {
    await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  }
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateDescribeRepositories({ client: ecr, pageSize: 2 }, {})) {
    pages.push((page.repositories ?? []).map((repository) => repository.repositoryName));
  }
  expect(pages).toEqual([["page-a", "page-b"], ["page-c"]]);
});

test("policies are stored as they came, and missing ones told", async () => {
  const repositoryName = "policies";
  await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  const policyText = '{"Version":"2012-10-17","Statement":[]}';
  await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
  expect((await ecr.send(new GetRepositoryPolicyCommand({ repositoryName }))).policyText).toBe(policyText);
  await ecr.send(new DeleteRepositoryPolicyCommand({ repositoryName }));
  await expect(ecr.send(new GetRepositoryPolicyCommand({ repositoryName }))).rejects.toMatchObject({
    name: "RepositoryPolicyNotFoundException",
  });
  const selection = { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 1 };
  const lifecyclePolicyText = JSON.stringify({ rules: [{ rulePriority: 1, selection, action: { type: "expire" } }] });
  await ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
  const lifecycle = await ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
  expect(lifecycle).toMatchObject({ lifecyclePolicyText, registryId: "000000000000", repositoryName });
  await ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }));
  await expect(ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }))).rejects.toMatchObject({
    name: "LifecyclePolicyNotFoundException",
  });
});

test("tags are set and taken off by ARN", async () => {
  const tags = [{ Key: "a", Value: "1" }];
  const { repository } = await ecr.send(new CreateRepositoryCommand({ repositoryName: "tagged", tags }));
  const resourceArn = repository?.repositoryArn;
  await ecr.send(new TagResourceCommand({ resourceArn, tags: [...tags, { Key: "b", Value: "2" }] }));
  await ecr.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
  expect((await ecr.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual([{ Key: "b", Value: "2" }]);
});

test("what is not here is refused by its name", async () => {
  await expect(ecr.send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({
    name: "UnsupportedOperation",
    message: expect.stringContaining("ecr GetAuthorizationToken is not supported"),
  });
  const encryptionConfiguration = { encryptionType: "KMS" as const };
  await expect(
    ecr.send(new CreateRepositoryCommand({ repositoryName: "kms", encryptionConfiguration })),
  ).rejects.toMatchObject({ name: "UnsupportedOperation", message: expect.stringContaining("encryption type KMS") });
  await expect(ecr.send(new CreateRepositoryCommand({ repositoryName: "Upper" }))).rejects.toMatchObject({
    name: "InvalidParameterException",
    message: expect.stringContaining("'repositoryName' failed to satisfy constraint"),
  });
});

test("a registry of another account, and an ARN of one or of another region, reach nothing", async () => {
  const repositoryName = "apart";
  const { repository } = await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  const registryId = "111111111111";
  const resourceArn = repository?.repositoryArn ?? "";
  for (const call of [
    () => ecr.send(new DescribeRepositoriesCommand({ registryId })),
    () => ecr.send(new DescribeRepositoriesCommand({ registryId, repositoryNames: [repositoryName] })),
    () => ecr.send(new DeleteRepositoryCommand({ registryId, repositoryName })),
    () => ecr.send(new ListTagsForResourceCommand({ resourceArn: resourceArn.replace("000000000000", registryId) })),
  ]) {
    await expect(call()).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringContaining("because no resource-based policy allows"),
    });
  }
  await expect(
    ecr.send(new ListTagsForResourceCommand({ resourceArn: resourceArn.replace("us-east-1", "us-west-2") })),
  ).rejects.toMatchObject({ name: "RepositoryNotFoundException" });
});
