import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  type Credentials as SessionCredentials,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Credentials } from "../../../../dev/endpoint/identity/credentials.ts";
import { clientConfig, startTestEndpoint } from "../../../support/endpoint.ts";

const ROLE_ARN = "arn:aws:iam::000000000000:role/deploy/deployer";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let sts: STSClient;
let iam: IAMClient;
let roleId: string;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  sts = new STSClient(endpoint.client);
  iam = new IAMClient(endpoint.client);
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "deployer",
      Path: "/deploy/",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
      }),
    }),
  );
  roleId = Role?.RoleId ?? "";
});

afterAll(() => endpoint.stop());

function signedWith(credentials: SessionCredentials | undefined) {
  return {
    ...endpoint.client,
    credentials: {
      accessKeyId: credentials?.AccessKeyId ?? "",
      secretAccessKey: credentials?.SecretAccessKey ?? "",
      sessionToken: credentials?.SessionToken ?? "",
    },
  };
}

test("the test keys and account keys are the account's root", async () => {
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    UserId: "000000000000",
    Account: "000000000000",
    Arn: "arn:aws:iam::000000000000:root",
  });
  const other = new STSClient(clientConfig(endpoint.url, "123456789012"));
  expect(await other.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: "123456789012",
    Arn: "arn:aws:iam::123456789012:root",
  });
  const { Account } = await other.send(new GetAccessKeyInfoCommand({ AccessKeyId: "AKIAIOSFODNN7EXAMPLE" }));
  expect(Account).toBe("000000000000");
  await expect(other.send(new GetAccessKeyInfoCommand({ AccessKeyId: "123456789012" }))).rejects.toMatchObject({
    name: "ValidationError",
    message:
      "1 validation error detected: Value '123456789012' at 'accessKeyId' failed to satisfy constraint: Member must have length greater than or equal to 16",
  });
});

test("an assumed role has credentials of its own, which may do everything", async () => {
  const assumed = await sts.send(
    new AssumeRoleCommand({ RoleArn: ROLE_ARN, RoleSessionName: "cdk", DurationSeconds: 900 }),
  );
  const arn = "arn:aws:sts::000000000000:assumed-role/deployer/cdk";
  expect(assumed.AssumedRoleUser).toEqual({ AssumedRoleId: `${roleId}:cdk`, Arn: arn });
  const { AccessKeyId, Expiration } = assumed.Credentials ?? {};
  expect(AccessKeyId).toMatch(/^ASIAD0PPEL[A-Z2-7]{10}$/);
  expect(Math.abs((Expiration?.getTime() ?? 0) - Date.now() - 900_000)).toBeLessThan(60_000);

  const session = signedWith(assumed.Credentials);
  expect(await new STSClient(session).send(new GetCallerIdentityCommand({}))).toMatchObject({
    UserId: `${roleId}:cdk`,
    Account: "000000000000",
    Arn: arn,
  });
  const { Role } = await new IAMClient(session).send(new GetRoleCommand({ RoleName: "deployer" }));
  expect(Role?.Arn).toBe(ROLE_ARN);
});

test("a session opened by a function's role is evaluated against the role that it assumed", async () => {
  const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
  });
  await iam.send(new CreateRoleCommand({ RoleName: "function", AssumeRolePolicyDocument: trust }));
  const credentials = await new Credentials(endpoint.state, "000000000000").issue({
    account: "000000000000",
    arn: "arn:aws:sts::000000000000:assumed-role/function/f",
    roleArn: "arn:aws:iam::000000000000:role/function",
    enforced: true,
    seconds: 900,
  });
  const ofFunction = new STSClient({ ...endpoint.client, credentials });
  expect(await ofFunction.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Arn: "arn:aws:sts::000000000000:assumed-role/function/f",
  });
  const assume = new AssumeRoleCommand({ RoleArn: ROLE_ARN, RoleSessionName: "chained" });
  await expect(ofFunction.send(assume)).rejects.toMatchObject({ name: "AccessDenied" });

  const Statement = [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: ROLE_ARN }];
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "function",
      PolicyName: "assume",
      PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
    }),
  );
  const { Credentials: chained } = await ofFunction.send(assume);
  await expect(
    new IAMClient(signedWith(chained)).send(new GetRoleCommand({ RoleName: "deployer" })),
  ).rejects.toMatchObject({
    name: "AccessDenied",
    message: expect.stringContaining(
      "assumed-role/deployer/chained is not authorized to perform: iam:GetRole",
    ) as string,
  });
});

test.each([
  ["a role that is not there", "arn:aws:iam::000000000000:role/missing", "AccessDenied", 403],
  ["a role under another path", "arn:aws:iam::000000000000:role/deployer", "AccessDenied", 403],
  ["a role of an account without it", ROLE_ARN.replace("0:role", "1:role"), "AccessDenied", 403],
  ["what is no role", "arn:aws:iam::000000000000:user/ada", "ValidationError", 400],
])("%s cannot be assumed", async (_what, RoleArn, name, httpStatusCode) => {
  await expect(sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "none" }))).rejects.toMatchObject({
    name,
    $metadata: { httpStatusCode },
  });
});

test("a session is no longer than its role allows, and has no policy of its own", async () => {
  const assume = { RoleArn: ROLE_ARN, RoleSessionName: "long" };
  await expect(sts.send(new AssumeRoleCommand({ ...assume, DurationSeconds: 7200 }))).rejects.toMatchObject({
    name: "ValidationError",
    message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
  });
  await expect(sts.send(new AssumeRoleCommand({ ...assume, Policy: "{}" }))).rejects.toMatchObject({
    name: "UnsupportedOperation",
  });
});

test("a session token stands for the caller, and opens no second one", async () => {
  const { Credentials: issued } = await sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
  const session = new STSClient(signedWith(issued));
  expect(await session.send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: "arn:aws:iam::000000000000:root" });
  const { Credentials: role } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE_ARN, RoleSessionName: "role" }));
  await expect(new STSClient(signedWith(role)).send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
    name: "AccessDenied",
  });
});

test("sessions outlive their role", async () => {
  const { Credentials: issued } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE_ARN, RoleSessionName: "last" }));
  await iam.send(new DeleteRoleCommand({ RoleName: "deployer" }));
  expect(await new STSClient(signedWith(issued)).send(new GetCallerIdentityCommand({}))).toMatchObject({
    UserId: "deployer:last",
    Arn: "arn:aws:sts::000000000000:assumed-role/deployer/last",
  });
});
