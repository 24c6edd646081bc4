import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type BuildOptions, type BuildResult, buildSync, version } from "esbuild";
import { afterAll, expect, test } from "vitest";

interface Kept {
  readonly keptBuild: (
    esbuild: { version: string; buildSync: (options: BuildOptions) => BuildResult },
    options: BuildOptions,
    bundles: { folder: string },
  ) => BuildResult;
  readonly keptCommand: (
    exec: (command: string, args: readonly string[], options: SpawnSyncOptions) => void,
    call: { command: string; args: readonly string[]; options: { cwd: string } },
    bundles: { folder: string },
  ) => void;
}

const require = createRequire(import.meta.url);
const { keptBuild, keptCommand }: Kept = require("../../../dev/app/cdk/kept-bundles.cjs");

const cwd = realpathSync(mkdtempSync(join(tmpdir(), "kept-bundles-")));
const bundles = { folder: join(cwd, "kept", "bundles") };
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** What is saved while a bundle is made is not kept, within the resolution of the file system's clock. */
async function save(name: string, text: string): Promise<void> {
  mkdirSync(join(cwd, name, ".."), { recursive: true });
  writeFileSync(join(cwd, name), text);
  await sleep(50);
}

let built = 0;
function build(options: BuildOptions = {}): BuildResult {
  const counted = (own: BuildOptions): BuildResult => {
    built++;
    return buildSync(own);
  };
  const all: BuildOptions = {
    absWorkingDir: cwd,
    entryPoints: ["handler/index.js"],
    outfile: "index.js",
    bundle: true,
    write: false,
    sourcemap: true,
    ...options,
  };
  const kept = keptBuild({ version, buildSync: counted }, all, bundles);
  const files = (result: BuildResult) => result.outputFiles?.map(({ path, text, hash }) => ({ path, text, hash }));
  expect(files(kept)).toEqual(files(buildSync(all)));
  return kept;
}

test("a bundle is made again where what it was made of is not as it was, and only there", async () => {
  await save("handler/index.js", 'import { word } from "./word";\nimport { of } from "lib";\nconsole.log(word, of);');
  await save("handler/word.js", 'export const word = "word";');
  await save("node_modules/lib/index.js", 'export const of = "a package";');
  await save("aliased.js", 'export const of = "aliased";');
  built = 0;
  expect(build().metafile).toBeUndefined();
  build();
  expect(built).toBe(1);
  build({ define: { "process.env.STAGE": '"test"' } });
  expect(built).toBe(2);

  const changes: [string, string][] = [
    ["handler/word.js", 'export const word = "other";'],
    // It comes before the one without an ending.
    ["handler/word.ts", 'export const word: string = "typed";'],
    ["node_modules/lib/index.js", 'export const of = "another version";'],
    ["node_modules/lib/package.json", '{ "main": "main.js" }'],
    ["node_modules/lib/main.js", 'export const of = "the main one";'],
    ["handler/node_modules/lib/index.js", 'export const of = "a nearer one";'],
    ["tsconfig.json", '{ "compilerOptions": { "paths": { "lib": ["./aliased"] } } }'],
  ];
  for (const [name, text] of changes) {
    await save(name, text);
    built = 0;
    build();
    build();
    expect([name, built]).toEqual([name, 1]);
  }
  // The file that it names may be saved, and is not looked at.
  await save("tsconfig.json", '{ "extends": "./base/other.json" }');
  await save("base/other.json", "{}");
  built = 0;
  build();
  build();
  expect(built).toBe(2);
  rmSync(join(cwd, "tsconfig.json"));
});

test("what warns, and what was saved while it was bundled, is bundled again", async () => {
  await save("warns/index.js", "export const is = typeof globalThis.one === 'nul';");
  built = 0;
  build({ entryPoints: ["warns/index.js"], logLevel: "silent" });
  build({ entryPoints: ["warns/index.js"], logLevel: "silent" });
  expect(built).toBe(2);

  writeFileSync(join(cwd, "warns", "index.js"), "export const one = 1;");
  built = 0;
  build({ entryPoints: ["warns/index.js"] });
  await sleep(50);
  build({ entryPoints: ["warns/index.js"] });
  build({ entryPoints: ["warns/index.js"] });
  expect(built).toBe(2);
});

test("esbuild's command writes the same bytes by what was kept, wherever it writes", async () => {
  await save("command/index.ts", "export const handler = async (): Promise<string> => 'command';");
  const command = require.resolve(`@esbuild/${process.platform}-${process.arch}/bin/esbuild`);
  let runs = 0;
  const exec = (program: string, args: readonly string[], options: SpawnSyncOptions): void => {
    runs++;
    spawnSync(program, [...args], options);
  };
  const outputs = ["one", "two"].map((name) => {
    const output = join(cwd, "out", name);
    mkdirSync(output, { recursive: true });
    const args = ["--bundle", join(cwd, "command", "index.ts"), "--sourcemap", `--outfile=${join(output, "index.js")}`];
    keptCommand(exec, { command, args: [...args, "--log-level=silent"], options: { cwd } }, bundles);
    return ["index.js", "index.js.map"].map((file) => readFileSync(join(output, file), "utf8"));
  });
  expect(runs).toBe(1);
  expect(outputs[1]).toEqual(outputs[0]);
  expect(outputs[0]?.join("")).toContain("../../command/index.ts");
});
