import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import {
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { App, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { Bucket, EventType } from "aws-cdk-lib/aws-s3";
import { LambdaDestination } from "aws-cdk-lib/aws-s3-notifications";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { startTestEndpoint } from "../../../../support/endpoint.ts";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";
import { StackClient } from "../stack-client.ts";

const endpoint = await startTestEndpoint();
afterAll(() => endpoint.stop());

// As on the dev path: its plugins take seconds.
process.env["CDK_VALIDATION"] = "false";

const outdir = temporaryFolder();

/** What the CDK makes of `addEventNotification`, for pictures below a folder. */
function template(prefix: string): object {
  const app = new App({ analyticsReporting: false, outdir: join(outdir, prefix) });
  const stack = new Stack(app, "l2");
  const bucket = new Bucket(stack, "Pictures", { bucketName: "l2-pictures", removalPolicy: RemovalPolicy.DESTROY });
  const listener = new LambdaFunction(stack, "Listener", {
    functionName: "l2-listener",
    runtime: Runtime.NODEJS_22_X,
    handler: "index.handler",
    code: Code.fromInline("exports.handler = async () => undefined;"),
  });
  bucket.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(listener), { prefix });
  // Without the question for the version of the bootstrap, which has not been done here.
  const { Resources } = app.synth().getStackByName("l2").template as { Resources: object };
  return { Resources };
}

test("the CDK's notifications invoke the function, without the function in Python", async () => {
  const stacks = new StackClient(endpoint.client);
  const s3 = new S3Client({ ...endpoint.client, forcePathStyle: true });
  const lambda = new LambdaClient(endpoint.client);
  const Bucket = "l2-pictures";
  const finished: string[] = [];
  endpoint.bus.on("finished", (event) => finished.push(event.functionName));

  const made = await stacks.create("l2", template("in/"));
  expect(made.StackStatus).toBe("CREATE_COMPLETE");
  const { Functions } = await lambda.send(new ListFunctionsCommand({}));
  expect(Functions?.map(({ FunctionName }) => FunctionName)).toEqual(["l2-listener"]);
  await s3.send(new PutObjectCommand({ Bucket, Key: "out/one.jpg", Body: "x" }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "in/two.jpg", Body: "x" }));
  await expect.poll(() => finished, { timeout: 10_000 }).toEqual(["l2-listener"]);

  expect((await stacks.update("l2", template("new/"))).StackStatus).toBe("UPDATE_COMPLETE");
  const { LambdaFunctionConfigurations } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  expect(LambdaFunctionConfigurations?.[0]?.Filter?.Key?.FilterRules).toEqual([{ Name: "prefix", Value: "new/" }]);

  for (const Key of ["out/one.jpg", "in/two.jpg"]) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  expect((await stacks.delete("l2")).StackStatus).toBe("DELETE_COMPLETE");
});
