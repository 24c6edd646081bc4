import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  paginateListRoles,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientConfig, startTestEndpoint } from "../../../support/endpoint.ts";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const READ_LOGS = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "logs:GetLogEvents", Resource: "*" }],
});

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let iam: IAMClient;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  iam = new IAMClient(endpoint.client);
});

afterAll(() => endpoint.stop());

test("a role is made, described, changed and deleted", async () => {
  const { Role: made } = await iam.send(
    new CreateRoleCommand({
      RoleName: "reader",
      Path: "/service/",
      AssumeRolePolicyDocument: TRUST,
      Description: "Reads <logs> & more",
      MaxSessionDuration: 7200,
      Tags: [{ Key: "team", Value: "faces" }],
    }),
  );
  expect(made?.Arn).toBe("arn:aws:iam::000000000000:role/service/reader");
  expect(made?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);

  const { Role: read } = await iam.send(new GetRoleCommand({ RoleName: "reader" }));
  expect(read).toMatchObject({ Description: "Reads <logs> & more", MaxSessionDuration: 7200, Path: "/service/" });
  expect(read?.Tags).toEqual([{ Key: "team", Value: "faces" }]);
  expect(read?.AssumeRolePolicyDocument).toMatch(/^%7B%22Version/);
  expect(decodeURIComponent(read?.AssumeRolePolicyDocument ?? "")).toBe(TRUST);
  expect(Math.abs((read?.CreateDate?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);

  const other = TRUST.replace("lambda", "edgelambda");
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "reader", PolicyDocument: other }));
  await iam.send(new UpdateRoleCommand({ RoleName: "reader", Description: "new" }));
  const { Role: changed } = await iam.send(new GetRoleCommand({ RoleName: "reader" }));
  expect(changed).toMatchObject({ Description: "new", MaxSessionDuration: 7200 });
  expect(decodeURIComponent(changed?.AssumeRolePolicyDocument ?? "")).toBe(other);

  await iam.send(new DeleteRoleCommand({ RoleName: "reader" }));
  await expect(iam.send(new GetRoleCommand({ RoleName: "reader" }))).rejects.toMatchObject({
    name: "NoSuchEntityException",
    message: "The role with name reader cannot be found.",
    $metadata: { httpStatusCode: 404 },
  });
});

test("a second role of a name is refused, whatever its case", async () => {
  await iam.send(new CreateRoleCommand({ RoleName: "once", AssumeRolePolicyDocument: TRUST }));
  await expect(
    iam.send(new CreateRoleCommand({ RoleName: "Once", AssumeRolePolicyDocument: TRUST })),
  ).rejects.toMatchObject({ name: "EntityAlreadyExistsException", $metadata: { httpStatusCode: 409 } });
});

test("inline policies are put, read, listed and deleted, and hold the role until then", async () => {
  const RoleName = "inline";
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "logs", PolicyDocument: READ_LOGS }));
  const policy = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: "logs" }));
  expect(decodeURIComponent(policy.PolicyDocument ?? "")).toBe(READ_LOGS);
  const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  expect(PolicyNames).toEqual(["logs"]);

  await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: "DeleteConflictException",
    message: "Cannot delete entity, must delete policies first.",
  });
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "logs" }));
  await expect(iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "logs" }))).rejects.toMatchObject({
    name: "NoSuchEntityException",
  });
  await iam.send(new DeleteRoleCommand({ RoleName }));
});

test("managed policies are made, attached, and cannot go while they are attached", async () => {
  const RoleName = "attached";
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "read", PolicyDocument: READ_LOGS }));
  const PolicyArn = Policy?.Arn ?? "";
  expect(PolicyArn).toBe("arn:aws:iam::000000000000:policy/read");
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount).toBe(1);
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
  expect(decodeURIComponent(PolicyVersion?.Document ?? "")).toBe(READ_LOGS);
  const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(AttachedPolicies).toEqual([{ PolicyName: "read", PolicyArn }]);

  await expect(iam.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toMatchObject({
    name: "DeleteConflictException",
  });
  await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    message: "Cannot delete entity, must detach all policies first.",
  });
  await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  await iam.send(new DeletePolicyCommand({ PolicyArn }));
  await expect(iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))).rejects.toMatchObject({
    message: `Policy ${PolicyArn} does not exist or is not attachable.`,
  });
});

test("tags are set, replaced and taken", async () => {
  const RoleName = "tagged";
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
  await iam.send(
    new TagRoleCommand({
      RoleName,
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "" },
      ],
    }),
  );
  await iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: "a", Value: "2" }] }));
  await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ["b", "none"] }));
  expect((await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual([{ Key: "a", Value: "2" }]);
});

test("roles are listed in pages, by path, and apart from other accounts' roles", async () => {
  const other = new IAMClient(clientConfig(endpoint.url, "111111111111"));
  for (const name of ["p1", "p2", "p3"]) {
    await other.send(new CreateRoleCommand({ RoleName: name, Path: "/pages/", AssumeRolePolicyDocument: TRUST }));
  }
  await other.send(new CreateRoleCommand({ RoleName: "elsewhere", AssumeRolePolicyDocument: TRUST }));
  const pages: string[][] = [];
  for await (const { Roles } of paginateListRoles({ client: other, pageSize: 2 }, { PathPrefix: "/pages/" })) {
    pages.push((Roles ?? []).map(({ RoleName }) => RoleName ?? ""));
  }
  expect(pages).toEqual([["p1", "p2"], ["p3"]]);
  const { Roles } = await iam.send(new ListRolesCommand({ PathPrefix: "/pages/" }));
  expect(Roles).toEqual([]);
});

test.each([
  ["no JSON", "{", "Syntax errors in policy."],
  ["no statement", JSON.stringify({ Version: "2012-10-17" }), "Syntax errors in policy."],
  ["a misspelt element", READ_LOGS.replace('"Action"', '"Actions"'), "Syntax errors in policy."],
  ["no resource", READ_LOGS.replace(',"Resource":"*"', ""), "Policy statement must contain resources."],
  ["a resource that is no ARN", READ_LOGS.replace('"*"', '"bucket"'), 'Resource bucket must be in ARN format or "*".'],
  [
    "an action of no service",
    READ_LOGS.replace("logs:GetLogEvents", "GetLogEvents"),
    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
  ],
  [
    "a principal",
    READ_LOGS.replace('{"Effect', '{"Principal":"*","Effect'),
    "Policy document should not specify a principal.",
  ],
])("a policy with %s is refused", async (_what, PolicyDocument, message) => {
  await expect(
    iam.send(new PutRolePolicyCommand({ RoleName: "any", PolicyName: "bad", PolicyDocument })),
  ).rejects.toMatchObject({ name: "MalformedPolicyDocumentException", message });
});

test("a trust policy may only speak of assuming", async () => {
  const create = (document: string): Promise<unknown> =>
    iam.send(new CreateRoleCommand({ RoleName: "trust", AssumeRolePolicyDocument: document }));
  await expect(create(TRUST.replace("sts:AssumeRole", "s3:GetObject"))).rejects.toMatchObject({
    message: "AssumeRole policy may only specify STS AssumeRole actions.",
  });
  await expect(create(TRUST.replace("]}", "]").replace("}]", ',"Resource":"*"}]}'))).rejects.toMatchObject({
    message: "Has prohibited field Resource",
  });
});

test("what is missing or not supported is named", async () => {
  await expect(iam.send(new GetRoleCommand({ RoleName: "" }))).rejects.toMatchObject({
    name: "ValidationError",
    message: expect.stringContaining("Value '' at 'roleName' failed to satisfy constraint") as string,
  });
  await expect(
    iam.send(
      new CreateRoleCommand({
        RoleName: "bounded",
        AssumeRolePolicyDocument: TRUST,
        PermissionsBoundary: "arn:aws:iam::000000000000:policy/boundary",
      }),
    ),
  ).rejects.toMatchObject({ name: "UnsupportedOperation", message: expect.stringContaining("PermissionsBoundary") });
});
