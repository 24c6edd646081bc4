import { afterAll, beforeAll, expect, test } from "vitest";
import { PROJECT } from "../../../../dev/config/project.ts";
import { startTestEndpoint } from "../../../support/endpoint.ts";
import { Functions, makeRole } from "./support.ts";

let endpoint: Awaited<ReturnType<typeof startTestEndpoint>>;
let functions: Functions;

beforeAll(async () => {
  // In the checkout, as the state of users is: the checkout's packages lie above the function's folder.
  endpoint = await startTestEndpoint({
    state: { folder: `${PROJECT}/.doppelface-modules` },
    settings: { project: PROJECT },
  });
  functions = new Functions(endpoint.client, await makeRole(endpoint.client, "modules"));
});

afterAll(async () => {
  await endpoint.stop();
  const { rm } = await import("node:fs/promises");
  await rm(`${PROJECT}/.doppelface-modules`, { recursive: true, force: true });
});

test("the runtime's SDK is there, as a module and required, and what of it calls the rest", async () => {
  await functions.create("sdk-esm", {
    "index.mjs": `
      import { S3Client } from "@aws-sdk/client-s3";
      import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
      export const handler = async () => [typeof S3Client, typeof DynamoDBDocumentClient];`,
  });
  await functions.create(
    "sdk-cjs",
    {
      "index.js": `
        const { RekognitionClient } = require("@aws-sdk/client-rekognition");
        exports.handler = async () => typeof RekognitionClient;`,
    },
    { Runtime: "nodejs20.x" },
  );

  expect((await functions.invoke("sdk-esm")).answer).toEqual(["function", "function"]);
  expect((await functions.invoke("sdk-cjs")).answer).toBe("function");
});

test("the runtime's SDK is there where the state lies elsewhere", async () => {
  await using elsewhere = await startTestEndpoint();
  const there = new Functions(elsewhere.client, await makeRole(elsewhere.client, "elsewhere"));
  const code = `const { S3Client } = require("@aws-sdk/client-s3"); exports.handler = async () => typeof S3Client;`;
  await there.create("sdk", { "index.js": code }, { Runtime: "nodejs22.x" });

  expect((await there.invoke("sdk")).answer).toBe("function");
});

test("a package that only the checkout has is refused as on AWS, and the log says that it is not in the zip", async () => {
  await functions.create(
    "outer-cjs",
    { "index.js": `require("valibot"); exports.handler = async () => 1;` },
    { Runtime: "nodejs22.x" },
  );
  await functions.create("outer-esm", { "index.mjs": `import "valibot"; export const handler = async () => 1;` });

  const required = await functions.invoke("outer-cjs", {}, { LogType: "Tail" });
  expect(required.answer).toMatchObject({
    errorType: "Runtime.ImportModuleError",
    errorMessage: expect.stringMatching(
      /^Error: Cannot find module 'valibot'\nRequire stack:\n- .*index\.js/,
    ) as string,
  });
  expect(required.log).toMatch(/WARN\t'valibot' is not in the zip: on AWS it is not found either\./);
  const imported = await functions.invoke("outer-esm", {}, { LogType: "Tail" });
  expect(imported.answer).toMatchObject({
    errorMessage: expect.stringMatching(/^Cannot find package 'valibot' imported from .*index\.mjs$/) as string,
  });
  expect(imported.log).toContain("'valibot' is not in the zip");
});

test("the error of an SDK client that is not installed names the install", async () => {
  const says =
    "Cannot find '@aws-sdk/client-honeycode/part', which AWS's runtime brings: here it is taken from the project, which " +
    "does not have it. Install it: npm install @aws-sdk/client-honeycode";
  await functions.create("no-client", {
    "index.mjs": `
      export const handler = async () => {
        try { await import("@aws-sdk/client-honeycode/part"); } catch (error) { return [error.code, error.message]; }
      };`,
  });
  await functions.create(
    "no-client-cjs",
    { "index.js": `require("@aws-sdk/client-honeycode/part"); exports.handler = async () => 1;` },
    { Runtime: "nodejs22.x" },
  );

  expect((await functions.invoke("no-client")).answer).toEqual(["ERR_MODULE_NOT_FOUND", says]);
  expect((await functions.invoke("no-client-cjs")).answer).toMatchObject({
    errorType: "Runtime.ImportModuleError",
    errorMessage: `Error: ${says}`,
  });
});

test("packages in the zip are found, and an optional one that nobody has makes no noise", async () => {
  await functions.create("own", {
    "index.mjs": `
      import { one } from "own-package";
      let optional = "there";
      try { await import("nobody-has-this-package"); } catch { optional = "absent"; }
      export const handler = async () => [one, optional];`,
    "node_modules/own-package/index.js": "exports.one = require('./part').one;",
    "node_modules/own-package/part.js": "exports.one = 1;",
    "node_modules/own-package/package.json": '{"name":"own-package"}',
  });

  const { answer, log } = await functions.invoke("own", {}, { LogType: "Tail" });

  expect(answer).toEqual([1, "absent"]);
  expect(log).not.toContain("WARN");
});

test("files outside of the zip are no modules", async () => {
  await functions.create("outside", {
    "index.mjs": `
      export const handler = async () => {
        try { await import(${JSON.stringify(`${PROJECT}/dev/config/project.ts`)}); } catch (error) { return error.code; }
      };`,
  });

  expect((await functions.invoke("outside")).answer).toBe("ERR_MODULE_NOT_FOUND");
});

test("Node's features that Lambda switches off are off until NODE_OPTIONS ask for them", async () => {
  const code = {
    "index.js": 'exports.handler = async () => { require("./part.mjs"); return "required"; };',
    "part.mjs": "export const x = 1;",
  };
  await functions.create("off", code, { Runtime: "nodejs22.x" });
  await functions.create("on", code, {
    Runtime: "nodejs22.x",
    Environment: { Variables: { NODE_OPTIONS: "--experimental-require-module" } },
  });

  expect((await functions.invoke("off")).answer).toMatchObject({
    errorMessage: expect.stringContaining("ES Module") as string,
  });
  expect((await functions.invoke("on")).answer).toBe("required");
});
