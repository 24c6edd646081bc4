import { AddPermissionCommand } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  type Event,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { DevEvent } from "../../../../dev/trace/events.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "../lambda/support.ts";

const Bucket = "heard-by-lambda";
const bucketArn = `arn:aws:s3:::${Bucket}`;
const permission = { StatementId: "s3", Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com" };

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let s3: S3Client;
let functions: Functions;
const told: DevEvent[] = [];

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  endpoint.bus.onEvery((event) => told.push(event));
  s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket }));
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "listener-role"));
});

afterAll(() => endpoint.stop());

const notify = (LambdaFunctionArn: string, ...events: Event[]) =>
  s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: {
        LambdaFunctionConfigurations: (events.length === 0 ? (["s3:ObjectCreated:*"] as const) : events).map(
          (event) => ({
            LambdaFunctionArn,
            Events: [event],
          }),
        ),
      },
    }),
  );

test("a function hears of what is put and removed, in the trace of the call", async () => {
  const arn = await functions.create(
    "listener",
    "export const handler = async ({ Records: [r] }) => { console.log(`heard ${r.eventName} ${r.s3.object.key}`); };",
  );
  await functions.lambda.send(
    new AddPermissionCommand({ ...permission, FunctionName: "listener", SourceArn: bucketArn }),
  );
  await notify(arn, "s3:ObjectCreated:*", "s3:ObjectRemoved:*");
  await s3.send(new PutObjectCommand({ Bucket, Key: "nora lind.jpg", Body: "x" }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "nora lind.jpg" }));

  const finished = await vi.waitFor(
    () => {
      const events = told.filter((event) => event.type === "finished");
      expect(events).toHaveLength(2);
      return events;
    },
    { timeout: 20_000 },
  );
  const lines = told.flatMap((event) => (event.type === "logged" ? event.lines : [])).join("\n");
  expect(lines).toContain("heard ObjectCreated:Put nora+lind.jpg");
  expect(lines).toContain("heard ObjectRemoved:Delete nora+lind.jpg");
  const uploaded = told.find((event) => event.type === "uploaded");
  expect(finished.map(({ traceId }) => traceId)).toContain(uploaded?.traceId);
});

test("a function that is not there cannot be told", async () => {
  await expect(notify("arn:aws:lambda:us-east-1:000000000000:function:absent")).rejects.toMatchObject({
    name: "InvalidArgument",
    message: "Unable to validate the following destination configurations",
  });
});

test("a permission of many wildcards is looked at in no time", async () => {
  const FunctionName = "lets-in-many-wildcards";
  const arn = await functions.create(FunctionName, "export const handler = async () => 1;");
  const long = "a".repeat(63);
  await s3.send(new CreateBucketCommand({ Bucket: long }));
  const SourceArn = `arn:aws:s3:::${"*a".repeat(7)}b`;
  await functions.lambda.send(new AddPermissionCommand({ ...permission, FunctionName, SourceArn }));
  const startedAt = performance.now();
  const configuration = { LambdaFunctionArn: arn, Events: ["s3:ObjectCreated:*" as const] };
  const put = s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: long,
      NotificationConfiguration: { LambdaFunctionConfigurations: [configuration] },
    }),
  );
  await expect(put).rejects.toMatchObject({ name: "InvalidArgument" });
  expect(performance.now() - startedAt).toBeLessThan(2000);
});

test.each([
  ["nothing", undefined, false],
  ["every bucket", {}, true],
  ["the bucket", { SourceArn: bucketArn, SourceAccount: "000000000000" }, true],
  ["buckets of its name", { SourceArn: "arn:aws:s3:::heard-*" }, true],
  ["everyone", { Principal: "*", Action: "lambda:*" }, true],
  ["another bucket", { SourceArn: "arn:aws:s3:::other" }, false],
  ["another account", { SourceArn: bucketArn, SourceAccount: "111111111111" }, false],
  ["another service", { Principal: "sns.amazonaws.com" }, false],
  ["another action", { Action: "lambda:GetFunction" }, false],
  ["an organisation", { Principal: "*", PrincipalOrgID: "o-1" }, false],
] as const)("a function whose policy lets in %s", async (what, statement, told) => {
  const FunctionName = `lets-in-${what.replaceAll(" ", "-")}`;
  const arn = await functions.create(FunctionName, "export const handler = async () => 1;");
  if (statement !== undefined) {
    await functions.lambda.send(new AddPermissionCommand({ ...permission, FunctionName, ...statement }));
  }
  const refusal = await notify(arn).then(
    () => undefined,
    ({ name, ArgumentName1, ArgumentValue1 }: Record<string, unknown>) => ({ name, ArgumentName1, ArgumentValue1 }),
  );
  const expected = {
    name: "InvalidArgument",
    ArgumentName1: arn,
    ArgumentValue1: `Not authorized to invoke function [${arn}]`,
  };
  expect(refusal).toEqual(told ? undefined : expected);
});
