import { CreateBucketCommand, HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { LocalstackContainer } from "@testcontainers/localstack";
import { Wait } from "testcontainers";
import { expect, test } from "vitest";
import { reaperWhereItIs } from "../../../dev/engine/reaper.ts";
import { localstackImage } from "./localstack-image.ts";

// LocalStack by testcontainers, as https://node.testcontainers.org/modules/localstack/ has it: to be copied.

test("a bucket of a LocalStack that is ready when its health says so, and gone with the test", async () => {
  await reaperWhereItIs();
  await using container = await new LocalstackContainer(await localstackImage())
    .withWaitStrategy(Wait.forHttp("/_localstack/health", 4566))
    .start();

  const client = new S3Client({
    // By address: Docker may give another port to the same name's address of version 6.
    endpoint: container.getConnectionUri().replace("localhost", "127.0.0.1"),
    forcePathStyle: true,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const input = { Bucket: "pictures" };
  expect((await client.send(new CreateBucketCommand(input))).$metadata.httpStatusCode).toBe(200);
  expect((await client.send(new HeadBucketCommand(input))).$metadata.httpStatusCode).toBe(200);
  client.destroy();
});
