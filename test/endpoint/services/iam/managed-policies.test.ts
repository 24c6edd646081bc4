import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Credentials } from "../../../../dev/endpoint/identity/credentials.ts";
import carried from "../../../../dev/endpoint/services/iam/aws-managed/documents.json" with { type: "json" };
import { awsManagedPolicy } from "../../../../dev/endpoint/services/iam/managed-policies.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";

const RoleName = "registered";
const AssumeRolePolicyDocument = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
/** Those that the tutorial attaches. */
const TUTORIAL = [
  "AmazonAPIGatewayAdministrator",
  "AmazonDynamoDBFullAccess",
  "AmazonRekognitionFullAccess",
  "AmazonS3FullAccess",
  "CloudWatchLogsFullAccess",
];

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let iam: IAMClient;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  iam = new IAMClient(endpoint.client);
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
});

afterAll(() => endpoint.stop());

const arnOf = (name: string): string => `arn:aws:iam::aws:policy/${name}`;
const attach = (name: string): Promise<unknown> =>
  iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: arnOf(name) }));

async function functionCredentials() {
  return new Credentials(endpoint.state, "000000000000").issue({
    account: "000000000000",
    arn: `arn:aws:sts::000000000000:assumed-role/${RoleName}/rekognition`,
    roleArn: `arn:aws:iam::000000000000:role/${RoleName}`,
    enforced: true,
    seconds: 3600,
  });
}

test("the tutorial's policies are attached as written, and give what they say and no more", async () => {
  const notices: string[] = [];
  const stop = endpoint.bus.on("notice", ({ message }) => notices.push(message));
  for (const name of TUTORIAL) await attach(name);
  const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(AttachedPolicies?.map(({ PolicyName }) => PolicyName)).toEqual(TUTORIAL);

  const credentials = await functionCredentials();
  await new DynamoDBClient({ ...endpoint.client, credentials }).send(new ListTablesCommand({}));
  await expect(
    new SQSClient({ ...endpoint.client, credentials }).send(new ListQueuesCommand({})),
  ).rejects.toMatchObject({ message: expect.stringContaining("not authorized to perform: sqs:") as string });
  stop();
  // Conditions on what nobody asked for (iam:PassRole to DAX) are nothing to tell of.
  expect(notices).toEqual([]);
});

test("a policy of AWS's and its text are answered with its default version", async () => {
  const PolicyArn = arnOf("service-role/AWSLambdaSQSQueueExecutionRole");
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  expect(Policy).toMatchObject({
    PolicyName: "AWSLambdaSQSQueueExecutionRole",
    Path: "/service-role/",
    Arn: PolicyArn,
    DefaultVersionId: "v1",
    CreateDate: new Date("2018-06-14T21:50:45Z"),
  });
  const { PolicyVersion } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn: arnOf("AmazonS3FullAccess"), VersionId: "v2" }),
  );
  expect(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ""))).toEqual({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["s3:*", "s3-object-lambda:*"], Resource: "*" }],
  });
});

test("a policy of AWS's that is not carried is refused by name, one that AWS has not is not there", async () => {
  const gap = {
    name: "UnsupportedOperation",
    message: expect.stringContaining(
      "does not carry the text of arn:aws:iam::aws:policy/AmazonEC2FullAccess",
    ) as string,
  };
  await expect(attach("AmazonEC2FullAccess")).rejects.toMatchObject(gap);
  await expect(iam.send(new GetPolicyCommand({ PolicyArn: arnOf("AmazonEC2FullAccess") }))).rejects.toMatchObject(gap);
  // Without its path, as it is often written.
  for (const name of ["AmazonFacesFullAccess", "AWSLambdaBasicExecutionRole"]) {
    await expect(attach(name)).rejects.toMatchObject({
      name: "NoSuchEntityException",
      message: `Policy ${arnOf(name)} does not exist or is not attachable.`,
    });
    await expect(iam.send(new GetPolicyCommand({ PolicyArn: arnOf(name) }))).rejects.toMatchObject({
      name: "NoSuchEntityException",
    });
  }
});

test("every text that is carried can be read", () => {
  const names = Object.keys(carried.policies);
  expect(names.length).toBeGreaterThan(50);
  for (const name of names) expect(awsManagedPolicy(arnOf(name))?.Statement).not.toEqual([]);
});
