import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AttachRolePolicyCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestEnvironment, start } from "../../dev/testing/testing.ts";
import { runCli } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "doppelface-iam-"));
const state = join(folder, "state");
let environment: TestEnvironment;

beforeAll(async () => {
  environment = await start({ state });
  await environment.waitForRow(await environment.upload("fixtures/pictures/nora-lind.jpg"));
});

afterAll(async () => {
  await environment.stop();
  rmSync(folder, { recursive: true });
});

test("iam shows what the runs used of each statement, and what none has used", async () => {
  const { status, stdout } = await runCli(["iam", "--state", state]);
  expect(stdout).toMatch(/^doppelface-FunctionRole\S+ {2}rekognition: 1 invocation since \d{4}-/);
  expect(stdout).toMatch(
    /FunctionPolicy\w+ \/ FaceRows +dynamodb:PutItem +1 call +arn:aws:dynamodb:\S+:table\/rekognitionID\n/,
  );
  expect(stdout).toMatch(/\n +dynamodb:DeleteItem +unused +arn:aws:dynamodb:\S+:table\/rekognitionID\n/);
  expect(stdout).toMatch(/\n0 missing, \d+ unused\.\n$/);
  expect(status).toBe(0);
});

test("without a running environment iam shows what the last one has left; --clear starts over", async () => {
  const before = await runCli(["iam", "--state", state, "--json"]);
  await environment.stop();
  const after = await runCli(["iam", "--state", state, "--json"]);
  expect(after.stdout).toBe(before.stdout);
  expect(after.status).toBe(0);
  environment = await start({ state });
  expect((await runCli(["iam", "--state", state, "--clear"])).stdout).toBe("Counted from now.\n");
  expect((await runCli(["iam", "--state", state])).stdout).toBe("No function has run yet: upload a picture.\n");
});

test("iam says what a policy of AWS's grants too much", async () => {
  const iam = new IAMClient(environment.connection);
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  const RoleName = Roles.find((role) => role.RoleName?.includes("FunctionRole"))?.RoleName ?? "";
  const PolicyArn = "arn:aws:iam::aws:policy/AmazonRekognitionFullAccess";
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  await environment.waitForRow(await environment.upload("fixtures/pictures/nora-lind.jpg"));
  const { stdout } = await runCli(["iam", "--state", state]);
  expect(stdout).toMatch(
    /granted too much, by policies of AWS's\n {2}AmazonRekognitionFullAccess grants rekognition:\*; the runs used rekognition:\w+ on arn:/,
  );
  expect(stdout).toMatch(/\n0 missing, \d+ unused, 1 policy of AWS's grants too much\.\n$/);
  await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
});

test("what a role no longer allows is missing, and iam fails", async () => {
  const iam = new IAMClient(environment.connection);
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  const RoleName = Roles.find((role) => role.RoleName?.includes("FunctionRole"))?.RoleName ?? "";
  const { PolicyNames: [PolicyName] = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  await environment.waitForRow(await environment.upload("fixtures/pictures/greta-holm.jpg"));
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  const { status, stdout } = await runCli(["iam", "--state", state]);
  expect(stdout).toMatch(
    /missing: asked for, and allowed by no statement\n[^]*rekognition:IndexFaces +2 +arn:aws:rekognition:\S+:collection\/employees\n/,
  );
  expect(status).toBe(1);
});

test("a folder without a state has nothing to show", async () => {
  const { status, stdout } = await runCli(["iam", "--state", join(folder, "none")]);
  expect(stdout).toBe("No function has run yet: upload a picture.\n");
  expect(status).toBe(0);
});
