import {
  AddLayerVersionPermissionCommand,
  DeleteFunctionCommand,
  DeleteLayerVersionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetLayerVersionByArnCommand,
  GetLayerVersionCommand,
  GetLayerVersionPolicyCommand,
  LambdaClient,
  ListLayersCommand,
  PublishLayerVersionCommand,
  RemoveLayerVersionPermissionCommand,
  UpdateFunctionConfigurationCommand,
  paginateListLayerVersions,
} from "@aws-sdk/client-lambda";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type ZipOptions, strToU8, unzipSync, zipSync } from "fflate";
import { expect, test } from "vitest";
import { EXPORTED_PARTS } from "../../../../dev/endpoint/services/exported-parts.ts";
import { exportState } from "../../../../dev/endpoint/state/export.ts";
import { clientConfig } from "../../../support/endpoint.ts";
import { serveFunctions } from "./serve-functions.ts";
import { zipped } from "./support.ts";

const LAYER = "arn:aws:lambda:us-east-1:000000000000:layer";

const { endpoint, functions } = await serveFunctions();
const { lambda } = functions;

async function publish(LayerName: string, files: Record<string, string>, more: object = {}): Promise<string> {
  const command = new PublishLayerVersionCommand({ LayerName, Content: { ZipFile: zipped(files) }, ...more });
  return (await lambda.send(command)).LayerVersionArn ?? "";
}

test("a layer is published, read, listed and deleted, and numbers are never given again", async () => {
  const ZipFile = zipped({ "nodejs/a.js": "1" });
  const first = await lambda.send(
    new PublishLayerVersionCommand({
      LayerName: "kept",
      Content: { ZipFile },
      Description: "first",
      CompatibleRuntimes: ["nodejs22.x"],
      LicenseInfo: "MIT",
    }),
  );
  expect(first).toMatchObject({
    LayerArn: `${LAYER}:kept`,
    LayerVersionArn: `${LAYER}:kept:1`,
    Version: 1,
    Description: "first",
    CompatibleRuntimes: ["nodejs22.x"],
    LicenseInfo: "MIT",
    Content: { CodeSize: ZipFile.length, CodeSha256: createHash("sha256").update(ZipFile).digest("base64") },
    $metadata: { httpStatusCode: 201 },
  });
  const link = await fetch(first.Content?.Location ?? "");
  expect(Object.keys(unzipSync(new Uint8Array(await link.arrayBuffer())))).toEqual(["nodejs/a.js"]);
  await publish("kept", { "nodejs/a.js": "2" });

  const { $metadata: _, Content: _content, ...told } = first;
  expect(await lambda.send(new GetLayerVersionCommand({ LayerName: "kept", VersionNumber: 1 }))).toMatchObject(told);
  expect(await lambda.send(new GetLayerVersionByArnCommand({ Arn: `${LAYER}:kept:1` }))).toMatchObject(told);
  const numbers: (number | undefined)[] = [];
  const pages = paginateListLayerVersions({ client: lambda, pageSize: 1 }, { LayerName: "kept" });
  for await (const { LayerVersions = [] } of pages) numbers.push(...LayerVersions.map(({ Version }) => Version));
  expect(numbers).toEqual([2, 1]);
  const { Layers } = await lambda.send(new ListLayersCommand({}));
  expect(Layers).toMatchObject([
    { LayerName: "kept", LayerArn: `${LAYER}:kept`, LatestMatchingVersion: { Version: 2 } },
  ]);
  const compatible = await lambda.send(new ListLayersCommand({ CompatibleRuntime: "nodejs22.x" }));
  expect(compatible.Layers).toMatchObject([{ LatestMatchingVersion: { Version: 1 } }]);

  for (const VersionNumber of [2, 2]) {
    await lambda.send(new DeleteLayerVersionCommand({ LayerName: "kept", VersionNumber }));
  }
  await expect(lambda.send(new GetLayerVersionCommand({ LayerName: "kept", VersionNumber: 2 }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  expect(await publish("kept", { "nodejs/a.js": "3" })).toBe(`${LAYER}:kept:3`);
});

test("packages of layers are found by modules and by require, the last layer's first; files of /opt by their path", async () => {
  const packageOf = (name: string, says: string) => ({
    [`nodejs/node_modules/${name}/package.json`]: JSON.stringify({ name, main: "index.js" }),
    [`nodejs/node_modules/${name}/index.js`]: `exports.says = "${says}";`,
  });
  const lower = await publish("lower", {
    ...packageOf("shared", "lower"),
    ...packageOf("only-lower", "lower"),
    "nodejs/own.js": 'exports.says = require("only-upper").says + " by own";',
  });
  const upper = await publish("upper", { ...packageOf("shared", "upper"), ...packageOf("only-upper", "upper") });
  const Layers = [lower, upper];
  await functions.create(
    "layered",
    {
      "index.mjs": `
        import { says } from "shared";
        import { says as other } from "only-lower";
        import { says as own } from "/opt/nodejs/own.js";
        export const handler = async () => [says, other, own];`,
    },
    { Layers },
  );
  expect((await functions.invoke("layered")).answer).toEqual(["upper", "lower", "upper by own"]);
  await functions.create(
    "layered-cjs",
    {
      "index.js": `
        const own = require("/opt/nodejs/own");
        exports.handler = async () => [require("shared").says, require("only-lower").says, own.says];`,
    },
    { Layers, Runtime: "nodejs20.x" },
  );
  expect((await functions.invoke("layered-cjs")).answer).toEqual(["upper", "lower", "upper by own"]);

  const { Layers: told } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: "layered" }));
  expect(told?.map(({ Arn }) => Arn)).toEqual(Layers);
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "layered", Layers: [lower] }));
  await functions.replace("layered", "import { says } from 'shared'; export const handler = async () => says;");
  expect((await functions.invoke("layered")).answer).toBe("lower");
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "layered", Layers: [] }));
  expect((await functions.invoke("layered")).error).toBe("Unhandled");
});

test("programs of a layer may be run, and are found; what the function sets of /opt leads to its layers", async () => {
  const program: [Uint8Array, ZipOptions] = [
    strToU8("#!/bin/sh\necho from the layer\n"),
    { os: 3, attrs: 0o755 << 16 },
  ];
  const ZipFile = zipSync({ "bin/greet": program, "lib/liba.so": strToU8(""), "data/x.txt": strToU8("x") });
  const { LayerVersionArn = "" } = await lambda.send(
    new PublishLayerVersionCommand({ LayerName: "programs", Content: { ZipFile } }),
  );
  const code = `
    import { execFileSync } from "node:child_process";
    import { existsSync } from "node:fs";
    const { LD_LIBRARY_PATH, DATA = "", PATH, NODE_PATH = "" } = process.env;
    export const handler = async () => ({
      said: execFileSync("greet", { encoding: "utf8" }),
      library: LD_LIBRARY_PATH.split(":").some((folder) => existsSync(folder + "/liba.so")),
      path: PATH.startsWith("/usr/local/bin:/usr/bin:/bin:"),
      data: NODE_PATH.split(":").some((folder) => existsSync(folder + "/x.txt")),
    });`;
  const Environment = { Variables: { NODE_PATH: "/opt/data:/opt/nodejs/node_modules" } };
  await functions.create("programs", code, { Layers: [LayerVersionArn], Environment });
  expect((await functions.invoke("programs")).answer).toEqual({
    said: "from the layer\n",
    library: true,
    path: true,
    data: true,
  });
});

test("a function and its versions keep a layer that is deleted, and an export has it", async () => {
  const layer = await publish("deleted", { "nodejs/node_modules/gone/index.js": "exports.says = 'still there';" });
  await functions.create("keeps", 'import { says } from "gone"; export const handler = async () => says;', {
    Layers: [layer],
    Publish: true,
  });
  const { CodeSha256 = "" } = (await lambda.send(new GetLayerVersionByArnCommand({ Arn: layer }))).Content ?? {};
  await lambda.send(new DeleteLayerVersionCommand({ LayerName: "deleted", VersionNumber: 1 }));
  expect((await functions.invoke("keeps:1")).answer).toBe("still there");
  const target = mkdtempSync(join(tmpdir(), "doppelface-export-"));
  const { folder } = endpoint.state;
  await exportState({ folder, durability: "process", mended: true }, target, EXPORTED_PARTS);
  const kept = join(target, "functions", Buffer.from(CodeSha256, "base64").toString("hex"));
  expect(readFileSync(join(kept, "nodejs/node_modules/gone/index.js"), "utf8")).toContain("still there");
  rmSync(target, { recursive: true });

  await lambda.send(new DeleteFunctionCommand({ FunctionName: "keeps" }));
  await expect
    .poll(() => readdirSync(join(folder, "functions")).includes(basename(kept)), { timeout: 10_000 })
    .toBe(false);
});

test("an export has the code of versions whose function has other code by now", async () => {
  const saying = (text: string): string => `export const handler = async () => "${text}";`;
  await functions.create("exported", saying("one"), { Publish: true });
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: "exported" }));
  await functions.replace("exported", saying("two"));
  const target = mkdtempSync(join(tmpdir(), "doppelface-export-"));
  const { folder } = endpoint.state;
  await exportState({ folder, durability: "process", mended: true }, target, EXPORTED_PARTS);
  const kept = join(target, "functions", Buffer.from(Configuration?.CodeSha256 ?? "", "base64").toString("hex"));
  expect(readFileSync(join(kept, "index.mjs"), "utf8")).toBe(saying("one"));
  rmSync(target, { recursive: true });
});

test("layers that cannot be a function's are refused in AWS's words", async () => {
  const create = (...Layers: string[]) =>
    functions.create("refused", "export const handler = async () => 1;", { Layers });
  const one = await publish("one", { a: "1" });
  const two = await publish("one", { a: "2" });
  await expect(create(`${LAYER}:none:1`)).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: `Layer version ${LAYER}:none:1 does not exist.`,
  });
  await expect(create(one, two)).rejects.toMatchObject({
    message: `Two different versions of the same layer are not allowed to be referenced in the same function. ${one} and ${two} are versions of the same layer.`,
  });
  await expect(create(...Array.from({ length: 6 }, () => one))).rejects.toMatchObject({
    message: "Cannot reference more than 5 layers.",
  });
  await expect(create(one.replace("us-east-1", "eu-west-1"))).rejects.toMatchObject({
    message: expect.stringContaining("Layers are expected to be in region us-east-1.") as string,
  });
  await expect(create("kept:1")).rejects.toMatchObject({ name: "ValidationException" });
  await expect(create("arn:aws:lambda:us-east-1:017000801446:layer:AWSLambdaPowertools:4")).rejects.toMatchObject({
    message: expect.stringMatching(/layer .*017000801446.* is not supported by the embedded engine/) as string,
  });
});

test("a layer of another account is had by those whom its policy lets", async () => {
  const other = new LambdaClient(clientConfig(endpoint.url, "111111111111"));
  const published = await other.send(
    new PublishLayerVersionCommand({ LayerName: "lent", Content: { ZipFile: zipped({ a: "1" }) } }),
  );
  const Layers = [published.LayerVersionArn ?? ""];
  const create = () => functions.create("borrows", "export const handler = async () => 1;", { Layers });
  await expect(create()).rejects.toMatchObject({ name: "AccessDeniedException" });
  const version = { LayerName: "lent", VersionNumber: 1 };
  const permission = { ...version, StatementId: "lend", Action: "lambda:GetLayerVersion", Principal: "000000000000" };
  await other.send(new AddLayerVersionPermissionCommand(permission));
  await expect(other.send(new AddLayerVersionPermissionCommand(permission))).rejects.toMatchObject({
    name: "ResourceConflictException",
  });
  const { Policy = "" } = await other.send(new GetLayerVersionPolicyCommand(version));
  expect(JSON.parse(Policy)).toMatchObject({
    Statement: [{ Sid: "lend", Principal: { AWS: "arn:aws:iam::000000000000:root" }, Resource: Layers[0] }],
  });
  await create();
  await other.send(new RemoveLayerVersionPermissionCommand({ ...version, StatementId: "lend" }));
  await expect(other.send(new GetLayerVersionPolicyCommand(version))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});
