import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Credentials } from "../../../../dev/endpoint/identity/credentials.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";

const ROLE_ARN = "arn:aws:iam::000000000000:role/service/worker";
const RoleName = "worker";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
/** Signs with the test keys. */
let admin: IAMClient;
/** Signs as the function does. */
let worker: IAMClient;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  admin = new IAMClient(endpoint.client);
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
  });
  await admin.send(new CreateRoleCommand({ RoleName, Path: "/service/", AssumeRolePolicyDocument }));
  const credentials = await new Credentials(endpoint.state, "000000000000").issue({
    account: "000000000000",
    arn: "arn:aws:sts::000000000000:assumed-role/worker/f",
    roleArn: ROLE_ARN,
    enforced: true,
    seconds: 3600,
  });
  worker = new IAMClient({ ...endpoint.client, credentials });
});

afterAll(() => endpoint.stop());

function putPolicy(statement: object): Promise<unknown> {
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statement });
  return admin.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument }));
}

const readSelf = (): Promise<unknown> => worker.send(new GetRoleCommand({ RoleName }));

test("a role without policies is refused in AWS's words", async () => {
  await expect(readSelf()).rejects.toMatchObject({
    name: "AccessDenied",
    message:
      "User: arn:aws:sts::000000000000:assumed-role/worker/f is not authorized to perform: iam:GetRole on resource: " +
      `${ROLE_ARN} because no identity-based policy allows the iam:GetRole action`,
    $metadata: { httpStatusCode: 403 },
  });
});

test("a policy takes effect with the next call, and so does its end", async () => {
  await putPolicy({ Effect: "Allow", Action: "iam:GetRole", Resource: ROLE_ARN });
  await expect(readSelf()).resolves.toMatchObject({ Role: { Arn: ROLE_ARN } });
  await expect(worker.send(new ListRolesCommand({}))).rejects.toMatchObject({ name: "AccessDenied" });

  await putPolicy({ Effect: "Allow", Action: "iam:GetRole", Resource: `${ROLE_ARN}-other` });
  await expect(readSelf()).rejects.toMatchObject({ name: "AccessDenied" });

  await admin.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "own" }));
  const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
  await admin.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  await expect(worker.send(new ListRolesCommand({}))).resolves.toBeDefined();
  await admin.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  await expect(readSelf()).rejects.toMatchObject({ name: "AccessDenied" });
});

test("what cannot be evaluated is told once, not with every call", async () => {
  const notices: string[] = [];
  const stop = endpoint.bus.on("notice", ({ message }) => notices.push(message));
  const Condition = { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } };
  await putPolicy({ Effect: "Allow", Action: "*", Resource: "*", Condition });
  await expect(readSelf()).rejects.toMatchObject({ name: "AccessDenied" });
  await expect(readSelf()).rejects.toMatchObject({ name: "AccessDenied" });
  stop();
  expect(notices).toEqual([expect.stringContaining('{"IpAddress":{"aws:SourceIp":["10.0.0.0/8"]}}')]);
  await admin.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "own" }));
});

test("a role that is gone may do nothing", async () => {
  await admin.send(new DeleteRoleCommand({ RoleName }));
  await expect(readSelf()).rejects.toMatchObject({ name: "AccessDenied" });
});
