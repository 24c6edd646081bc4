import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { start } from "../../../dev/testing/testing.ts";
import { UpProcess } from "../../apps/up-process.ts";
import { type AppCopy, copyApp } from "../../support/copy-app.ts";
import { type Localstack, startLocalstack } from "./start-localstack.ts";

// An app with a REST API, which the embedded engine does not have, on LocalStack 4.14.0: whole, with our Rekognition.

let copy: AppCopy;
let localstack: Localstack;
let up: UpProcess;
let clients: { s3: S3Client; cloudformation: CloudFormationClient };

beforeAll(async () => {
  copy = copyApp("door-api");
  localstack = await startLocalstack({ folder: copy.project });
  const args = ["--engine", "localstack", "--endpoint", localstack.url, "--host", localstack.gateway];
  process.env["DOPPELFACE_BUILDS"] = join(copy.project, ".doppelface/builds");
  up = new UpProcess(copy.folder, ...args);
  await up.ready(180_000);
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const connection = { endpoint: localstack.url, region: "us-east-1", credentials };
  clients = {
    s3: new S3Client({ ...connection, forcePathStyle: true }),
    cloudformation: new CloudFormationClient(connection),
  };
});

afterAll(async () => {
  delete process.env["DOPPELFACE_BUILDS"];
  for (const client of Object.values(clients ?? {})) client.destroy();
  await up?.[Symbol.asyncDispose]();
  await localstack?.[Symbol.asyncDispose]();
  copy?.[Symbol.dispose]();
});

test("the embedded engine refuses it with the list of types, and names the command that takes it", async () => {
  const refused = start({ app: copy.folder });
  await expect(refused).rejects.toThrow(/AWS::ApiGateway::RestApi \(Api\w+\)[^]*AWS::ApiGateway::Stage/);
  await expect(refused).rejects.toThrow("npx doppelface up --engine localstack");
});

test("who was registered by a picture is known at the door, by the REST API", async () => {
  const Body = readFileSync("fixtures/pictures/nora-lind.jpg");
  await clients.s3.send(new PutObjectCommand({ Bucket: await output("BucketName"), Key: "nora-lind.jpg", Body }));
  await expect.poll(() => atTheDoor(Body), { timeout: 90_000, interval: 2_000 }).toBe("At the door: nora-lind.jpg");
});

test("a save of the function behind the API is what it answers by", async () => {
  expect(await up.save("functions/door.ts", "At the door: ", "There is ")).toMatchObject({
    type: "live",
    what: "bundle",
    reloaded: [expect.stringContaining("Door")],
  });
  const picture = readFileSync("fixtures/pictures/smiling/nora-lind.jpg");
  await expect.poll(() => atTheDoor(picture), { timeout: 60_000, interval: 1_000 }).toBe("There is nora-lind.jpg");
});

async function atTheDoor(picture: Uint8Array): Promise<string> {
  const url = `${localstack.url}/restapis/${await output("ApiId")}/prod/_user_request_/door`;
  const answer = await fetch(url, { method: "POST", body: Buffer.from(picture).toString("base64") });
  return answer.text();
}

async function output(name: string): Promise<string> {
  const { Stacks = [] } = await clients.cloudformation.send(new DescribeStacksCommand({ StackName: "DoorApi" }));
  return Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? "";
}
