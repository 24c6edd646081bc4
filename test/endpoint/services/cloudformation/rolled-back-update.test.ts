import { ContinueUpdateRollbackCommand, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { zipSync } from "fflate";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue } from "./stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);
const sqs = new SQSClient(endpoint.client);
const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });

const BREAKS = { ...queue("breaks", { DelaySeconds: 100_000 }) };
const ROLE = "arn:aws:iam::000000000000:role/deployer";

async function queuesOf(prefix: string): Promise<string[]> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: prefix }));
  return QueueUrls.map((url) => url.split("/").at(-1) ?? "").sort();
}

test("the policies of the template before hold again, whatever the failed one did to the resource", async () => {
  const Retained = { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" };
  const Deleted = { DeletionPolicy: "Delete", UpdateReplacePolicy: "Delete" };
  const resources = (policy: object, delay: number, name: string) => ({
    Adopted: { ...queue("keep-adopted"), ...policy },
    Updated: { ...queue("keep-updated", { DelaySeconds: delay }), ...policy },
    Replaced: { ...queue(name), ...policy },
    Refused: {
      ...queue("keep-refused", { DelaySeconds: delay === 1 ? 1 : 100_000 }),
      ...policy,
      DependsOn: "Replaced",
    },
  });
  await stacks.create("keep", { Resources: resources(Retained, 1, "keep-old") });
  const failed = await stacks.update("keep", { Resources: resources(Deleted, 2, "keep-new") });
  expect(failed.StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await queuesOf("keep-")).toEqual(["keep-adopted", "keep-old", "keep-refused", "keep-updated"]);

  const { Adopted: _, ...others } = resources(Retained, 1, "keep-old");
  expect((await stacks.update("keep", { Resources: others })).StackStatus).toBe("UPDATE_COMPLETE");
  expect(await stacks.events("keep")).toContain("Adopted DELETE_SKIPPED");
  expect((await stacks.delete("keep")).StackStatus).toBe("DELETE_COMPLETE");
  expect(await queuesOf("keep-")).toEqual(["keep-adopted", "keep-old", "keep-refused", "keep-updated"]);
});

test("a deletion policy that only the failed template had retains nothing", async () => {
  const Resources = { Q: queue("loose-q") };
  await stacks.create("loose", { Resources });
  const retaining = { Q: { ...Resources.Q, DeletionPolicy: "Retain" }, B: { ...BREAKS, DependsOn: "Q" } };
  expect((await stacks.update("loose", { Resources: retaining })).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  await stacks.delete("loose");
  expect(await queuesOf("loose-")).toEqual([]);
});

test("all that the stack shows is that of the template before", async () => {
  const before = { Description: "old text", Resources: { Q: queue("shown-q") } };
  const { StackId } = await stacks.create("shown", before, { Tags: [{ Key: "team", Value: "a" }] });
  const { Description: _, ...silent } = before;
  const after = { ...silent, Resources: { ...before.Resources, B: BREAKS } };
  const options = { Tags: [{ Key: "team", Value: "b" }], RoleARN: ROLE };
  expect((await stacks.update("shown", after, options)).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  const shown = await stacks.describe("shown");
  expect(shown).toMatchObject({ StackId, Description: "old text", Tags: [{ Key: "team", Value: "a" }] });
  expect(shown.RoleARN).toBeUndefined();
  const { TemplateBody } = await stacks.client.send(new GetTemplateCommand({ StackName: "shown" }));
  expect(JSON.parse(TemplateBody ?? "")).toEqual(before);

  // The other way round: a text that only the failed template had is gone.
  await stacks.create("silent", { Resources: { Q: queue("silent-q") } });
  await stacks.update("silent", { Description: "new text", Resources: { Q: queue("silent-q"), B: BREAKS } });
  expect((await stacks.describe("silent")).Description).toBeUndefined();
});

test("what is retained stays when a stack is deleted in the middle of a rollback that failed", async () => {
  await s3.send(new CreateBucketCommand({ Bucket: "stuck-code" }));
  const upload = (Key: string) =>
    s3.send(
      new PutObjectCommand({ Bucket: "stuck-code", Key, Body: zipSync({ "index.js": Buffer.from("exports.h=0") }) }),
    );
  await upload("old.zip");
  await upload("new.zip");
  const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }];
  const template = (policy: string, S3Key: string, name: string, more: object = {}) => ({
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement } },
      },
      Stuck: {
        Type: "AWS::Lambda::Function",
        DeletionPolicy: policy,
        Properties: {
          FunctionName: "stuck-function",
          Runtime: "nodejs24.x",
          Handler: "index.h",
          Role: { "Fn::GetAtt": ["Role", "Arn"] },
          Code: { S3Bucket: "stuck-code", S3Key },
        },
      },
      Adopted: { ...queue("stuck-adopted"), DeletionPolicy: policy },
      Replaced: { ...queue(name), DeletionPolicy: policy },
      ...more,
    },
  });
  await stacks.create("stuck", template("Retain", "old.zip", "stuck-old"));
  await s3.send(new DeleteObjectCommand({ Bucket: "stuck-code", Key: "old.zip" }));
  const breaks = { Breaks: { ...BREAKS, DependsOn: ["Stuck", "Adopted", "Replaced"] } };
  const failed = await stacks.update("stuck", template("Delete", "new.zip", "stuck-new", breaks));
  expect(failed.StackStatus).toBe("UPDATE_ROLLBACK_FAILED");
  expect((await stacks.delete("stuck")).StackStatus).toBe("DELETE_COMPLETE");
  expect(await queuesOf("stuck-")).toEqual(["stuck-adopted", "stuck-old"]);
  const function_ = await new LambdaClient(endpoint.client).send(
    new InvokeCommand({ FunctionName: "stuck-function", InvocationType: "DryRun" }),
  );
  expect(function_.StatusCode).toBe(204);
});

test("a rollback does not touch what was there before the update and is not the stack's", async () => {
  await sqs.send(new CreateQueueCommand({ QueueName: "alien-taken" }));
  await stacks.create("alien", { Resources: { Q: queue("alien-q") } });
  const after = { Resources: { Q: queue("alien-q"), Taken: queue("alien-taken") } };
  expect((await stacks.update("alien", after)).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await queuesOf("alien-")).toEqual(["alien-q", "alien-taken"]);
  await expect(stacks.client.send(new ContinueUpdateRollbackCommand({ StackName: "alien" }))).rejects.toThrow(
    "can not continue rollback",
  );
});
