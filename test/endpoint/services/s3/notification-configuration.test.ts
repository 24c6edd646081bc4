import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { serveS3 } from "../../../support/s3.ts";

const { s3, Bucket } = await serveS3();

test("notifications that cannot be are refused", async () => {
  const arn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
  const send = (NotificationConfiguration: object) =>
    s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration,
        SkipDestinationValidation: true,
      }),
    );
  const lambda = (...configurations: object[]) => send({ LambdaFunctionConfigurations: configurations });
  const filter = (Name: string, Value: string) => ({ Key: { FilterRules: [{ Name, Value }] } });

  await expect(
    send({
      QueueConfigurations: [{ QueueArn: "arn:aws:sqs:us-east-1:000000000000:q", Events: ["s3:ObjectCreated:*"] }],
    }),
  ).rejects.toMatchObject({ name: "UnsupportedOperation", message: expect.stringContaining("QueueConfigurations") });
  await expect(send({ EventBridgeConfiguration: {} })).rejects.toMatchObject({ name: "UnsupportedOperation" });
  await expect(
    lambda(
      { LambdaFunctionArn: arn("a"), Events: ["s3:ObjectCreated:*"] },
      { LambdaFunctionArn: arn("b"), Events: ["s3:ObjectCreated:Put"] },
    ),
  ).rejects.toMatchObject({ name: "InvalidArgument", message: expect.stringContaining("overlap") });
  await expect(lambda({ LambdaFunctionArn: arn("a"), Events: ["s3:Made:Up"] })).rejects.toMatchObject({
    name: "InvalidArgument",
  });
  // S3 has it, this endpoint has not: no error of S3's own.
  await expect(lambda({ LambdaFunctionArn: arn("a"), Events: ["s3:ObjectTagging:*"] })).rejects.toMatchObject({
    name: "UnsupportedOperation",
    message: expect.stringContaining("s3:ObjectTagging:*"),
  });
  await expect(
    lambda({ LambdaFunctionArn: arn("a"), Events: ["s3:ObjectCreated:*"], Filter: filter("infix", "x") }),
  ).rejects.toMatchObject({ name: "InvalidArgument" });
  const twice = { Key: { FilterRules: ["a", "b"].map((Value) => ({ Name: "Suffix", Value })) } };
  await expect(
    lambda({ LambdaFunctionArn: arn("a"), Events: ["s3:ObjectCreated:*"], Filter: twice }),
  ).rejects.toMatchObject({
    name: "InvalidArgument",
    message: "Cannot specify more than one suffix rule in a filter.",
  });
  await expect(
    s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket,
        NotificationConfiguration: {
          LambdaFunctionConfigurations: [{ LambdaFunctionArn: arn("absent"), Events: ["s3:ObjectCreated:*"] }],
        },
      }),
    ),
  ).rejects.toMatchObject({
    name: "InvalidArgument",
    message: "Unable to validate the following destination configurations",
  });

  await lambda(
    { LambdaFunctionArn: arn("a"), Events: ["s3:ObjectCreated:*"], Filter: filter("prefix", "a/") },
    { LambdaFunctionArn: arn("b"), Events: ["s3:ObjectCreated:*"], Filter: filter("prefix", "b/"), Id: "mine" },
    { LambdaFunctionArn: arn("a"), Events: ["s3:ObjectRemoved:*"] },
  );
  const stored = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  expect(stored.LambdaFunctionConfigurations).toMatchObject([
    { LambdaFunctionArn: arn("a"), Events: ["s3:ObjectCreated:*"], Filter: filter("prefix", "a/") },
    { Id: "mine" },
    { Events: ["s3:ObjectRemoved:*"] },
  ]);
  expect(stored.LambdaFunctionConfigurations?.[0]?.Id).toMatch(/^[0-9a-f-]{36}$/);
  await send({});
  expect(
    (await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))).LambdaFunctionConfigurations,
  ).toBeUndefined();
});
