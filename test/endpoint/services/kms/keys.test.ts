import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
  paginateListKeys,
} from "@aws-sdk/client-kms";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const kms = new KMSClient(endpoint.client);

async function newKey(input: ConstructorParameters<typeof CreateKeyCommand>[0] = {}): Promise<string> {
  return (await kms.send(new CreateKeyCommand(input))).KeyMetadata?.KeyId ?? "";
}

async function describe(KeyId: string) {
  return (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
}

test("a key is found by id, ARN and alias", async () => {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: "own" }));
  expect(KeyMetadata).toMatchObject({
    Arn: `arn:aws:kms:us-east-1:000000000000:key/${KeyMetadata?.KeyId}`,
    Description: "own",
    Enabled: true,
    KeyManager: "CUSTOMER",
    KeySpec: "SYMMETRIC_DEFAULT",
    KeyState: "Enabled",
    KeyUsage: "ENCRYPT_DECRYPT",
  });
  const KeyId = KeyMetadata?.KeyId ?? "";
  await kms.send(new CreateAliasCommand({ AliasName: "alias/own", TargetKeyId: KeyId }));
  for (const reference of [KeyId, KeyMetadata?.Arn, "alias/own", "arn:aws:kms:us-east-1:000000000000:alias/own"]) {
    expect((await describe(reference ?? ""))?.KeyId).toBe(KeyId);
  }
  for (const elsewhere of [
    KeyMetadata?.Arn?.replace("us-east-1", "us-west-2"),
    "arn:aws:kms:us-west-2:000000000000:alias/own",
  ]) {
    await expect(describe(elsewhere ?? "")).rejects.toMatchObject({
      name: "NotFoundException",
      message: "Invalid arn us-west-2",
    });
  }
  await kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: "changed" }));
  expect((await describe(KeyId))?.Description).toBe("changed");
  await expect(describe("0b9c2d1e-0000-4000-8000-000000000000")).rejects.toMatchObject({
    name: "NotFoundException",
    message: "Key 'arn:aws:kms:us-east-1:000000000000:key/0b9c2d1e-0000-4000-8000-000000000000' does not exist",
  });
  const elsewhere = new KMSClient({ ...endpoint.client, region: "eu-west-1" });
  expect((await elsewhere.send(new ListKeysCommand({}))).Keys).toEqual([]);
});

test("an alias is given once, moves, is listed and goes", async () => {
  const [one, two] = [await newKey(), await newKey()];
  const AliasName = "alias/moving";
  await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: one }));
  await expect(kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: two }))).rejects.toMatchObject({
    name: "AlreadyExistsException",
    message: "An alias with the name arn:aws:kms:us-east-1:000000000000:alias/moving already exists",
  });
  await kms.send(new UpdateAliasCommand({ AliasName, TargetKeyId: two }));
  const { Aliases } = await kms.send(new ListAliasesCommand({ KeyId: two }));
  expect(Aliases?.map((alias) => [alias.AliasName, alias.TargetKeyId])).toEqual([[AliasName, two]]);
  expect((await kms.send(new ListAliasesCommand({ KeyId: one }))).Aliases).toEqual([]);
  await kms.send(new DeleteAliasCommand({ AliasName }));
  await expect(kms.send(new DeleteAliasCommand({ AliasName }))).rejects.toMatchObject({
    name: "NotFoundException",
    message: "Alias arn:aws:kms:us-east-1:000000000000:alias/moving is not found.",
  });
});

test("a policy is stored as it came; without one it is the account's", async () => {
  const KeyId = await newKey();
  const policy = async () => (await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy;
  expect(JSON.parse((await policy()) ?? "")).toMatchObject({
    Statement: [{ Principal: { AWS: "arn:aws:iam::000000000000:root" }, Action: "kms:*" }],
  });
  const Policy = '{"Version":"2012-10-17","Statement":[]}';
  await kms.send(new PutKeyPolicyCommand({ KeyId, Policy }));
  expect(await policy()).toBe(Policy);
});

test("a key that is to go takes no changes, until it is kept", async () => {
  const KeyId = await newKey();
  const { KeyState } = await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
  expect(KeyState).toBe("PendingDeletion");
  expect(await describe(KeyId)).toMatchObject({ Enabled: false, KeyState: "PendingDeletion" });
  await expect(kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: "x" }))).rejects.toMatchObject({
    name: "KMSInvalidStateException",
    message: expect.stringContaining("is pending deletion."),
  });
  await kms.send(new CancelKeyDeletionCommand({ KeyId }));
  await kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: "kept" }));
  expect((await describe(KeyId))?.Description).toBe("kept");
});

test("an alias of AWS's own has one key, made with the first look at it", async () => {
  const first = await describe("alias/aws/s3");
  expect(first).toMatchObject({ KeyManager: "AWS", Enabled: true });
  expect((await describe("arn:aws:kms:us-east-1:000000000000:alias/aws/s3"))?.KeyId).toBe(first?.KeyId);
  await expect(describe("mine/alias/aws/s3")).rejects.toMatchObject({ name: "NotFoundException" });
});

test("keys come in pages", async () => {
  await newKey();
  await newKey();
  const pages: number[] = [];
  const seen = new Set<string | undefined>();
  for await (const page of paginateListKeys({ client: kms, pageSize: 2 }, {})) {
    pages.push(page.Keys?.length ?? 0);
    for (const { KeyId } of page.Keys ?? []) seen.add(KeyId);
  }
  expect(Math.max(...pages)).toBe(2);
  expect(seen.size).toBe(pages.reduce((sum, count) => sum + count, 0));
});

test("tags are set and taken off", async () => {
  const KeyId = await newKey({ Tags: [{ TagKey: "a", TagValue: "1" }] });
  await kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: "b", TagValue: "2" }] }));
  await kms.send(new UntagResourceCommand({ KeyId, TagKeys: ["a"] }));
  const { Tags } = await kms.send(new ListResourceTagsCommand({ KeyId }));
  expect(Tags).toEqual([{ TagKey: "b", TagValue: "2" }]);
});

test("what needs key material is refused by its name", async () => {
  const KeyId = await newKey();
  await expect(kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from("x") }))).rejects.toMatchObject({
    name: "UnsupportedOperation",
    message: expect.stringContaining("kms Encrypt is not supported"),
  });
  await expect(newKey({ KeySpec: "RSA_2048" })).rejects.toMatchObject({
    name: "UnsupportedOperation",
    message: expect.stringContaining("the spec RSA_2048"),
  });
});

test("a key whose time has come is gone, after a start with its alias", async () => {
  const state = { folder: mkdtempSync(join(tmpdir(), "kms-test-")) };
  const days = (count: number) => count * 24 * 60 * 60 * 1000;
  const AliasName = "alias/going";
  const clock = vi.spyOn(Date, "now");
  try {
    const first = await startTestEndpoint({ state });
    const client = new KMSClient(first.client);
    const KeyId = (await client.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? "";
    await client.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyId }));
    clock.mockReturnValue(performance.timeOrigin + performance.now() - days(8));
    await client.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    clock.mockRestore();
    // Another client: the first one keeps to the time of its last answer.
    await expect(new KMSClient(first.client).send(new DescribeKeyCommand({ KeyId }))).rejects.toMatchObject({
      name: "NotFoundException",
    });
    await first.stop();
    await using second = await startTestEndpoint({ state });
    const after = new KMSClient(second.client);
    expect((await after.send(new ListKeysCommand({}))).Keys).toEqual([]);
    expect((await after.send(new ListAliasesCommand({}))).Aliases).toEqual([]);
  } finally {
    clock.mockRestore();
    rmSync(state.folder, { recursive: true, force: true });
  }
});
