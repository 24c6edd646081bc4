import { createHash } from "node:crypto";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  InvokeCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionEventInvokeConfigCommand,
  paginateListFunctions,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientConfig, startTestEndpoint } from "../../support/endpoint.ts";
import { send, signed } from "../../support/signed-request.ts";
import { Functions, makeRole, zipped } from "./support.ts";

const OK = "export const handler = async () => 'ok';";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;
let role: string;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  role = await makeRole(endpoint.client, "functions-role");
  functions = new Functions(endpoint.client, role);
});
afterAll(() => endpoint.stop());

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
  await expect(functions.create("python", OK, { Runtime: "python3.13" })).rejects.toThrow(
    /Runtime python3.13 .*not supported by the embedded engine/,
  );
  await expect(functions.create("image", OK, { PackageType: "Image" })).rejects.toThrow(
    /PackageType Image is not supported/,
  );
  await expect(
    functions.lambda.send(new CreateAliasCommand({ FunctionName: "plain", Name: "live", FunctionVersion: "1" })),
  ).rejects.toMatchObject({
    name: "UnsupportedOperation",
    message: expect.stringContaining("lambda CreateAlias") as string,
  });
});

test.each([
  ["a zero byte", { "a\0b.mjs": OK }],
  ["a folder that is a file as well", { "index.mjs": OK, "index.mjs/more.mjs": OK }],
  ["300 characters", { [`${"x".repeat(300)}.mjs`]: OK }],
])("refuses a zip file with a path of %s", async (_what, files) => {
  await expect(functions.create("odd-paths", files)).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: "Could not unzip uploaded file. Please check your file, then try to upload again.",
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

test("does not let a zip file write outside of its folder", async () => {
  const zip = zipSync({ "index.mjs": strToU8(OK), "../../escaped.txt": strToU8("out") });

  await expect(functions.create("slip", OK, { Code: { ZipFile: zip } })).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: expect.stringContaining("../../escaped.txt") as string,
  });
});

test("takes code from S3, and says what S3 said where it is not there", async () => {
  const s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket: "code" }));
  await s3.send(new PutObjectCommand({ Bucket: "code", Key: "fn.zip", Body: zipped(OK) }));

  await functions.create("from-s3", OK, { Code: { S3Bucket: "code", S3Key: "fn.zip" } });

  expect((await functions.invoke("from-s3")).answer).toBe("ok");
  await expect(
    functions.create("from-nowhere", OK, { Code: { S3Bucket: "code", S3Key: "missing.zip" } }),
  ).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message:
      "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.",
  });
});

test("updates code and settings under the caller's revision, and the waiter sees the update end", async () => {
  await functions.create("updated", OK);
  const { lambda } = functions;
  const before = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "updated" }));

  const code = await lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: "updated", ZipFile: zipped(`${OK}//`), Architectures: ["arm64"] }),
  );
  const settings = await lambda.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: "updated",
      Timeout: 9,
      LoggingConfig: { LogFormat: "JSON" },
    }),
  );

  expect(code).toMatchObject({ LastUpdateStatus: "InProgress", Architectures: ["arm64"] });
  expect(code.CodeSha256).not.toBe(before.CodeSha256);
  expect(settings).toMatchObject({ Timeout: 9, LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "INFO" } });
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 5 }, { FunctionName: "updated" });
  await expect(
    lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: "updated", Timeout: 5, RevisionId: before.RevisionId }),
    ),
  ).rejects.toMatchObject({ name: "PreconditionFailedException", $metadata: { httpStatusCode: 412 } });
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

test("keeps a resource policy", async () => {
  const arn = await functions.create("permitted", OK);
  const { lambda } = functions;
  const FunctionName = "permitted";
  const add = new AddPermissionCommand({
    FunctionName,
    StatementId: "s3",
    Action: "lambda:InvokeFunction",
    Principal: "s3.amazonaws.com",
    SourceArn: "arn:aws:s3:::pictures",
    SourceAccount: "000000000000",
  });

  await lambda.send(add);

  const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName }));
  expect(JSON.parse(Policy ?? "")).toEqual({
    Version: "2012-10-17",
    Id: "default",
    Statement: [
      {
        Sid: "s3",
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: arn,
        Condition: {
          StringEquals: { "AWS:SourceAccount": "000000000000" },
          ArnLike: { "AWS:SourceArn": "arn:aws:s3:::pictures" },
        },
      },
    ],
  });
  await expect(lambda.send(add)).rejects.toMatchObject({ name: "ResourceConflictException" });
  await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: "s3" }));
  await expect(lambda.send(new GetPolicyCommand({ FunctionName }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "The resource you requested does not exist.",
  });
});

test("keeps how asynchronous invocations are handled", async () => {
  await functions.create("configured", OK);
  const { lambda } = functions;
  const FunctionName = "configured";
  const Destination = "arn:aws:sqs:us-east-1:000000000000:failed";
  const get = new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier: "$LATEST" });
  await expect(lambda.send(get)).rejects.toMatchObject({
    message:
      "The function arn:aws:lambda:us-east-1:000000000000:function:configured:$LATEST doesn't have an EventInvokeConfig",
  });

  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination } },
    }),
  );
  await lambda.send(new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 600 }));

  const config = await lambda.send(get);
  expect(config).toMatchObject({
    FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:configured:$LATEST",
    MaximumRetryAttempts: 1,
    MaximumEventAgeInSeconds: 600,
    DestinationConfig: { OnSuccess: {}, OnFailure: { Destination } },
  });
  expect(config.LastModified).toBeInstanceOf(Date);
  await lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
  await expect(lambda.send(get)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

test("keeps the reserved concurrency and tags", async () => {
  const arn = await functions.create("tagged", OK, { Tags: { team: "faces" } });
  const { lambda } = functions;
  const FunctionName = "tagged";

  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 4 }));
  await lambda.send(new TagResourceCommand({ Resource: arn, Tags: { stage: "dev" } }));

  expect(await lambda.send(new GetFunctionCommand({ FunctionName }))).toMatchObject({
    Concurrency: { ReservedConcurrentExecutions: 4 },
    Tags: { team: "faces", stage: "dev" },
  });
  await lambda.send(new UntagResourceCommand({ Resource: arn, TagKeys: ["team", "none"] }));
  expect((await lambda.send(new ListTagsCommand({ Resource: arn }))).Tags).toEqual({ stage: "dev" });
  await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  const { ReservedConcurrentExecutions } = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }));
  expect(ReservedConcurrentExecutions).toBeUndefined();
});

test("answers the account's limits and use", async () => {
  await functions.create("counted", OK);

  const { AccountLimit, AccountUsage } = await functions.lambda.send(new GetAccountSettingsCommand({}));

  expect(AccountLimit?.ConcurrentExecutions).toBe(1000);
  expect(AccountUsage?.FunctionCount).toBeGreaterThan(0);
  expect(AccountUsage?.TotalCodeSize).toBeGreaterThan(100);
});
