import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IndexFacesCommand } from "@aws-sdk/client-rekognition";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pipelineOf } from "../../dev/testing/pipeline.ts";
import { type TestEnvironment, start } from "../../dev/testing/testing.ts";
import { picturePath, pictures } from "../../fixtures/pictures.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { runCli } from "./run-cli.ts";

const [portrait] = pictures;
if (portrait === undefined) throw new Error("no fixtures");

const named = (name: string) => ({
  Type: "AWS::DynamoDB::Table",
  Properties: {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "visitor", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "visitor", KeyType: "HASH" }],
  },
});
const allow = (service: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
});
const everything = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["dynamodb:*", "rekognition:*", "s3:*", "logs:*"], Resource: "*" }],
};
const CODE = `
const { DynamoDBClient, PutItemCommand } = require("@aws-sdk/client-dynamodb");
const dynamodb = new DynamoDBClient({});
exports.handler = async ({ Records: [{ s3 }] }) => {
  if (s3.object.key.startsWith("bad")) throw new TypeError("not this one");
  if (s3.object.key.startsWith("none")) return;
  await dynamodb.send(new PutItemCommand({ TableName: "visitors", Item: { visitor: { S: s3.object.key }, n: { N: "2" } } }));
};`;
const lambda = {
  Type: "AWS::Lambda::Function",
  Properties: {
    FunctionName: "registering",
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Role: { "Fn::GetAtt": ["Role", "Arn"] },
    Code: { ZipFile: CODE },
  },
};
const template = {
  Resources: {
    Role: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: allow("lambda.amazonaws.com"),
        Policies: [{ PolicyName: "all", PolicyDocument: everything }],
      },
    },
    Register: lambda,
    Other: { ...lambda, Properties: { ...lambda.Properties, FunctionName: "other" } },
    Visitors: named("visitors"),
    Visits: named("visits"),
    May: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        Action: "lambda:InvokeFunction",
        FunctionName: { Ref: "Register" },
        Principal: "s3.amazonaws.com",
      },
    },
    Photos: {
      Type: "AWS::S3::Bucket",
      DependsOn: "May",
      Properties: {
        BucketName: "photos-of-visitors",
        NotificationConfiguration: {
          LambdaConfigurations: [
            {
              Event: "s3:ObjectCreated:*",
              Function: { "Fn::GetAtt": ["Register", "Arn"] },
              Filter: { S3Key: { Rules: [{ Name: "suffix", Value: ".jpg" }] } },
            },
          ],
        },
      },
    },
    Guests: { Type: "AWS::Rekognition::Collection", Properties: { CollectionId: "guests" } },
    Staff: { Type: "AWS::Rekognition::Collection", Properties: { CollectionId: "staff" } },
    FailedGuests: { Type: "AWS::SQS::Queue", Properties: { QueueName: "failed-guests" } },
    FailedStaff: { Type: "AWS::SQS::Queue", Properties: { QueueName: "failed-staff" } },
    Archive: { Type: "AWS::S3::Bucket", Properties: { BucketName: "archive-of-visitors" } },
  },
};

let env: TestEnvironment;

beforeAll(async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "template.json"), JSON.stringify(template));
  env = await start({ app: join(folder, "template.json") });
});
afterAll(() => env.stop());

function cli(...args: string[]) {
  const { endpoint, controlToken = "" } = env.connection;
  return runCli([...args, "--endpoint", endpoint], { DOPPELFACE_CONTROL_TOKEN: controlToken });
}

test("an upload of an app without a table of pictures has what its trace says of it", async () => {
  const outcome = await env.waitForOutcome(await env.upload(picturePath(portrait), "anna.jpg"));
  expect(outcome).toMatchObject({
    status: "DONE",
    invocations: [{ functionName: "registering", attempt: 1, status: "finished" }],
    rows: [{ table: "visitors", item: { visitor: "anna.jpg", n: 2 } }],
    picture: undefined,
  });
  const row = await env.waitForRow(await env.upload(picturePath(portrait), "bert.jpg"));
  expect(row["visitor"]).toBe("bert.jpg");
  const none = await env.upload(picturePath(portrait), "none.jpg");
  await expect(env.waitForRow(none)).rejects.toThrow("none.jpg has led to no row: DONE, registering ran");
});

test("a function that fails for good ends the wait with its error", async () => {
  const outcome = await env.waitForOutcome(await env.upload(picturePath(portrait), "bad.jpg"));
  expect(outcome).toMatchObject({ status: "FAILED", reason: "TypeError: not this one" });
  expect(outcome.invocations).toMatchObject([{ attempt: 3, status: "failed" }]);
});

test("an object that no function is told of is said to be so", async () => {
  const clients = env.clients;
  const archive = pipelineOf(clients, env.resources.choose({ bucket: "archive-of-visitors" }), {
    connection: env.connection,
  });
  const outcome = await archive.waitForOutcome(await archive.upload(picturePath(portrait), "anna.jpg"));
  expect(outcome).toMatchObject({ status: "UNHEARD", rows: [] });
  const other = await cli("upload", picturePath(portrait), "--bucket", "archive-of-visitors");
  expect(other.stdout).toMatch(
    /^nora-lind\.jpg +UNHEARD +The bucket archive-of-visitors tells no function of such an object\.$/m,
  );
  expect(other.status).toBe(1);
  const filtered = await cli("upload", picturePath(portrait), "--key", "anna.jpeg");
  expect([filtered.stdout, filtered.status]).toEqual([expect.stringMatching(/^anna\.jpeg +UNHEARD /m), 1]);
});

test("an upload whose trace has gone is not taken for one that no function was told of", async () => {
  const old = { bucket: "photos-of-visitors", key: "long-ago.jpg", version: "null" };
  await expect(env.waitForOutcome({ ...(await env.upload(picturePath(portrait), "now.jpg")), ...old })).rejects.toThrow(
    "What became of long-ago.jpg is not known any more",
  );
});

test("of several collections and queues the command asks which, and takes the one that is named", async () => {
  const who = await cli("who", picturePath(portrait), "--table", "visitors");
  expect(who.stderr).toContain("Which collection? --collection NAME, of these: guests, staff.");
  await env.clients.rekognition.send(
    new IndexFacesCommand({ CollectionId: "staff", Image: { Bytes: readFileSync(picturePath(portrait)) } }),
  );
  const found = await cli("who", picturePath(portrait), "--collection", "staff", "--table", "visitors");
  expect([found.stdout, found.status]).toEqual([expect.stringMatching(/^face [-0-9a-f]{36} +100\.00 %/m), 0]);
  const guests = await cli("who", picturePath(portrait), "--collection", "guests", "--table", "visitors");
  expect([guests.stdout.trim(), guests.status]).toEqual(["Nobody who is registered.", 1]);

  const asked = await cli("redrive", "--function", "other");
  expect(asked.stderr).toContain("Which queue? --queue NAME, of these: failed-guests, failed-staff.");
  const redriven = await cli("redrive", "--queue", "failed-staff", "--function", "other");
  expect([redriven.stdout, redriven.status]).toEqual([expect.stringContaining("failed-staff"), 0]);
});

test("where no trace is shown, the function's REPORT line is the end", async () => {
  const blind = pipelineOf(env.clients, env.resources);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const upload = await blind.upload(picturePath(portrait), "carl.jpg");
  const outcome = await blind.waitForOutcome(upload);
  expect(outcome).toMatchObject({ status: "DONE", invocations: [{ functionName: "registering", status: "finished" }] });
});

test("of several tables the command asks which, and says which there are", async () => {
  const asked = await cli("rows");
  expect(asked).toMatchObject({ status: 1 });
  expect(asked.stderr).toContain("Which table? --table NAME, of these: visitors, visits.");
  const rows = await cli("rows", "--table", "visitors");
  expect(rows.stdout).toMatch(/^visitor +n\n/);
  expect(rows.stdout).toMatch(/^anna\.jpg +2$/m);
  expect((await cli("rows", "--table", "visits")).stdout).toContain("visits is empty.");
});

test("logs are those of the function that the bucket tells, or of the one that is named", async () => {
  expect((await cli("logs", "--filter", "REPORT")).stdout).toContain("REPORT RequestId");
  const other = await cli("logs", "--function", "other");
  expect(other.stdout + other.stderr).not.toContain("REPORT RequestId");
});

test("upload shows the rows, and fails where the function does", async () => {
  const uploaded = await cli("upload", picturePath(portrait), "--key", "dora.jpg");
  expect(uploaded.stdout).toMatch(/^dora\.jpg +DONE +1 row in visitors$/m);
  expect(uploaded.status).toBe(0);
  const failed = await cli("upload", picturePath(portrait), "--key", "bad.jpg");
  expect(failed.stdout).toMatch(/^bad\.jpg +FAILED +TypeError: not this one$/m);
  expect(failed.status).toBe(1);
});
