import { CreateRoleCommand, GetRoleCommand, IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fromForm } from "../../../../dev/endpoint/http/protocol/query.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
});

afterAll(() => endpoint.stop());

test.each<[string, object]>([
  ["Action=X&Version=1&RoleName=a", { RoleName: "a" }],
  ["Tags.member.1.Key=a&Tags.member.1.Value=1&Tags.member.2.Key=b", { Tags: [{ Key: "a", Value: "1" }, { Key: "b" }] }],
  ["TagKeys.member.2=b&TagKeys.member.1=a&TagKeys.member.10=c", { TagKeys: ["a", "b", "c"] }],
  ["A.B.C=x&A.B.D=y", { A: { B: { C: "x", D: "y" } } }],
  ["Map.entry.1.key=a&Map.entry.1.value=b", { Map: [{ key: "a", value: "b" }] }],
  ["Text=a%2Bb+c%26d%3D%C3%A4", { Text: "a+b c&d=ä" }],
  ["Empty=&__proto__.polluted=1", { Empty: "", ["__proto__"]: { polluted: "1" } }],
])("the form %s is read", (form, expected) => {
  const parsed = fromForm(new URLSearchParams(form));
  expect(JSON.stringify(parsed)).toBe(JSON.stringify(expected));
  expect({}).not.toHaveProperty("polluted");
});

test("whatever text comes back as it was given, and an empty list as a list", async () => {
  const iam = new IAMClient(endpoint.client);
  expect((await iam.send(new ListRolesCommand({}))).Roles).toEqual([]);
  const Description = "a<b>&amp;\"'\n\t ]]> ä";
  await iam.send(
    new CreateRoleCommand({
      RoleName: "text",
      Description,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
      }),
    }),
  );
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: "text" }));
  expect(Role?.Description).toBe(Description);
});
