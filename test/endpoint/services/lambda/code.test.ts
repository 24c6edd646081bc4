import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { expect, test } from "vitest";
import { clientConfig } from "../../../support/endpoint.ts";
import { send, signed } from "../../../support/signed-request.ts";
import { serveFunctions } from "./serve-functions.ts";
import { Functions, zipped } from "./support.ts";

const OK = "export const handler = async () => 'ok';";

const { endpoint, role, functions } = await serveFunctions();

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

test("gives a link that downloads the code, until it is the code of no function any more", async () => {
  const { lambda } = functions;
  const FunctionName = "downloaded";
  const files = { "index.mjs": `${OK}// downloaded`, "lib/names.json": "[]" };
  await functions.create(FunctionName, files);
  const { Code } = await lambda.send(new GetFunctionCommand({ FunctionName }));
  const link = Code?.Location ?? "";

  const answer = await fetch(link);

  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/zip"]);
  const unpacked = unzipSync(new Uint8Array(await answer.arrayBuffer()));
  expect(Object.fromEntries(Object.entries(unpacked).map(([path, bytes]) => [path, strFromU8(bytes)]))).toEqual(files);
  expect((await fetch(link.replace(/Signature=../, "Signature=00"))).status).toBe(403);
  expect((await fetch(link.replace("/000000000000/", "/111122223333/"))).status).toBe(403);
  const other = new Functions(clientConfig(endpoint.url, "111122223333"), role);
  const path = new URL(link).pathname;
  const request = await signed(endpoint.url, { path }, { service: "lambda", accessKeyId: "111122223333" });
  expect((await send(endpoint.url, request)).status).toBe(404);
  await expect(other.lambda.send(new GetFunctionCommand({ FunctionName }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await lambda.send(new DeleteFunctionCommand({ FunctionName }));
  expect((await fetch(link)).status).toBe(404);
});
