import { CreateRepositoryCommand, ECRClient, PutImageTagMutabilityCommand } from "@aws-sdk/client-ecr";
import { CreateAliasCommand, GetKeyPolicyCommand, KMSClient, TagResourceCommand } from "@aws-sdk/client-kms";
import { AddTagsToResourceCommand, GetParametersCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";
import { startTestEndpoint } from "../../support/endpoint.ts";

const { client } = await startTestEndpoint();
const ssm = new SSMClient(client);
const kms = new KMSClient(client);
const ecr = new ECRClient(client);
const KeyId = "0d990263-018e-4e65-a703-eff731de951e";

test.each([
  [
    "an element of a list, by all that is asked of it",
    () => ssm.send(new GetParametersCommand({ Names: ["a", ""] })),
    "ValidationException",
    "1 validation error detected: Value '[a, ]' at 'names' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 2048, Member must have length greater than or equal to 1]",
  ],
  [
    "a list that is too long",
    () => ssm.send(new GetParametersCommand({ Names: "abcdefghijk".split("") })),
    "ValidationException",
    "1 validation error detected: Value '[a, b, c, d, e, f, g, h, i, j, k]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 10",
  ],
  [
    "an enumeration",
    () => ssm.send(new PutParameterCommand({ Name: "a", Value: "b", Type: "Text" as "String" })),
    "ValidationException",
    "1 validation error detected: Value 'Text' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [String, StringList, SecureString]",
  ],
  [
    "what is missing, beside what is wrong",
    () => kms.send(new TagResourceCommand({ KeyId: "", Tags: undefined })),
    "ValidationException",
    "2 validation errors detected: Value '' at 'keyId' failed to satisfy constraint: Member must have length greater than or equal to 1; Value null at 'tags' failed to satisfy constraint: Member must not be null",
  ],
  [
    "the place of a member in a list",
    () => kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: "", TagValue: "x" }] })),
    "ValidationException",
    "1 validation error detected: Value '' at 'tags.1.member.tagKey' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    "a pattern, as the model has it",
    () => kms.send(new CreateAliasCommand({ AliasName: "alias/a b", TargetKeyId: KeyId })),
    "ValidationException",
    "1 validation error detected: Value 'alias/a b' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$",
  ],
  [
    "ECR's own words for a pattern",
    () => ecr.send(new CreateRepositoryCommand({ repositoryName: "Upper" })),
    "InvalidParameterException",
    "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(\\/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*''",
  ],
  [
    "and for a length",
    () => ecr.send(new CreateRepositoryCommand({ repositoryName: "a" })),
    "InvalidParameterException",
    "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must have length greater than or equal to 2'",
  ],
])("refuses %s", async (_what, call, name, message) => {
  await expect(call()).rejects.toMatchObject({ name, message, $metadata: { httpStatusCode: 400 } });
});

test.each([
  [
    "an alias without its prefix",
    () => kms.send(new CreateAliasCommand({ AliasName: "mine", TargetKeyId: KeyId })),
    "ValidationException",
    'Alias must start with the prefix "alias/"',
  ],
  [
    "another policy than a key has",
    () => kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "mine" })),
    "NotFoundException",
    "does not exist",
  ],
  [
    "tags on a document",
    () => ssm.send(new AddTagsToResourceCommand({ ResourceType: "Document", ResourceId: "a", Tags: [] })),
    "UnsupportedOperation",
    "AddTagsToResource of a Document",
  ],
  [
    "mutability with exclusions",
    () =>
      ecr.send(
        new PutImageTagMutabilityCommand({ repositoryName: "ab", imageTagMutability: "MUTABLE_WITH_EXCLUSION" }),
      ),
    "UnsupportedOperation",
    "the mutability MUTABLE_WITH_EXCLUSION",
  ],
])("refuses %s, which the model allows", async (_what, call, name, message) => {
  await expect(call()).rejects.toMatchObject({ name, message: expect.stringContaining(message) as string });
});
