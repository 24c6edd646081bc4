import { mkdir, mkdtemp, readFile, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { infraApp } from "../../dev/app/find-app.ts";
import { SynthFailed } from "../../dev/app/synth-failed.ts";
import { synthesize } from "../../dev/app/synth.ts";
import { copyProject } from "../support/project.ts";

/** An app without the CDK that writes an assembly as the CDK does, and notes each run of it. */
const APP = `
import { appendFileSync, writeFileSync } from "node:fs";
const { CDK_OUTDIR: out, CDK_CONTEXT_JSON: context, ...rest } = process.env;
appendFileSync("../runs.log", "run\\n");
writeFileSync(out + "/s.template.json", JSON.stringify({ context: JSON.parse(context), environment: Object.keys(rest) }));
const stack = { type: "aws:cloudformation:stack", properties: { templateFile: "s.template.json", stackName: "named" } };
writeFileSync(out + "/manifest.json", JSON.stringify({ version: "1", artifacts: { s: stack } }));
`;

let project = "";
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "synth-"));
  await mkdir(join(project, "infra"));
  await mkdir(join(project, "handler"));
  await writeFile(join(project, "infra", "app.ts"), APP);
  await writeFile(join(project, "infra", "cdk.json"), JSON.stringify({ context: { fromFile: true } }));
  await writeFile(join(project, "handler", "index.ts"), "export {};");
  await writeFile(join(project, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(join(project, "package-lock.json"), "{}");
  await writeFile(join(project, "tsconfig.json"), "{}");
});
afterEach(() => rm(project, { recursive: true, force: true }));

async function runs(): Promise<number> {
  return (await readFile(join(project, "runs.log"), "utf8")).split("\n").length - 1;
}

const Got = v.object({ context: v.unknown(), environment: v.array(v.string()) });

test("the app gets the context and the user's environment, but for whose account it is", async () => {
  vi.stubEnv("AWS_PROFILE", "somebody");
  vi.stubEnv("STAGE", "dev");
  onTestFinished(() => void vi.unstubAllEnvs());
  const { stacks } = await synthesize(infraApp(project), { context: { env: "x" } });
  expect(stacks).toMatchObject([{ name: "named", parameters: {}, tags: {} }]);
  const got = v.parse(Got, JSON.parse(stacks[0]?.template ?? ""));
  expect(got.context).toEqual({ fromFile: true, env: "x" });
  expect(got.environment).toEqual(
    expect.arrayContaining(["PATH", "CDK_VALIDATION", "CDK_DEFAULT_ACCOUNT", "CDK_DEFAULT_REGION", "STAGE"]),
  );
  expect(got.environment.filter((name) => name.startsWith("AWS_"))).toEqual([]);
});

test("the same sources and context are made once, others anew", async () => {
  const first = await synthesize(infraApp(project), { context: {} });
  expect(await synthesize(infraApp(project), { context: {} })).toEqual(first);
  expect(await runs()).toBe(1);
  await synthesize(infraApp(project), { context: { env: "x" } });
  expect(await runs()).toBe(2);
  for (const file of ["handler/index.ts", "infra/app.ts", "package-lock.json"]) {
    await writeFile(join(project, file), file === "infra/app.ts" ? `${APP}//` : "// other");
    await synthesize(infraApp(project), { context: {} });
  }
  expect(await runs()).toBe(5);
});

test("two at once both get an assembly, and no half of one is left", async () => {
  const cache = join(project, "cache");
  const both = await Promise.all([1, 2].map(() => synthesize(infraApp(project), { context: {}, cache })));
  expect(both[0]).toEqual(both[1]);
  expect(await readdir(cache)).toHaveLength(1);
});

test("the eight assemblies that were used last are kept", async () => {
  const cache = join(project, "cache");
  for (let at = 0; at < 10; at++) await synthesize(infraApp(project), { context: { at: String(at) }, cache });
  expect(await readdir(cache)).toHaveLength(8);
});

test("what a killed process has left half made goes after a while, what another one makes now stays", async () => {
  const cache = join(project, "cache");
  for (const name of ["making-killed", "making-now"]) await mkdir(join(cache, name), { recursive: true });
  const anHourAgo = new Date(Date.now() - 3_600_000);
  await utimes(join(cache, "making-killed"), anHourAgo, anHourAgo);
  await synthesize(infraApp(project), { context: {}, cache });
  expect((await readdir(cache)).filter((name) => name.startsWith("making-"))).toEqual(["making-now"]);
});

test("an app that fails shows its own text, and is run again", async () => {
  await writeFile(
    join(project, "infra", "app.ts"),
    `process.stderr.write("-c env: no such name\\n"); process.exit(1);`,
  );
  const failing = synthesize(infraApp(project), { context: {} });
  await expect(failing).rejects.toThrow(SynthFailed);
  await expect(failing).rejects.toThrow(/^The CDK app infra\/app\.ts failed:\n-c env: no such name\nCorrect it/);
  await writeFile(join(project, "infra", "app.ts"), APP);
  await synthesize(infraApp(project), { context: {} });
  expect(await runs()).toBe(1);
});

test("the app of infra/ names the setting that is wrong", async () => {
  const root = new URL("../..", import.meta.url).pathname;
  await expect(synthesize(infraApp(root), { context: { env: "Not A Name" } })).rejects.toThrow(
    '-c env: "Not A Name" cannot be an environment\'s name',
  );
});

test("a handler that does not bundle is told as such, with its code frame", async () => {
  const broken = copyProject();
  await writeFile(join(broken, "handler", "person-name.ts"), "export const personName = ;\n");
  const message = await synthesize(infraApp(broken), { context: {} }).catch((error: unknown) => String(error));
  await rm(broken, { recursive: true });
  expect(message).toMatch(
    /^SynthFailed: handler\/ does not bundle:\n✘ \[ERROR\] Unexpected ";"\n\n +handler\/person-name\.ts:1:26:/,
  );
  expect(message).toMatch(/╵ +\^\nCorrect it and deploy again\.$/);
});
