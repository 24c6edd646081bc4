import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { DevEvent } from "../../../dev/trace/events.ts";
import { startTestEndpoint } from "../../support/endpoint.ts";
import { Functions, makeRole } from "../lambda/support.ts";

const Bucket = "heard-by-lambda";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let s3: S3Client;
const told: DevEvent[] = [];

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  endpoint.bus.onEvery((event) => told.push(event));
  s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket }));
});

afterAll(() => endpoint.stop());

test("a function hears of what is put and removed, in the trace of the call", async () => {
  const functions = new Functions(endpoint.client, await makeRole(endpoint.client, "listener-role"));
  const arn = await functions.create(
    "listener",
    "export const handler = async ({ Records: [r] }) => { console.log(`heard ${r.eventName} ${r.s3.object.key}`); };",
  );
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [
          { LambdaFunctionArn: arn, Events: ["s3:ObjectCreated:*"] },
          { LambdaFunctionArn: arn, Events: ["s3:ObjectRemoved:*"] },
        ],
      },
    }),
  );
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
  await expect(
    s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: {
          LambdaFunctionConfigurations: [
            {
              LambdaFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:absent",
              Events: ["s3:ObjectCreated:*"],
            },
          ],
        },
      }),
    ),
  ).rejects.toMatchObject({
    name: "InvalidArgument",
    message: "Unable to validate the following destination configurations",
  });
});
