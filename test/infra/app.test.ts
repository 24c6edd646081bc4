import { build } from "esbuild";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const infra = fileURLToPath(new URL("../../infra", import.meta.url));
const project = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
let validated: string;
let quick: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "doppelface-app-"));
  validated = join(folder, "validated");
  quick = join(folder, "deep", "er", "quick");
  await synth(validated);
  await synth(quick, { CDK_VALIDATION: "false" });
  const asset = (await readdir(validated)).find((name) => name.startsWith("asset."));
  bundle = join(validated, asset ?? "no asset");
});

afterAll(() => rm(folder, { recursive: true }));

test("the template passes CDK's own validation", async () => {
  const report: unknown = JSON.parse(await readFile(join(validated, "validation-report.json"), "utf8"));
  expect(report).toMatchObject({ title: "Validation Report", pluginReports: [] });
});

test("the template is the same wherever it is synthesised, and names nothing of this machine", async () => {
  const template = await readFile(join(validated, "doppelface.template.json"), "utf8");
  expect(await readFile(join(quick, "doppelface.template.json"), "utf8")).toBe(template);
  expect(template).not.toContain(project);
  expect(template).not.toContain("aws:cdk:path");
  expect(template).not.toContain("aws:asset:path");
});

test("the bundle is one file that needs nothing but Node", async () => {
  expect((await readdir(bundle)).toSorted()).toEqual(["index.mjs", "index.mjs.map"]);
  const { metafile } = await build({
    entryPoints: [join(bundle, "index.mjs")],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    packages: "external",
    logLevel: "silent",
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  expect(imports).toContain("node:crypto");
  expect(imports.filter((path) => !isBuiltin(path))).toEqual([]);
});

test("the bundle starts without a node_modules folder", async () => {
  const { stdout } = await run(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `console.log(typeof (await import(${JSON.stringify(join(bundle, "index.mjs"))})).handler)`,
    ],
    { env: { TABLE: "t", PICTURES_TABLE: "p", COLLECTION_ID: "c", FACE_POLICY: "largest" } },
  );
  expect(stdout).toBe("function\n");
});

test("the bundle is made of the handler and packages for it: no native module, nothing of the local environment", async () => {
  const map = JSON.parse(await readFile(join(bundle, "index.mjs.map"), "utf8")) as { readonly sources: string[] };
  expect(map.sources).toContain("handler/index.ts");
  expect(map.sources.filter((source) => !/^(?:handler|node_modules)\//.test(source))).toEqual([]);
  expect(map.sources.filter((source) => source.endsWith(".node"))).toEqual([]);
  const packages = new Set(
    map.sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []),
  );
  const expected =
    /^(?:@aws-sdk\/.*|@aws-crypto\/.*|@aws\/.*|@smithy\/.*|@aws-lambda-powertools\/(?:logger|metrics|commons)|bowser|tslib|valibot|mnemonist|obliterator)$/;
  expect([...packages].filter((name) => !expected.test(name))).toEqual([]);
});

test("the handler knows no endpoint: the environment's variables choose it", async () => {
  const sources = await Promise.all(
    (await readdir(join(project, "handler"))).map((name) => readFile(join(project, "handler", name), "utf8")),
  );
  expect(sources.join("\n")).not.toMatch(/endpoint|localhost|127\.0\.0\.1|4566|NODE_ENV/i);
  expect(await readFile(join(bundle, "index.mjs"), "utf8")).not.toContain("4566");
});

test("a wrong setting ends the app with one line about it", async () => {
  const failure = synth(join(folder, "wrong"), { CDK_CONTEXT_JSON: JSON.stringify({ removal: "x" }) });
  await expect(failure).rejects.toMatchObject({
    code: 1,
    stderr: '-c removal: "x" is not known. Use destroy (the data goes with the stack) or retain (it stays).\n',
  });
});

function synth(output: string, environment: Record<string, string> = {}) {
  return run(process.execPath, ["app.ts"], {
    cwd: infra,
    env: { PATH: process.env["PATH"] ?? "", CDK_OUTDIR: output, ...environment },
  });
}
