import { createHash } from "node:crypto";
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetRuntimeManagementConfigCommand,
  InvokeCommand,
  ListVersionsByFunctionCommand,
  paginateListFunctions,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { strToU8 } from "fflate";
import { expect, test } from "vitest";
import { clientConfig } from "../../../support/endpoint.ts";
import { send, signed } from "../../../support/signed-request.ts";
import { serveFunctions } from "./serve-functions.ts";
import { Functions, zipped } from "./support.ts";

const OK = "export const handler = async () => 'ok';";

const { endpoint, role, functions } = await serveFunctions();

test("creates a function with Lambda's defaults, and the SDK's waiter sees it become active", async () => {
  const zip = zipped(OK);
  const created = await functions.lambda.send(
    new CreateFunctionCommand({
      FunctionName: "plain",
      Role: role,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: { ZipFile: zip },
    }),
  );

  expect(created).toMatchObject({
    FunctionName: "plain",
    FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:plain",
    State: "Pending",
    Timeout: 3,
    MemorySize: 128,
    Architectures: ["x86_64"],
    PackageType: "Zip",
    Version: "$LATEST",
    CodeSize: zip.length,
    CodeSha256: createHash("sha256").update(zip).digest("base64"),
    LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/plain" },
    TracingConfig: { Mode: "PassThrough" },
    $metadata: { httpStatusCode: 201 },
  });
  await waitUntilFunctionActiveV2({ client: functions.lambda, maxWaitTime: 5 }, { FunctionName: "plain" });
  const { Configuration } = await functions.lambda.send(new GetFunctionCommand({ FunctionName: "plain" }));
  expect(Configuration).toMatchObject({ State: "Active", LastUpdateStatus: "Successful" });
  expect(Configuration?.LastModified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
});

test.each([
  "named",
  "arn:aws:lambda:us-east-1:000000000000:function:named",
  "000000000000:function:named",
  "named:$LATEST",
])("finds a function by %s", async (name) => {
  await functions.create("named", OK).catch(() => undefined);
  const { FunctionName } = await functions.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
  expect(FunctionName).toBe("named");
});

test("keeps accounts apart", async () => {
  await functions.create("mine", OK);
  const other = new Functions(clientConfig(endpoint.url, "111122223333"), role);

  await expect(other.lambda.send(new GetFunctionCommand({ FunctionName: "mine" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Function not found: arn:aws:lambda:us-east-1:111122223333:function:mine",
    $metadata: { httpStatusCode: 404 },
  });
});

test("answers what Lambda answers to what cannot be", async () => {
  await functions.create("once", OK);
  const { lambda } = functions;
  await expect(functions.create("once", OK)).rejects.toMatchObject({
    name: "ResourceConflictException",
    message: "Function already exist: once",
    $metadata: { httpStatusCode: 409 },
  });
  await expect(lambda.send(new InvokeCommand({ FunctionName: "once", Qualifier: "7" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Function not found: arn:aws:lambda:us-east-1:000000000000:function:once:7",
  });
  await expect(lambda.send(new InvokeCommand({ FunctionName: "once", Payload: "{" }))).rejects.toMatchObject({
    name: "InvalidRequestContentException",
  });
  const large = JSON.stringify("x".repeat(1_048_576));
  await expect(
    lambda.send(new InvokeCommand({ FunctionName: "once", InvocationType: "Event", Payload: large })),
  ).rejects.toMatchObject({
    name: "RequestTooLargeException",
    message: "1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)",
    $metadata: { httpStatusCode: 413 },
  });
  await expect(functions.create("norole", OK, { Role: `${role}-missing` })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: "The role defined for the function cannot be assumed by Lambda.",
  });
  await expect(functions.create("nozip", OK, { Code: { ZipFile: strToU8("no zip") } })).rejects.toMatchObject({
    message: "Could not unzip uploaded file. Please check your file, then try to upload again.",
  });
  await expect(functions.create("slow", OK, { Timeout: 901 })).rejects.toMatchObject({
    name: "ValidationException",
    message:
      "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
  });
  await expect(
    functions.create("reserved", OK, { Environment: { Variables: { AWS_REGION: "mars" } } }),
  ).rejects.toMatchObject({
    message: expect.stringContaining("Reserved keys used in this request: AWS_REGION") as string,
  });
});

test("refuses by name what it does not have", async () => {
  await expect(functions.create("java", OK, { Runtime: "java21" })).rejects.toThrow(
    /Runtime java21 .*not supported by the embedded engine/,
  );
  await expect(functions.create("image", OK, { PackageType: "Image" })).rejects.toThrow(
    /PackageType Image is not supported/,
  );
  await expect(
    functions.lambda.send(new GetRuntimeManagementConfigCommand({ FunctionName: "plain" })),
  ).rejects.toMatchObject({
    name: "UnsupportedOperation",
    message: expect.stringContaining("lambda GetRuntimeManagementConfig") as string,
  });
});

test("refuses a path that is not percent-encoded UTF-8", async () => {
  const path = "/2015-03-31/functions/%zz";
  const request = await signed(endpoint.url, { method: "GET", path: "/2015-03-31/functions/x" }, { service: "lambda" });
  const stranger = request.headers["authorization"]?.replace("Credential=test/", "Credential=AKIANOBODY/") ?? "";

  const answer = await send(endpoint.url, {
    ...request,
    path,
    headers: { ...request.headers, authorization: stranger },
  });

  expect(answer).toMatchObject({ status: 400, body: expect.stringContaining(`The path ${path} is not`) as string });
});

test("lists functions in pages, and versions", async () => {
  for (let n = 0; n < 3; n++) await functions.create(`listed-${n}`, OK);
  const names: (string | undefined)[] = [];
  for await (const page of paginateListFunctions({ client: functions.lambda, pageSize: 2 }, {})) {
    expect(page.Functions?.length).toBeLessThanOrEqual(2);
    names.push(...(page.Functions ?? []).map(({ FunctionName }) => FunctionName));
  }
  expect(names).toEqual([...names].sort((a, b) => (String(a) < String(b) ? -1 : 1)));
  expect(names).toEqual(expect.arrayContaining(["listed-0", "listed-1", "listed-2"]));

  const { Versions } = await functions.lambda.send(new ListVersionsByFunctionCommand({ FunctionName: "listed-0" }));
  expect(Versions?.map(({ Version }) => Version)).toEqual(["$LATEST"]);
});

test("deletes a function", async () => {
  await functions.create("deleted", OK);

  const { $metadata } = await functions.lambda.send(new DeleteFunctionCommand({ FunctionName: "deleted" }));

  expect($metadata.httpStatusCode).toBe(204);
  await expect(functions.invoke("deleted")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(functions.lambda.send(new DeleteFunctionCommand({ FunctionName: "deleted" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("answers the account's limits and use", async () => {
  await functions.create("counted", OK);

  const { AccountLimit, AccountUsage } = await functions.lambda.send(new GetAccountSettingsCommand({}));

  expect(AccountLimit?.ConcurrentExecutions).toBe(1000);
  expect(AccountUsage?.FunctionCount).toBeGreaterThan(0);
  expect(AccountUsage?.TotalCodeSize).toBeGreaterThan(100);
});
