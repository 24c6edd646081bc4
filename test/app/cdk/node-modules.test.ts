import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AppUnderTest, startApp } from "../apps/app-under-test.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A package of a monorepo each, with the lock file of another installer; one stack is that of a stage. */
const APP = `
import { App, Stack, Stage } from "aws-cdk-lib";
import { Runtime } from "aws-cdk-lib/aws-lambda";
import { NodejsFunction } from "aws-cdk-lib/aws-lambda-nodejs";

const app = new App();
const stage = new Stage(app, "Dev");
const locks = { Npm: "package-lock.json", Pnpm: "pnpm-lock.yaml", Yarn: "yarn.lock" };
for (const [name, lock] of Object.entries(locks)) {
  const folder = name.toLowerCase();
  new NodejsFunction(new Stack(name === "Npm" ? stage : app, name), "Function", {
    runtime: Runtime.NODEJS_22_X,
    entry: folder + "/function.ts",
    depsLockFilePath: folder + "/" + lock,
    bundling: { nodeModules: ["word"] },
  });
}
`;
const LOCKS = { npm: "package-lock.json", pnpm: "pnpm-lock.yaml", yarn: "yarn.lock" };
const tools = temporaryFolder();
const log = join(tools, "installs.log");

/** Installs nothing but the one package, and takes note of what it was called with. */
function installer(name: string): [string, string] {
  const script = join(tools, name);
  writeFileSync(
    script,
    `#!/bin/sh
echo "${name} $*" >> ${log}
case "$*" in *--version*) echo 10.0.0; exit;; esac
mkdir -p node_modules/word && echo 'exports.word = "${name}";' > node_modules/word/index.js
`,
  );
  chmodSync(script, 0o755);
  return [`node_modules/.bin/${name}`, script];
}

let app: AppUnderTest;
beforeAll(async () => {
  const files = Object.entries(LOCKS).flatMap(([folder, lock]) => [
    [`${folder}/function.ts`, 'import { word } from "word";\nexport const handler = async () => `one ${word}`;\n'],
    [`${folder}/package.json`, '{ "private": true, "dependencies": { "word": "1.0.0" } }'],
    [`${folder}/${lock}`, "{}"],
  ]);
  app = await startApp("monorepo", {
    files: { "cdk.json": '{ "app": "node app.mjs" }', "app.mjs": APP, ...Object.fromEntries(files) },
    links: Object.fromEntries(Object.keys(LOCKS).map(installer)),
  });
}, 60_000);
afterAll(() => app[Symbol.asyncDispose]());

async function answers(): Promise<Record<string, unknown>> {
  const all = app.deployed.functions.map(async ({ stack, name }) => {
    const { answer } = await app.functions.invoke(name);
    return [stack, answer];
  });
  return Object.fromEntries(await Promise.all(all));
}

test("`nodeModules` are installed by the tool whose lock file it is, in a stage too, and are kept by a save", async () => {
  expect(await answers()).toEqual({ "Dev-Npm": "one npm", Pnpm: "one pnpm", Yarn: "one yarn" });
  const installs = readFileSync(log, "utf8");
  expect(installs).toMatch(/^npm ci$/m);
  expect(installs).toMatch(/^pnpm install /m);
  expect(installs).toMatch(/^yarn install/m);
  for (const folder of Object.keys(LOCKS)) {
    expect(await app.save(`${folder}/function.ts`, "one", "two")).toMatchObject({ what: "bundle" });
  }
  expect(await answers()).toEqual({ "Dev-Npm": "two npm", Pnpm: "two pnpm", Yarn: "two yarn" });
  expect(readFileSync(log, "utf8")).toBe(installs);
});
