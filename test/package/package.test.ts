import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PACKAGE } from "../../dev/config/project.ts";
import { buildPackage, OUTPUT } from "../../dev/package/build.ts";
import { freePort } from "../integration/free-port.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const run = promisify(execFile);
/** Whose defaults differ: 10 runs install scripts, 11 says which it did not run. */
const NPM_10 = ["npx", ["-y", "npm@10.9.9"]] as const;
const NPM_11 = ["npx", ["-y", "npm@11.19.1"]] as const;
/** What the project has besides. */
const OWN = ["aws-cdk-lib", "constructs", "vitest", "typescript", "@types/node"];
/** The most that the tarball may have, and all that it brings, in megabytes. */
const MOST_PACKED = 60;
const MOST_INSTALLED = 320;
/** Packages with scripts that npm 10 runs at the install. */
const SCRIPTS = ["node_modules/classic-level", "node_modules/esbuild"];
/** Seconds until a first start is ready, on a machine that has other work. */
const MOST_START_MS = 60_000;

const project = join(temporaryFolder(), "visitors");
let tarball = "";
let up: ChildProcess | undefined;
let told = "";

/** As a user's shell is, but for the Node: the one that the package needs. Nothing of npm's own run. */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|DOPPELFACE_|AWS_)/.test(name))),
  PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
};

async function inProject(file: string, args: readonly string[]) {
  return run(file, [...args], { cwd: project, env, timeout: 280_000 });
}

function megabytes(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + readFileSync(join(parentPath, name)).byteLength, 0);
  return bytes / 1e6;
}

beforeAll(async () => {
  buildPackage();
  await run("npm", ["pack", "--silent", "--pack-destination", dirname(project)], { cwd: OUTPUT, env });
  tarball = join(dirname(project), readdirSync(dirname(project)).find((name) => name.endsWith(".tgz")) ?? "");
  mkdirSync(join(project, "src"), { recursive: true });
  writeFileSync(join(project, "package.json"), '{ "name": "visitors", "private": true, "type": "module" }\n');
  writeFileSync(join(project, "cdk.json"), '{ "app": "node app.ts" }\n');
  cpSync(join(PACKAGE, "test/package/visitors/app.ts"), join(project, "app.ts"));
  cpSync(join(PACKAGE, "test/package/visitors/register.ts"), join(project, "src/register.ts"));
});

// As a terminal's Ctrl-C, which goes to npx and to what npx runs: by itself npx does not pass it on.
afterAll(async () => {
  if (up?.pid === undefined) return;
  const ended = once(up, "exit");
  process.kill(-up.pid, "SIGINT");
  await ended;
});

test("npm 10, whose default runs install scripts, installs it and what it needs, and no CUDA libraries", async () => {
  const startedAt = performance.now();
  const [npx, npm] = NPM_10;
  // What an install script would need the route for is not asked for: npm brings the tarballs alone.
  await inProject(npx, [...npm, "install", "-D", "--no-audit", "--no-fund", tarball]);
  const seconds = (performance.now() - startedAt) / 1000;
  const installed = megabytes(join(project, "node_modules"));
  const packed = readFileSync(tarball).byteLength / 1e6;
  process.stdout.write(
    `package: ${packed.toFixed(1)} MB packed, ${installed.toFixed(0)} MB installed in ${seconds.toFixed(0)} s\n`,
  );
  expect(packed).toBeLessThan(MOST_PACKED);
  expect(installed).toBeLessThan(MOST_INSTALLED);
  const names = readdirSync(join(project, "node_modules"), { recursive: true }).map(String);
  expect(names.filter((name) => /cuda|tensorrt/i.test(name))).toEqual([]);
  // Both look for the binary that npm has brought, and fetch nothing where it is there.
  const lock = readFileSync(join(project, "node_modules/.package-lock.json"), "utf8");
  const { packages } = v.parse(v.object({ packages: v.record(v.string(), v.looseObject({})) }), JSON.parse(lock));
  expect(Object.keys(packages).filter((name) => packages[name]?.["hasInstallScript"] === true)).toEqual(SCRIPTS);
  for (const name of ["aws-cdk-lib", "typescript", "oxlint", "vitest"]) {
    expect(existsSync(join(project, "node_modules", name))).toBe(false);
  }
});

test("beside the CDK and the vitest of the project, `up` deploys its app, and an upload has an outcome", async () => {
  const [npx, npm] = NPM_11;
  await inProject(npx, [...npm, "install", "-D", "--no-audit", "--no-fund", tarball, ...OWN]);
  const port = String(await freePort());
  const startedAt = performance.now();
  up = spawn("npx", ["doppelface", "up", "--port", port], {
    cwd: project,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  up.stdout?.on("data", (text: Buffer) => (told += text.toString()));
  await expect.poll(() => told, { timeout: MOST_START_MS }).toContain("npx doppelface rows");
  process.stdout.write(`package: first start ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);

  const endpoint = ["--endpoint", `http://127.0.0.1:${port}`, "--json"];
  const picture = "node_modules/doppelface/fixtures/pictures/nora-lind.jpg";
  const uploaded = await inProject("npx", ["doppelface", "upload", picture, ...endpoint]);
  const { outcome } = v.parse(
    v.object({ outcome: v.object({ status: v.string(), rows: v.array(v.object({ item: v.unknown() })) }) }),
    JSON.parse(uploaded.stdout),
  );
  expect(outcome.status).toBe("DONE");
  expect(outcome.rows).toMatchObject([{ item: { visitor: "nora-lind.jpg", faces: 1 } }]);
  const rows = await inProject("npx", ["doppelface", "rows", ...endpoint]);
  expect(JSON.parse(rows.stdout)).toEqual({ rows: [{ visitor: "nora-lind.jpg", faces: 1 }] });

  const source = join(project, "src/register.ts");
  writeFileSync(source, readFileSync(source, "utf8").replace("const Item = {", 'const Item = { seen: { S: "yes" },'));
  await expect.poll(() => told, { timeout: 20_000 }).toMatch(/src\/register\.ts +LIVE/);
  await inProject("npx", ["doppelface", "upload", picture, ...endpoint]);
  const again = await inProject("npx", ["doppelface", "rows", ...endpoint]);
  expect(JSON.parse(again.stdout)).toEqual({ rows: [{ visitor: "nora-lind.jpg", faces: 1, seen: "yes" }] });
});

test("`init` writes what is missing and nothing twice, and its test passes", async () => {
  writeFileSync(join(project, ".gitignore"), "mine\n");
  const first = await inProject("npx", ["doppelface", "init"]);
  expect(first.stdout).toMatch(/added to +package\.json\n.*written +inbox\/\.gitkeep\n.*added to +\.gitignore/s);
  expect(readFileSync(join(project, ".gitignore"), "utf8")).toMatch(/^mine\n/);
  const manifest = readFileSync(join(project, "package.json"), "utf8");
  const second = await inProject("npx", ["doppelface", "init"]);
  expect(second.stdout.match(/^kept/gm)).toHaveLength(4);
  expect(readFileSync(join(project, "package.json"), "utf8")).toBe(manifest);
  await inProject("npx", ["vitest", "run"]);
  // The same in TypeScript, with the settings that `cdk init` writes.
  cpSync(join(project, "test/doppelface.test.mjs"), join(project, "test/typed.test.mts"));
  const asCdkInit = ["--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022", "--types", "node"];
  await inProject("npx", ["tsc", "--noEmit", ...asCdkInit, "test/typed.test.mts"]);
});
