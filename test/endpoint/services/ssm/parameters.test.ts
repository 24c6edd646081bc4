import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
  RemoveTagsFromResourceCommand,
  SSMClient,
  paginateGetParametersByPath,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientConfig, startTestEndpoint } from "../../../support/endpoint.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let ssm: SSMClient;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  ssm = new SSMClient(endpoint.client);
});

afterAll(() => endpoint.stop());

function put(Name: string, Value: string, more: { Overwrite?: boolean; Type?: "String" | "StringList" } = {}) {
  return ssm.send(new PutParameterCommand({ Name, Value, Type: "String", ...more }));
}

test("a parameter has versions, and each can be read by name or ARN", async () => {
  const Name = "/cdk-bootstrap/hnb659fds/version";
  expect(await put(Name, "21")).toMatchObject({ Version: 1, Tier: "Standard" });
  expect(await put(Name, "22", { Overwrite: true })).toMatchObject({ Version: 2 });
  const ARN = "arn:aws:ssm:us-east-1:000000000000:parameter/cdk-bootstrap/hnb659fds/version";
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
  expect(Parameter).toMatchObject({ Name, ARN, Type: "String", Value: "22", Version: 2, DataType: "text" });
  expect(Math.abs((Parameter?.LastModifiedDate?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  const first = await ssm.send(new GetParameterCommand({ Name: `${Name}:1` }));
  expect(first.Parameter).toMatchObject({ Value: "21", Version: 1, Selector: ":1" });
  expect((await ssm.send(new GetParameterCommand({ Name: ARN }))).Parameter?.Value).toBe("22");
  await expect(ssm.send(new GetParameterCommand({ Name: `${Name}:9` }))).rejects.toMatchObject({
    name: "ParameterVersionNotFound",
  });
});

test("overwriting has to be asked for, and keeps the type", async () => {
  await put("once", "a,b", { Type: "StringList" });
  await expect(put("once", "c", { Type: "StringList" })).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
  await expect(put("once", "c", { Overwrite: true })).rejects.toMatchObject({ name: "HierarchyTypeMismatchException" });
});

test("several are read at once, and those that are missing are named", async () => {
  await put("several-a", "1");
  await put("several-b", "2");
  const answer = await ssm.send(new GetParametersCommand({ Names: ["several-a", "none", "several-b"] }));
  expect(answer.Parameters?.map(({ Value }) => Value)).toEqual(["1", "2"]);
  expect(answer.InvalidParameters).toEqual(["none"]);
});

test("a path is read level by level or whole, in pages", async () => {
  for (const name of ["a", "b", "deep/c", "deep/d"]) await put(`/path/${name}`, name);
  const level = await ssm.send(new GetParametersByPathCommand({ Path: "/path" }));
  expect(level.Parameters?.map(({ Value }) => Value)).toEqual(["a", "b"]);
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateGetParametersByPath(
    { client: ssm, pageSize: 3 },
    { Path: "/path/", Recursive: true },
  )) {
    pages.push((page.Parameters ?? []).map(({ Value }) => Value));
  }
  expect(pages).toEqual([["a", "b", "deep/c"], ["deep/d"]]);
});

test("parameters are deleted, one or several", async () => {
  for (const name of ["gone-a", "gone-b", "gone-c"]) await put(name, "x");
  await ssm.send(new DeleteParameterCommand({ Name: "gone-a" }));
  await expect(ssm.send(new DeleteParameterCommand({ Name: "gone-a" }))).rejects.toMatchObject({
    name: "ParameterNotFound",
  });
  expect(await ssm.send(new DeleteParametersCommand({ Names: ["gone-b", "gone-a", "gone-c"] }))).toMatchObject({
    DeletedParameters: ["gone-b", "gone-c"],
    InvalidParameters: ["gone-a"],
  });
  await expect(ssm.send(new GetParameterCommand({ Name: "gone-b" }))).rejects.toMatchObject({
    name: "ParameterNotFound",
  });
});

test("accounts and regions are apart, and described without values", async () => {
  await put("mine", "here");
  const other = new SSMClient(clientConfig(endpoint.url, "222222222222"));
  await other.send(new PutParameterCommand({ Name: "mine", Value: "there", Type: "String", Description: "theirs" }));
  expect((await ssm.send(new GetParameterCommand({ Name: "mine" }))).Parameter?.Value).toBe("here");
  const { Parameters } = await other.send(new DescribeParametersCommand({}));
  expect(Parameters).toEqual([
    expect.objectContaining({ Name: "mine", Description: "theirs", Tier: "Standard", Version: 1 }),
  ]);
  expect(Parameters?.[0]).not.toHaveProperty("Value");
  const elsewhere = new SSMClient({ ...endpoint.client, region: "eu-west-1" });
  await expect(elsewhere.send(new GetParameterCommand({ Name: "mine" }))).rejects.toMatchObject({
    name: "ParameterNotFound",
  });
});

test("tags are set and taken", async () => {
  await ssm.send(
    new PutParameterCommand({ Name: "tagged", Value: "x", Type: "String", Tags: [{ Key: "a", Value: "1" }] }),
  );
  const resource = { ResourceType: "Parameter", ResourceId: "tagged" } as const;
  await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: "b", Value: "2" }] }));
  await ssm.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ["a"] }));
  expect((await ssm.send(new ListTagsForResourceCommand(resource))).TagList).toEqual([{ Key: "b", Value: "2" }]);
});

test.each([
  [{ Name: "a/b", Value: "x", Type: "String" }, "ValidationException", "fully qualified name"],
  [{ Name: "aws-own", Value: "x", Type: "String" }, "ValidationException", "can't be prefixed"],
  [{ Name: "a b", Value: "x", Type: "String" }, "ValidationException", "Only a mix of letters"],
  [{ Name: "long", Value: "x".repeat(4097), Type: "String" }, "ValidationException", "4096 characters"],
  [{ Name: "untyped", Value: "x" }, "ValidationException", "A parameter type is required"],
  [
    { Name: "other", Value: "x", Type: "Other" },
    "ValidationException",
    "enum value set: [String, StringList, SecureString]",
  ],
  [
    { Name: "pattern", Value: "x", Type: "String", AllowedPattern: "^\\d+$" },
    "ParameterPatternMismatchException",
    "^\\d+$",
  ],
  [
    { Name: "pattern", Value: `${"a".repeat(64)}b`, Type: "String", AllowedPattern: "^(a+)+$" },
    "InvalidAllowedPatternException",
    "takes too long",
  ],
  [{ Name: "secret", Value: "x", Type: "SecureString" }, "UnsupportedOperation", "SecureString"],
] as const)("%j is refused", async (input, name, text) => {
  await expect(
    ssm.send(new PutParameterCommand(input as ConstructorParameters<typeof PutParameterCommand>[0])),
  ).rejects.toMatchObject({
    name,
    message: expect.stringContaining(text) as string,
  });
});
