import { ContinueUpdateRollbackCommand } from "@aws-sdk/client-cloudformation";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { zipSync } from "fflate";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { StackClient, queue } from "./stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());
const stacks = new StackClient(endpoint.client);
const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });

async function upload(Key: string, says: string): Promise<void> {
  const Body = zipSync({ "index.js": Buffer.from(`exports.handler = async () => "${says}";`) });
  await s3.send(new PutObjectCommand({ Bucket: "code", Key, Body }));
}

function templateOf(S3Key: string, more: object = {}): object {
  const Statement = [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }];
  const Role = {
    Type: "AWS::IAM::Role",
    Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement } },
  };
  const Properties = {
    FunctionName: "from-code",
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Role: { "Fn::GetAtt": ["Role", "Arn"] },
    Code: { S3Bucket: "code", S3Key },
  };
  return { Resources: { Role, Function: { Type: "AWS::Lambda::Function", Properties }, ...more } };
}

test("a rollback that could not be finished goes on when what stood in the way is gone", async () => {
  await s3.send(new CreateBucketCommand({ Bucket: "code" }));
  await upload("old.zip", "old");
  await upload("new.zip", "new");
  await stacks.create("code", templateOf("old.zip"));
  await s3.send(new DeleteObjectCommand({ Bucket: "code", Key: "old.zip" }));

  const breaks = { ...queue("breaks", { DelaySeconds: 100_000 }), DependsOn: "Function" };
  const failed = await stacks.update("code", templateOf("new.zip", { Breaks: breaks }));
  expect(failed).toMatchObject({
    StackStatus: "UPDATE_ROLLBACK_FAILED",
    StackStatusReason: "The following resource(s) failed to update: [Function]. ",
  });
  await expect(stacks.update("code", templateOf("new.zip"))).rejects.toThrow("UPDATE_ROLLBACK_FAILED state");

  await upload("old.zip", "old");
  await stacks.client.send(new ContinueUpdateRollbackCommand({ StackName: "code" }));
  expect((await stacks.settled("code")).StackStatus).toBe("UPDATE_ROLLBACK_COMPLETE");
  const { Payload } = await new LambdaClient(endpoint.client).send(new InvokeCommand({ FunctionName: "from-code" }));
  expect(JSON.parse(Payload?.transformToString() ?? "")).toBe("old");
  await expect(stacks.client.send(new ContinueUpdateRollbackCommand({ StackName: "code" }))).rejects.toThrow(
    "is in UPDATE_ROLLBACK_COMPLETE state and can not continue rollback.",
  );
  expect((await stacks.update("code", templateOf("new.zip"))).StackStatus).toBe("UPDATE_COMPLETE");
});
