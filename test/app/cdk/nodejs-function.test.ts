import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { synthesize } from "../../../dev/app/synth.ts";
import { type AppUnderTest, startApp } from "../apps/app-under-test.ts";

/** A package of a workspace, in which the app has another package as a link, and what else `bundling` may say. */
const APP = `
import { App, Stack } from "aws-cdk-lib";
import { Runtime } from "aws-cdk-lib/aws-lambda";
import { Charset, NodejsFunction, OutputFormat } from "aws-cdk-lib/aws-lambda-nodejs";

const stack = new Stack(new App(), "Workspace", { description: process.env.STAGE ?? "no stage" });
const at = { runtime: Runtime.NODEJS_22_X, projectRoot: "..", depsLockFilePath: "../package-lock.json" };
new NodejsFunction(stack, "Everything", {
  ...at,
  entry: "functions/everything.ts",
  handler: "answer",
  bundling: {
    minify: true,
    keepNames: true,
    sourceMap: true,
    sourcesContent: false,
    charset: Charset.UTF8,
    format: OutputFormat.CJS,
    target: "es2022",
    tsconfig: "tsconfig.json",
    mainFields: ["module", "main"],
    externalModules: ["not-there"],
    inject: ["./shop/functions/injected.ts"],
    define: { "process.env.MADE": JSON.stringify("made") },
    banner: "globalThis.banner = 'banner';",
    footer: "globalThis.footer = 'footer';",
    esbuildArgs: { "--log-limit": "0", "--resolve-extensions": ".ts,.js", "--conditions": "own" },
    environment: { NOBODY: "asks" },
  },
});
new NodejsFunction(stack, "Hooked", {
  ...at,
  entry: "functions/hooked.ts",
  bundling: {
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (input, output) => [\`cp \${input}/*/functions/word.txt \${output}/word.txt\`],
    },
  },
});
`;

let app: AppUnderTest;
beforeAll(async () => {
  const files = {
    "cdk.json": '{ "app": "node app.mjs" }',
    "app.mjs": APP,
    "package.json": '{ "private": true, "type": "module" }',
    "tsconfig.json": '{ "compilerOptions": { "paths": { "aliased": ["./functions/aliased.ts"] } } }',
    "functions/aliased.ts": 'export const aliased = "aliased";\n',
    "functions/injected.ts": 'export const injected = "injected";\n',
    "functions/everything.ts":
      'import { shared } from "@me/shared";\nimport { aliased } from "aliased";\n' +
      "declare const injected: string, banner: string, footer: string;\n" +
      "export async function answer() {\n" +
      "  return [shared, aliased, injected, process.env.MADE, banner, footer, answer.name].join();\n}\n",
    "functions/hooked.ts":
      'import { readFileSync } from "node:fs";\nexport const handler = async () => readFileSync(`${__dirname}/word.txt`, "utf8");\n',
    "functions/word.txt": "one",
    "../shared/package.json": '{ "name": "@me/shared", "exports": { "own": "./index.ts", "default": "./other.ts" } }',
    "../shared/index.ts": 'export const shared = "shared";\n',
  };
  app = await startApp("shop", { files, links: { "node_modules/@me/shared": "../../../shared" } });
}, 60_000);
afterAll(() => app[Symbol.asyncDispose]());

async function answer(id: string): Promise<unknown> {
  return (await app.functions.invoke(app.named(id))).answer;
}

test("a function runs as the CDK bundles it, by whatever it was told", async () => {
  expect(app.deployed.functions.map(({ source: { kind } }) => kind)).toEqual(["esbuild", "opaque"]);
  expect(await answer("Everything")).toBe("shared,aliased,injected,made,banner,footer,answer");
  expect(await answer("Hooked")).toBe("one");
});

test("a save of another package of the workspace, outside of the app, is live in the function that imports it", async () => {
  const saved = await app.save("../shared/index.ts", '"shared"', '"saved"');
  expect(saved).toMatchObject({ what: "bundle", reloaded: [app.named("Everything")] });
  expect(await answer("Everything")).toBe("saved,aliased,injected,made,banner,footer,answer");
});

test("where hooks make a part of the code, the app runs again", async () => {
  expect(await app.save("functions/word.txt", "one", "two")).toMatchObject({
    what: "stack",
    changes: expect.arrayContaining([expect.stringMatching(/^Hooked.* \(Code/)]),
  });
  expect(await answer("Hooked")).toBe("two");
});

test("the app runs again where a variable that it reads has another value, and for no other", async () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  const made = (): ReturnType<typeof synthesize> => synthesize(app.deployed.app, { context: {} });
  const before = await made();
  vi.stubEnv("NOBODY_READS", "this");
  expect((await made()).folder).toBe(before.folder);
  vi.stubEnv("STAGE", "prod");
  expect(JSON.parse((await made()).stacks[0]?.template ?? "")).toMatchObject({ Description: "prod" });
});
