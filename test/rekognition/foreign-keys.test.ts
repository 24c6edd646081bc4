import { ListCollectionsCommand, RekognitionClient } from "@aws-sdk/client-rekognition";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { makeRole } from "../endpoint/services/lambda/support.ts";
import { startTestEndpoint } from "../support/endpoint.ts";

// Rekognition beside another emulator, which hands out the keys that its functions sign with.

test("the keys of a function of another Doppelface are taken beside it, and refused by a Doppelface of its own", async () => {
  await using emulator = await startTestEndpoint();
  await using beside = await startTestEndpoint({ settings: { foreignKeys: true } });
  await using other = await startTestEndpoint();
  const RoleArn = await makeRole(emulator.client, "function-role");
  const sts = new STSClient(emulator.client);
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "function" }));
  sts.destroy();
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
  const collections = async ({ client }: typeof beside): Promise<unknown> => {
    const rekognition = new RekognitionClient({ ...client, credentials });
    return rekognition.send(new ListCollectionsCommand({})).finally(() => rekognition.destroy());
  };
  expect(await collections(beside)).toMatchObject({ CollectionIds: [] });
  await expect(collections(other)).rejects.toThrow("is not known here");
});
