import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetPolicyCommand,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  paginateListVersionsByFunction,
} from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { serveFunctions } from "./serve-functions.ts";
import { zipped } from "./support.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function";

const { endpoint, role, functions } = await serveFunctions();
const { lambda } = functions;

/** What runs says its version, and with which ARN it was called. */
const SAYING = (text: string): string =>
  `export const handler = async (_event, context) =>
     ["${text}", context.functionVersion, process.env.AWS_LAMBDA_FUNCTION_VERSION, context.invokedFunctionArn];`;

async function publish(FunctionName: string, more: object = {}) {
  return lambda.send(new PublishVersionCommand({ FunctionName, ...more }));
}

async function versionsOf(FunctionName: string, pageSize = 50): Promise<string[]> {
  const numbers: string[] = [];
  for await (const { Versions = [] } of paginateListVersionsByFunction(
    { client: lambda, pageSize },
    { FunctionName },
  )) {
    numbers.push(...Versions.map(({ Version }) => Version ?? ""));
  }
  return numbers;
}

test("a version keeps code and settings; publishing again without a change answers the same one", async () => {
  await functions.create("kept", SAYING("one"), { Description: "latest", Timeout: 5 });
  const first = await publish("kept", { Description: "the first" });
  expect(first).toMatchObject({
    FunctionArn: `${ARN}:kept:1`,
    Version: "1",
    Description: "the first",
    Timeout: 5,
    $metadata: { httpStatusCode: 201 },
  });
  expect(await publish("kept")).toMatchObject({ Version: "1", Description: "the first" });

  await functions.replace("kept", SAYING("two"));
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "kept", Timeout: 7 }));
  expect(await publish("kept")).toMatchObject({ Version: "2", Description: "latest", Timeout: 7 });
  const made = await lambda.send(new GetFunctionCommand({ FunctionName: "kept", Qualifier: "1" }));
  expect(made.Configuration).toMatchObject({ FunctionArn: `${ARN}:kept:1`, Version: "1", Timeout: 5 });

  expect((await functions.invoke("kept:1")).answer).toEqual(["one", "1", "1", `${ARN}:kept:1`]);
  expect((await functions.invoke("kept", {}, { Qualifier: "2" })).answer).toEqual(["two", "2", "2", `${ARN}:kept:2`]);
  expect((await functions.invoke("kept")).answer).toEqual(["two", "$LATEST", "$LATEST", `${ARN}:kept`]);
  expect(await versionsOf("kept", 1)).toEqual(["$LATEST", "1", "2"]);
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({ FunctionVersion: "ALL" }));
  const arns = Functions.map(({ FunctionArn }) => FunctionArn);
  expect(arns).toEqual(expect.arrayContaining([`${ARN}:kept:$LATEST`, `${ARN}:kept:1`, `${ARN}:kept:2`]));
});

test("a version that is not asked for as it is is refused, and one that is not there is not found", async () => {
  await functions.create("asked", SAYING("one"));
  await expect(publish("asked", { CodeSha256: "other" })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: expect.stringContaining("CodeSHA256 (other) is different from current CodeSHA256 in $LATEST") as string,
  });
  await expect(publish("asked", { RevisionId: "other" })).rejects.toMatchObject({
    name: "PreconditionFailedException",
  });
  await expect(functions.invoke("asked", {}, { Qualifier: "7" })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: `Function not found: ${ARN}:asked:7`,
  });
  await expect(functions.invoke("asked:1", {}, { Qualifier: "2" })).rejects.toMatchObject({
    message: "The derived qualifier from the function name does not match the specified qualifier.",
  });
});

test("Publish makes a version with the function, and with its code", async () => {
  const code = (text: string) => ({ ZipFile: zipped(SAYING(text)) });
  const made = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "at-once",
      Role: role,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: code("one"),
      Publish: true,
    }),
  );
  expect(made).toMatchObject({ Version: "1", FunctionArn: `${ARN}:at-once:1` });
  const changed = await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: "at-once", ...code("two"), Publish: true }),
  );
  expect(changed).toMatchObject({ Version: "2", FunctionArn: `${ARN}:at-once:2` });
  expect((await functions.invoke("at-once:1")).answer).toContain("one");
});

test("a deleted version is gone, its number is not given again, and an alias keeps one", async () => {
  await functions.create("numbers", SAYING("one"));
  await publish("numbers");
  await lambda.send(new CreateAliasCommand({ FunctionName: "numbers", Name: "live", FunctionVersion: "1" }));
  const remove = (Qualifier: string) => lambda.send(new DeleteFunctionCommand({ FunctionName: "numbers", Qualifier }));
  await expect(remove("1")).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: "Unable to delete version because the following aliases reference it: [live]",
  });
  await expect(remove("live")).rejects.toMatchObject({ message: "Deletion of aliases is not currently supported." });
  await expect(remove("$LATEST")).rejects.toMatchObject({ name: "InvalidParameterValueException" });
  await lambda.send(new DeleteAliasCommand({ FunctionName: "numbers", Name: "live" }));
  await remove("1");
  await remove("99");
  await expect(functions.invoke("numbers:1")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  expect(await publish("numbers")).toMatchObject({ Version: "2" });
  await lambda.send(new DeleteFunctionCommand({ FunctionName: "numbers" }));
  await expect(functions.invoke("numbers:2")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await functions.create("numbers", SAYING("anew"));
  expect(await publish("numbers")).toMatchObject({ Version: "1" });
});

test("an alias is made, moved, listed and removed", async () => {
  await functions.create("aliased", SAYING("one"));
  await publish("aliased");
  await functions.replace("aliased", SAYING("two"));
  await publish("aliased");
  const FunctionName = "aliased";
  const made = await lambda.send(
    new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1", Description: "what users see" }),
  );
  const { RevisionId } = made;
  expect(made).toMatchObject({
    AliasArn: `${ARN}:aliased:live`,
    Name: "live",
    FunctionVersion: "1",
    Description: "what users see",
    $metadata: { httpStatusCode: 201 },
  });
  expect((await functions.invoke("aliased:live")).answer).toEqual(["one", "1", "1", `${ARN}:aliased:live`]);
  await expect(
    lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "2" })),
  ).rejects.toMatchObject({ message: `Alias already exists: ${ARN}:aliased:live` });
  await expect(
    lambda.send(new CreateAliasCommand({ FunctionName, Name: "other", FunctionVersion: "9" })),
  ).rejects.toMatchObject({ message: `Function not found: ${ARN}:aliased:9` });
  await expect(
    lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "2", RevisionId: "other" })),
  ).rejects.toMatchObject({ name: "PreconditionFailedException" });

  await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "2", RevisionId }));
  expect((await functions.invoke("aliased:live")).answer).toContain("two");
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: "before", FunctionVersion: "1" }));
  await lambda.send(new CreateAliasCommand({ FunctionName, Name: "edge", FunctionVersion: "$LATEST" }));
  const names = async (more: object) =>
    ((await lambda.send(new ListAliasesCommand({ FunctionName, ...more }))).Aliases ?? []).map(({ Name }) => Name);
  expect(await names({})).toEqual(["before", "edge", "live"]);
  expect(await names({ FunctionVersion: "2" })).toEqual(["live"]);
  const { NextMarker: Marker } = await lambda.send(new ListAliasesCommand({ FunctionName, MaxItems: 2 }));
  expect(await names({ Marker })).toEqual(["live"]);

  await lambda.send(new DeleteAliasCommand({ FunctionName, Name: "live" }));
  await lambda.send(new DeleteAliasCommand({ FunctionName, Name: "live" }));
  await expect(lambda.send(new GetAliasCommand({ FunctionName, Name: "live" }))).rejects.toMatchObject({
    message: `Cannot find alias arn: ${ARN}:aliased:live`,
  });
});

test("an alias with two versions sends each its share", async () => {
  await functions.create("weighed", SAYING("one"));
  await publish("weighed");
  await functions.replace("weighed", SAYING("two"));
  await publish("weighed");
  const named = { FunctionName: "weighed", Name: "live" };
  const route = (weights: Record<string, number>, FunctionVersion = "1") =>
    lambda.send(
      new UpdateAliasCommand({ ...named, FunctionVersion, RoutingConfig: { AdditionalVersionWeights: weights } }),
    );
  await lambda.send(new CreateAliasCommand({ ...named, FunctionVersion: "1" }));
  await expect(route({ "1": 0.5 })).rejects.toMatchObject({ name: "InvalidParameterValueException" });
  await expect(route({ "2": 0.5 }, "$LATEST")).rejects.toMatchObject({
    message: "$LATEST is not supported for an alias pointing to more than 1 version",
  });
  expect(await route({ "2": 0.5 })).toMatchObject({ RoutingConfig: { AdditionalVersionWeights: { "2": 0.5 } } });
  const seen = new Set<unknown>();
  // All 40 the same: one in 2 to the power of 39.
  for (let call = 0; call < 40; call++) seen.add(((await functions.invoke("weighed:live")).answer as string[])[1]);
  expect(seen).toEqual(new Set(["1", "2"]));
  expect(await route({})).not.toHaveProperty("RoutingConfig");
});

test("each qualifier has a policy of its own", async () => {
  await functions.create("permitted", SAYING("one"));
  await publish("permitted");
  await lambda.send(new CreateAliasCommand({ FunctionName: "permitted", Name: "live", FunctionVersion: "1" }));
  const permit = (more: object) =>
    lambda.send(
      new AddPermissionCommand({
        FunctionName: "permitted",
        StatementId: "s3",
        Action: "lambda:InvokeFunction",
        Principal: "s3.amazonaws.com",
        ...more,
      }),
    );
  const policy = async (more: object) =>
    (await lambda.send(new GetPolicyCommand({ FunctionName: "permitted", ...more }))).Policy;
  await expect(permit({ Qualifier: "$LATEST" })).rejects.toMatchObject({
    message: "We currently do not support adding policies for $LATEST.",
  });
  await permit({ Qualifier: "live" });
  expect(await policy({ Qualifier: "live" })).toContain(`"Resource":"${ARN}:permitted:live"`);
  await expect(policy({})).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(policy({ Qualifier: "1" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await permit({ Qualifier: "1" });
  await lambda.send(new RemovePermissionCommand({ FunctionName: "permitted:live", StatementId: "s3" }));
  await expect(policy({ Qualifier: "live" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  expect(await policy({ Qualifier: "1" })).toContain(`"Resource":"${ARN}:permitted:1"`);
  await expect(permit({ Qualifier: "none" })).rejects.toMatchObject({
    message: `Cannot find alias arn: ${ARN}:permitted:none`,
  });
});

test("concurrency and tags belong to the function alone", async () => {
  await functions.create("whole", SAYING("one"));
  await publish("whole");
  await expect(
    lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "whole:1", ReservedConcurrentExecutions: 1 })),
  ).rejects.toMatchObject({ message: expect.stringContaining("permitted on Lambda functions only") as string });
  await expect(lambda.send(new ListTagsCommand({ Resource: `${ARN}:whole:1` }))).rejects.toMatchObject({
    message: expect.stringContaining("Tags on aliases and versions are not supported") as string,
  });
});

test("a function of a state from before there were versions and layers runs, and can be published", async () => {
  await functions.create("older", SAYING("one"));
  await endpoint.state.write(() =>
    endpoint.state
      .sql(
        `UPDATE lambda_function SET body = json_remove(body, '$.version', '$.settings.Layers', '$.settings.DeadLetterConfig')
         WHERE name = 'older'`,
      )
      .run(),
  );
  expect((await functions.invoke("older")).answer).toContain("$LATEST");
  expect(await publish("older")).toMatchObject({ Version: "1" });
});

test("the lines of a version name it", async () => {
  await functions.create("lines", SAYING("one"));
  await publish("lines");
  const { log } = await functions.invoke("lines:1", {}, { LogType: "Tail" });
  expect(log).toMatch(/^START RequestId: \S+ Version: 1\n/);
});
