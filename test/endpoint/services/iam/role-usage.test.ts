import { CreateRoleCommand, DeleteRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Credentials } from "../../../../dev/endpoint/identity/credentials.ts";
import { RoleUsage } from "../../../../dev/endpoint/services/iam/role-usage.ts";
import { RoleUsageStore } from "../../../../dev/endpoint/services/iam/role-usage-store.ts";
import { RoleReport } from "../../../../dev/endpoint/services/iam/usage-report.ts";
import { askEndpoint } from "../../../../dev/engine/control-client.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";

const ACCOUNT = "000000000000";
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/worker`;
const folder = mkdtempSync(join(tmpdir(), "doppelface-usage-"));
const state = { folder: join(folder, "state") };

type TestEndpoint = Awaited<ReturnType<typeof startTestEndpoint>>;
let endpoint: TestEndpoint;
/** Signs as a function does. */
let worker: SSMClient;

beforeAll(async () => {
  endpoint = await startTestEndpoint({ state });
  const admin = new IAMClient(endpoint.client);
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
  });
  await admin.send(new CreateRoleCommand({ RoleName: "worker", AssumeRolePolicyDocument }));
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Sid: "Open", Effect: "Allow", Action: "ssm:GetParameter", Resource: parameter("open*") },
  });
  await admin.send(new PutRolePolicyCommand({ RoleName: "worker", PolicyName: "own", PolicyDocument }));
  worker = await functionClient(endpoint);
});

afterAll(async () => {
  await endpoint.stop();
  rmSync(folder, { recursive: true });
});

function parameter(name: string): string {
  return `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/${name}`;
}

async function functionClient({ state: opened, client }: TestEndpoint): Promise<SSMClient> {
  const credentials = await new Credentials(opened, ACCOUNT).issue({
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/face`,
    roleArn: ROLE_ARN,
    enforced: true,
    seconds: 60,
  });
  return new SSMClient({ ...client, credentials });
}

async function read(name: string, client = worker): Promise<string> {
  return client.send(new GetParameterCommand({ Name: name })).then(
    () => "",
    (error: Error) => error.name,
  );
}

async function report(): Promise<RoleReport[]> {
  const { roles } = await askEndpoint(
    endpoint.control,
    { path: "/iam", otherwise: "Nothing is counted" },
    v.object({ roles: v.array(RoleReport) }),
  );
  return roles;
}

test("what a function asked of its role is counted by action and resource, beside the role's policies", async () => {
  expect(await report()).toEqual([]);
  expect(await read("open")).toBe("ParameterNotFound");
  expect(await read("open")).toBe("ParameterNotFound");
  expect(await read("closed")).toBe("AccessDeniedException");
  endpoint.bus.dispatch(invoked("face"));
  endpoint.bus.dispatch(invoked("another"));
  const [role, ...others] = await report();
  expect(others).toEqual([]);
  expect(role).toMatchObject({
    roleArn: ROLE_ARN,
    functions: [{ functionName: "face", invocations: 1 }],
    usage: [
      { action: "ssm:GetParameter", resource: parameter("closed"), calls: 1, denied: 1, others: false },
      { action: "ssm:GetParameter", resource: parameter("open"), calls: 2, denied: 0, others: false },
    ],
  });
  expect(role?.policies.map(({ name }) => name)).toEqual(["own"]);
  expect(JSON.parse(role?.policies[0]?.document ?? "")).toMatchObject({ Statement: [{ Sid: "Open" }] });
});

test("the counts are there after a restart, and go on", async () => {
  const before = await report();
  await endpoint.stop();
  endpoint = await startTestEndpoint({ state });
  expect(await report()).toEqual(before);
  worker = await functionClient(endpoint);
  await read("open");
  endpoint.bus.dispatch(invoked("face"));
  expect(await report()).toMatchObject([
    {
      functions: [{ functionName: "face", invocations: 2, firstAt: before[0]?.functions[0]?.firstAt }],
      usage: [{ calls: 1 }, { calls: 3, firstAt: before[0]?.usage[1]?.firstAt }],
    },
  ]);
});

test("resources beyond a hundred of an action are counted under one pattern", async () => {
  for (let number = 0; number < 105; number++) await read(`open-${number}`);
  const usage = (await report())[0]?.usage ?? [];
  expect(usage).toHaveLength(101);
  expect(usage.filter(({ others }) => others)).toMatchObject([{ action: "ssm:GetParameter", resource: "*", calls: 7 }]);
});

test("the counting begins anew once it was cleared; a role that is gone is not told of", async () => {
  await askEndpoint(endpoint.control, { method: "DELETE", path: "/iam", otherwise: "" }, v.object({}));
  expect(await report()).toEqual([]);
  await read("open");
  expect(await report()).toMatchObject([{ functions: [{ invocations: 0 }], usage: [{ calls: 1 }] }]);
  const { state: opened, client } = endpoint;
  await opened.write(() => opened.sql("DELETE FROM iam_role_policy").run());
  await new IAMClient(client).send(new DeleteRoleCommand({ RoleName: "worker" }));
  expect(await report()).toEqual([]);
});

test("what is counted while the counts are cleared stands alone", async () => {
  const { state: opened, bus } = endpoint;
  const usage = new RoleUsage(opened, bus);
  const caller = {
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/clearing`,
    accessKeyId: "k",
    roleArn: ROLE_ARN,
  };
  const count = () => usage.record(caller, { action: "ssm:GetParameter", resource: parameter("a") }, true);
  count();
  const cleared = usage.clear();
  count();
  await cleared;
  await usage.close();
  const rows = await opened.read(() => new RoleUsageStore(opened).usage());
  expect(rows).toMatchObject([{ functionName: "clearing", calls: 1 }]);
});

function invoked(functionName: string) {
  return {
    type: "invoked",
    traceId: "1-00000000-000000000000000000000000",
    functionName,
    requestId: "r",
    cold: false,
    attempt: 1,
    waitMs: 0,
    initMs: undefined,
    payload: "{}",
  } as const;
}
