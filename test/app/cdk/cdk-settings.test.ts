import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Made } from "../../../dev/app/app.ts";
import { isMade } from "../../../dev/app/cdk/made-files.ts";
import { findApp } from "../../../dev/app/find-app.ts";
import { synthesize } from "../../../dev/app/synth.ts";

/** An app without the CDK that writes an assembly as the CDK does, with the context that it got. */
const APP = `
const { appendFileSync, writeFileSync } = require("node:fs");
const { CDK_OUTDIR: out, CDK_CONTEXT_JSON: context } = process.env;
// As tools do that are run by npx.
process.env.CDK_OUTDIR = out;
appendFileSync(__dirname + "/../runs.log", "run\\n");
writeFileSync(out + "/s.template.json", context);
const stack = { type: "aws:cloudformation:stack", properties: { templateFile: "s.template.json" } };
const missing = JSON.parse(context)["asks"] ?? [];
writeFileSync(out + "/manifest.json", JSON.stringify({ version: "1", artifacts: { s: stack }, missing }));
`;

let root = "";
let folder = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cdk-settings-"));
  folder = join(root, "app");
  write("app.js", APP);
  writeFileSync(join(root, "package.json"), "{}");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(join(folder, file, ".."), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function settings(cdkJson: object): void {
  write("cdk.json", JSON.stringify(cdkJson));
}

async function made(): Promise<Made> {
  const app = findApp(folder);
  if (app === undefined) throw new Error(`${folder} holds no app.`);
  return synthesize(app, { context: {}, cache: join(root, "cache") });
}

function runs(): number {
  return readFileSync(join(root, "runs.log"), "utf8").trim().split("\n").length;
}

test("`build` comes before the app, a file of JavaScript is run by Node, and `output` is none of its sources", async () => {
  write("built.json", "{}");
  settings({ app: "app.js", build: "cp built.json built.d.ts && cp built.json lib.tsbuildinfo", output: "build/cdk" });
  write("built.ts", "");
  await made();
  write("build/cdk/manifest.json", "{}");
  await made();
  expect(readFileSync(join(folder, "built.d.ts"), "utf8")).toBe("{}");
  expect(runs()).toBe(1);
  write("built.ts", "export {};");
  const { reads, outputs } = await made();
  expect(runs()).toBe(2);
  // What a compiler reads is not known: any source counts, but none that it has made.
  expect(reads).toBeUndefined();
  expect(isMade(join(folder, "built.ts"), outputs)).toBe(false);
  for (const file of ["built.d.ts", "built.js", "built.js.map", "build/cdk/manifest.json"]) {
    expect(isMade(join(folder, file), outputs)).toBe(true);
  }
  expect(isMade(join(folder, "app.js"), outputs)).toBe(false);
});

test("what a compiler says on stdout is shown, and its `outDir` is none of the sources", async () => {
  write("tsconfig.json", '{\n  // Where it goes.\n  "compilerOptions": { "outDir": "./dist" }\n}');
  settings({ app: "echo 'lib/stack.ts(3,1): error TS1005' && false && node app.js" });
  await expect(made()).rejects.toThrow(
    /^The CDK app app\/cdk\.json failed:\nlib\/stack\.ts\(3,1\): error TS1005\nCorrect it/,
  );
  settings({ app: "mkdir -p dist && cp app.js dist/../dist/app.js && node app.js" });
  const { outputs } = await made();
  expect(isMade(join(folder, "dist/app.js"), outputs)).toBe(true);
  await made();
  expect(runs()).toBe(1);
});

test("a lookup in an account is refused by its key, and one that was made for any account counts", async () => {
  const key = "ssm:account=000000000000:parameterName=/vpc:region=us-east-1";
  settings({ app: "node app.js", context: { asks: [{ key, provider: "ssm", props: {} }] } });
  await expect(made()).rejects.toThrow(
    `The CDK app app/cdk.json looks something up in an account, and cdk.context.json does not have it:\n  ${key}\n` +
      "Run `npx cdk synth` in app/ once, signed in",
  );
  settings({ app: "node app.js" });
  write("cdk.context.json", '{ "ssm:account=123456789012:parameterName=/vpc:region=eu-west-1": "vpc-1" }');
  const { stacks } = await made();
  expect(JSON.parse(stacks[0]?.template ?? "")).toMatchObject({ [key]: "vpc-1" });
});

test("an app that bundles in a container says what to do where there is no Docker", async () => {
  write("docker.js", 'throw require("node:child_process").spawnSync("docker", { env: { PATH: "/nowhere" } }).error;');
  settings({ app: "node docker.js" });
  await expect(made()).rejects.toThrow(
    /^The CDK app app\/cdk\.json bundles in a container, and no Docker answers on this machine: start it\..*npm i -D esbuild/,
  );
});

test("an app that writes no assembly, a `cdk.json` that is none, and one without a command are told as such", async () => {
  settings({ app: "echo done" });
  await expect(made()).rejects.toThrow(
    'app/cdk.json ended well and wrote no assembly. Its command, "echo done", has to',
  );
  write("cdk.json", "{ app: }");
  await expect(made()).rejects.toThrow(/^app\/cdk\.json cannot be read: .*JSON.*\nCorrect it/);
  settings({});
  await expect(made()).rejects.toThrow('app/cdk.json has no "app": the command that runs the CDK app.');
});
